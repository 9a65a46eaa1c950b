#define _GNU_SOURCE

#include "cpjrt_fiber.h"

#include "cpjrt_thread.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

// A Swift closure that takes and returns nothing: its code, which finds what it captured in the context register.
typedef __attribute__((swiftcall)) void (*closure_code)(__attribute__((swift_context)) void *captured);

// Swift's runtime keeps a list, per thread, of the accesses to variables that are going on, whose entries lie in the
// frames. A task that is suspended takes its entries off the list and puts them back when it goes on; a call on a stack
// of its own does the same, so that the list never refers to frames that were left. Each state has room for what the
// runtime writes, two pointers.
extern void swift_task_enterThreadLocalContext(char *state);
extern void swift_task_exitThreadLocalContext(char *state);

// Thread Sanitizer's view of stacks; absent from other builds.
extern __attribute__((weak)) void *__tsan_get_current_fiber(void);
extern __attribute__((weak)) void *__tsan_create_fiber(unsigned flags);
extern __attribute__((weak)) void __tsan_destroy_fiber(void *fiber);
extern __attribute__((weak)) void __tsan_switch_to_fiber(void *fiber, unsigned flags);

// Much more than a thread's, of which only what is touched takes memory: traced programs nest deeply.
static const size_t stack_size = (size_t)64 << 20;

struct stack {
  void *memory;
  struct stack *next;
};

// Stacks of calls that returned, for the calls that follow.
static pthread_mutex_t stacks_lock = PTHREAD_MUTEX_INITIALIZER;
static struct stack *free_stacks;

struct fiber {
  ucontext_t inside;
  ucontext_t outside;
  closure_code code;
  void *captured;
  bool returned;
  void *sanitizer_inside;
  void *sanitizer_outside;
  _Alignas(16) char accesses[4 * sizeof(void *)];
  struct fiber *outer;
};

static CPJRT_THREAD_LOCAL struct fiber *current_fiber;

static struct stack *take_stack(void) {
  pthread_mutex_lock(&stacks_lock);
  struct stack *stack = free_stacks;
  if (stack != NULL) free_stacks = stack->next;
  pthread_mutex_unlock(&stacks_lock);
  if (stack != NULL) return stack;

  const size_t guard = (size_t)sysconf(_SC_PAGESIZE);
  void *memory = mmap(NULL, stack_size + guard, PROT_NONE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  if (mprotect((char *)memory + guard, stack_size, PROT_READ | PROT_WRITE) != 0 ||
      (stack = malloc(sizeof *stack)) == NULL) {
    munmap(memory, stack_size + guard);
    return NULL;
  }
  stack->memory = (char *)memory + guard;
  return stack;
}

static void give_back(struct stack *stack) {
  pthread_mutex_lock(&stacks_lock);
  stack->next = free_stacks;
  free_stacks = stack;
  pthread_mutex_unlock(&stacks_lock);
}

static void leave(struct fiber *fiber) {
  if (__tsan_switch_to_fiber != NULL) __tsan_switch_to_fiber(fiber->sanitizer_outside, 0);
  swapcontext(&fiber->inside, &fiber->outside);
}

static void begin(void) {
  struct fiber *fiber = current_fiber;
  fiber->code(fiber->captured);
  fiber->returned = true;
  leave(fiber);
}

void cpjrt_leave_fiber(void) {
  if (current_fiber != NULL) leave(current_fiber);
}

// Calls a Swift closure on a stack of its own; false without calling it if there is no memory for one.
__attribute__((swiftcall, noinline)) bool cpjrt_call_on_fiber(closure_code code, void *captured) {
  struct stack *stack = take_stack();
  if (stack == NULL) return false;
  struct fiber fiber = {.code = code, .captured = captured, .outer = current_fiber};
  getcontext(&fiber.inside);
  fiber.inside.uc_stack.ss_sp = stack->memory;
  fiber.inside.uc_stack.ss_size = stack_size;
  fiber.inside.uc_link = NULL;
  makecontext(&fiber.inside, begin, 0);
  // Whoever walks the frames goes on from the new stack to this one.
#if defined(__x86_64__)
  fiber.inside.uc_mcontext.gregs[REG_RBP] = (greg_t)__builtin_frame_address(0);
#elif defined(__aarch64__)
  fiber.inside.uc_mcontext.regs[29] = (uint64_t)__builtin_frame_address(0);
#endif

  if (__tsan_create_fiber != NULL) {
    fiber.sanitizer_outside = __tsan_get_current_fiber();
    fiber.sanitizer_inside = __tsan_create_fiber(0);
  }
  current_fiber = &fiber;
  swift_task_enterThreadLocalContext(fiber.accesses);
  if (__tsan_switch_to_fiber != NULL) __tsan_switch_to_fiber(fiber.sanitizer_inside, 0);
  swapcontext(&fiber.outside, &fiber.inside);
  swift_task_exitThreadLocalContext(fiber.accesses);
  current_fiber = fiber.outer;
  if (__tsan_destroy_fiber != NULL) __tsan_destroy_fiber(fiber.sanitizer_inside);
  if (fiber.returned) {
    give_back(stack);
  } else {
    free(stack);
  }
  return true;
}
