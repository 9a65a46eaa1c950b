/* Events: made and set by the caller, awaited, watched, and the errors they carry. */
#include <pthread.h>
#include <unistd.h>

#include "check.h"

struct seen {
  int calls;
  int code;
  char message[64];
};

static void remember(PJRT_Error* error, void* user) {
  struct seen* seen = user;
  seen->code = take(error);
  snprintf(seen->message, sizeof(seen->message), "%s", last_message);
  __atomic_add_fetch(&seen->calls, 1, __ATOMIC_SEQ_CST);
}

static PJRT_Event* make_event(void) {
  ARGS(PJRT_Event_Create, create);
  MUST(api->PJRT_Event_Create(&create));
  return create.event;
}

static PJRT_Error* set(PJRT_Event* event, PJRT_Error_Code code, const char* message) {
  ARGS(PJRT_Event_Set, set);
  set.event = event;
  set.error_code = code;
  set.error_message = message;
  set.error_message_size = strlen(message);
  return api->PJRT_Event_Set(&set);
}

static bool is_ready(PJRT_Event* event) {
  ARGS(PJRT_Event_IsReady, ready);
  ready.event = event;
  MUST(api->PJRT_Event_IsReady(&ready));
  return ready.is_ready;
}

static void* set_later(void* event) {
  usleep(20000);
  must(set(event, PJRT_Error_Code_OK, ""), "set");
  return NULL;
}

void test_events(void) {
  struct seen before = {0}, after = {0};
  PJRT_Event* event = make_event();
  CHECK(!is_ready(event));
  ARGS(PJRT_Event_Error, error);
  error.event = event;
  FAILS(FAILED_PRECONDITION, "not ready", api->PJRT_Event_Error(&error));
  ARGS(PJRT_Event_OnReady, watch);
  watch.event = event;
  FAILS(INVALID_ARGUMENT, "callback", api->PJRT_Event_OnReady(&watch));
  watch.callback = remember;
  watch.user_arg = &before;
  OK(api->PJRT_Event_OnReady(&watch));
  CHECK(before.calls == 0);
  OK(set(event, PJRT_Error_Code_DATA_LOSS, "lost it"));
  FAILS(FAILED_PRECONDITION, "set before", set(event, PJRT_Error_Code_OK, ""));
  CHECK(is_ready(event));
  CHECK(before.calls == 1 && before.code == PJRT_Error_Code_DATA_LOSS);
  CHECK(strcmp(before.message, "lost it") == 0);
  watch.user_arg = &after;
  OK(api->PJRT_Event_OnReady(&watch));
  CHECK(after.calls == 1 && after.code == PJRT_Error_Code_DATA_LOSS);
  FAILS(DATA_LOSS, "lost it", await_event(event));
  FAILS(DATA_LOSS, "lost it", api->PJRT_Event_Error(&error));
  destroy_event(event);

  /* Awaited here, set by another thread. */
  event = make_event();
  pthread_t thread;
  CHECK(pthread_create(&thread, NULL, set_later, event) == 0);
  OK(await_event(event));
  CHECK(is_ready(event));
  pthread_join(thread, NULL);
  destroy_event(event);

  /* Dropped without being set: who watches gets an error. */
  struct seen dropped = {0};
  event = make_event();
  watch.event = event;
  watch.user_arg = &dropped;
  OK(api->PJRT_Event_OnReady(&watch));
  destroy_event(event);
  CHECK(dropped.calls == 1 && dropped.code != PJRT_Error_Code_OK);
}
