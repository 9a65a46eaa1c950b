/* Checks that are counted. A failed one names its place, what was expected and what was found. */
#ifndef XLA_CPU_TEST_CHECK_H_
#define XLA_CPU_TEST_CHECK_H_

#include "harness.h"

extern int passed;
extern int failed;

static inline void check_at(bool ok, const char* file, int line, const char* what) {
  if (ok) {
    ++passed;
    return;
  }
  ++failed;
  printf("%s:%d: %s%s%s\n", file, line, what, last_message[0] ? ": " : "", last_message);
}

/* `expected` is a code, or -1 for any error. */
static inline void check_code_at(PJRT_Error* error, int expected, const char* part,
                                 const char* file, int line, const char* what) {
  int code = take(error);
  bool right = expected < 0 ? code != PJRT_Error_Code_OK : code == expected;
  if (right && (part == NULL || strstr(last_message, part) != NULL)) {
    ++passed;
    return;
  }
  ++failed;
  printf("%s:%d: %s\n  expected code %d%s%s, found %d: %s\n", file, line, what, expected,
         part ? " and a message with " : "", part ? part : "", code, last_message);
}

/* A condition holds. */
#define CHECK(condition) \
  (last_message[0] = '\0', check_at((condition), __FILE__, __LINE__, #condition))
/* A call succeeds. */
#define OK(call) check_code_at((call), PJRT_Error_Code_OK, NULL, __FILE__, __LINE__, #call)
/* A call fails with this code, and `part` (unless NULL) stands in its message. */
#define FAILS(code, part, call) \
  check_code_at((call), PJRT_Error_Code_##code, part, __FILE__, __LINE__, #call)
/* A call fails, whatever the code, and `part` (unless NULL) stands in its message. */
#define FAILS_SOMEHOW(part, call) check_code_at((call), -1, part, __FILE__, __LINE__, #call)

/* The groups of tests, in the files of the same names. */
void test_misuse(void);
void test_client(PJRT_Client* client);
void test_topology(PJRT_Client* client);
void test_events(void);
void test_buffers(PJRT_Client* client);
void test_programs(PJRT_Client* client);
void test_execution(PJRT_Client* client);
void test_small_arrays(PJRT_Client* client);
void test_extensions(PJRT_Client* client);

#endif /* XLA_CPU_TEST_CHECK_H_ */
