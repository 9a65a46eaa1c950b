// A call on a stack of its own, on the same thread, that can be left from any depth.
//
// `catchingErrors` runs its closure on such a stack. What is left stays as it is, frames and all: nothing that the frames
// own is freed, and their stack is never used again. The call itself is `cpjrt_call_on_fiber` of fiber.c, which takes a
// Swift closure and is therefore declared in Swift.

#ifndef CPJRT_FIBER_H
#define CPJRT_FIBER_H

/// Ends the innermost call of this thread that runs on a stack of its own, which then returns to its caller.
///
/// Comes back only if there is no such call.
void cpjrt_leave_fiber(void);

#endif
