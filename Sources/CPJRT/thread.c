// Storage of the thread-local slots declared in cpjrt_thread.h.

#include "cpjrt_thread.h"

CPJRT_THREAD_LOCAL void *cpjrt_current_trace_slot;
CPJRT_THREAD_LOCAL void *cpjrt_error_scope_slot;
CPJRT_THREAD_LOCAL void *cpjrt_mapped_axis_slot;
CPJRT_THREAD_LOCAL void *cpjrt_configuration_slot;
CPJRT_THREAD_LOCAL void *cpjrt_name_stack_slot;
