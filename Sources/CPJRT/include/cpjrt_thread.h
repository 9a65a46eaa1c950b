// The thread-local slot of the front end.
//
// Tracing keeps its state per thread: one context, which holds the current trace and all else that decides how an operation
// is interpreted. Swift has no thread-local storage as cheap as C's, so the slot lives here. The initial-exec model makes a
// read one instruction relative to the thread pointer; the few bytes fit the surplus that glibc reserves for libraries
// opened later.

#ifndef CPJRT_THREAD_H
#define CPJRT_THREAD_H

#define CPJRT_THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))

extern CPJRT_THREAD_LOCAL void *cpjrt_context_slot;

/// The context of this thread, or null where nothing is set.
static inline void *cpjrt_context(void) { return cpjrt_context_slot; }

/// Replaces this thread's context. The slot does not own it.
static inline void cpjrt_set_context(void *context) { cpjrt_context_slot = context; }

/// A number that no other running thread has.
static inline void *cpjrt_thread_identity(void) { return &cpjrt_context_slot; }

#endif
