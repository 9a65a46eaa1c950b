// Thread-local slots of the front end.
//
// Tracing keeps its state per thread: the current trace, the innermost scope that catches errors,
// the named axis that a program is being mapped over, and settings. Swift has no thread-local storage as cheap as C's, so the slots live here. The
// initial-exec model makes a read one instruction relative to the thread pointer; the few bytes fit
// the surplus that glibc reserves for libraries opened later.

#ifndef CPJRT_THREAD_H
#define CPJRT_THREAD_H

#define CPJRT_THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))

extern CPJRT_THREAD_LOCAL void *cpjrt_current_trace_slot;
extern CPJRT_THREAD_LOCAL void *cpjrt_error_scope_slot;
extern CPJRT_THREAD_LOCAL void *cpjrt_mapped_axis_slot;
extern CPJRT_THREAD_LOCAL void *cpjrt_configuration_slot;
extern CPJRT_THREAD_LOCAL void *cpjrt_name_stack_slot;

/// The trace that `bind` hands operands to on this thread, or null.
static inline void *cpjrt_current_trace(void) { return cpjrt_current_trace_slot; }

/// Replaces this thread's current trace. The slot holds no reference.
static inline void cpjrt_set_current_trace(void *trace) { cpjrt_current_trace_slot = trace; }

/// The innermost error-catching scope of this thread, or null.
static inline void *cpjrt_error_scope(void) { return cpjrt_error_scope_slot; }

/// Replaces this thread's error-catching scope. The slot holds no reference.
static inline void cpjrt_set_error_scope(void *scope) { cpjrt_error_scope_slot = scope; }

/// The named axis that this thread is mapping a program over, or null.
static inline void *cpjrt_mapped_axis(void) { return cpjrt_mapped_axis_slot; }

/// Replaces the named axis that this thread is mapping a program over. The slot holds no reference.
static inline void cpjrt_set_mapped_axis(void *axis) { cpjrt_mapped_axis_slot = axis; }

/// The settings of this thread, or null.
static inline void *cpjrt_configuration(void) { return cpjrt_configuration_slot; }

/// Replaces the settings of this thread. The slot holds no reference.
static inline void cpjrt_set_configuration(void *settings) { cpjrt_configuration_slot = settings; }

/// The innermost name that operations are recorded under on this thread, or null.
static inline void *cpjrt_name_stack(void) { return cpjrt_name_stack_slot; }

/// Replaces the innermost name of this thread. The slot holds no reference.
static inline void cpjrt_set_name_stack(void *name) { cpjrt_name_stack_slot = name; }

#endif
