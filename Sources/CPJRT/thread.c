// Storage of the thread-local slot declared in cpjrt_thread.h.

#include "cpjrt_thread.h"

CPJRT_THREAD_LOCAL void *cpjrt_context_slot;
