// Events: one-shot completions. Most are complete when they are made (small copies happen in the
// calling thread), so an event without a future stands for success and costs one small allocation.
#pragma once

namespace xla_cpu_plugin {
namespace {

struct Event : Tagged<Kind::kEvent> {
  // Absent: complete, without error.
  std::optional<xla::Future<>> future;
  // Present only when made by PJRT_Event_Create, until it is set.
  std::optional<xla::Promise<>> promise;
  bool made_by_caller = false;
  absl::Mutex mutex;

  bool IsReady() const { return !future.has_value() || future->IsReady(); }
  absl::Status Await() const { return future.has_value() ? future->Await() : absl::OkStatus(); }
};

PJRT_Event* ReadyEvent() { return reinterpret_cast<PJRT_Event*>(new Event()); }

PJRT_Event* ToHandle(xla::Future<> future) {
  auto* event = new Event();
  event->future.emplace(std::move(future));
  return reinterpret_cast<PJRT_Event*>(event);
}

absl::Status Event_Destroy(PJRT_Event_Destroy_Args& args) {
  return Destroy<Event>(args.event, "event");
}

absl::Status Event_IsReady(PJRT_Event_IsReady_Args& args) {
  TF_ASSIGN_OR_RETURN(Event * event, Get<Event>(args.event, "event"));
  args.is_ready = event->IsReady();
  return absl::OkStatus();
}

absl::Status Event_Error(PJRT_Event_Error_Args& args) {
  TF_ASSIGN_OR_RETURN(Event * event, Get<Event>(args.event, "event"));
  if (!event->IsReady()) return FailedPrecondition("the event is not ready");
  return event->Await();
}

absl::Status Event_Await(PJRT_Event_Await_Args& args) {
  TF_ASSIGN_OR_RETURN(Event * event, Get<Event>(args.event, "event"));
  return event->Await();
}

absl::Status Event_OnReady(PJRT_Event_OnReady_Args& args) {
  TF_ASSIGN_OR_RETURN(Event * event, Get<Event>(args.event, "event"));
  if (args.callback == nullptr) return InvalidArgument("callback must not be null");
  auto notify = [callback = args.callback, user_arg = args.user_arg](const absl::Status& status) {
    callback(ToError(status), user_arg);
  };
  if (event->future.has_value()) {
    event->future->OnReady(std::move(notify));
  } else {
    notify(absl::OkStatus());
  }
  return absl::OkStatus();
}

absl::Status Event_Create(PJRT_Event_Create_Args& args) {
  auto [promise, future] = xla::MakePromise<void>();
  auto* event = new Event();
  event->future.emplace(std::move(future));
  event->promise.emplace(std::move(promise));
  event->made_by_caller = true;
  args.event = reinterpret_cast<PJRT_Event*>(event);
  return absl::OkStatus();
}

absl::Status Event_Set(PJRT_Event_Set_Args& args) {
  TF_ASSIGN_OR_RETURN(Event * event, Get<Event>(args.event, "event"));
  if (!event->made_by_caller) {
    return InvalidArgument("only an event made by PJRT_Event_Create can be set");
  }
  std::optional<xla::Promise<>> promise;
  {
    absl::MutexLock lock(&event->mutex);
    promise.swap(event->promise);
  }
  if (!promise.has_value()) return FailedPrecondition("the event was set before");
  promise->Set(ToStatus(args.error_code, args.error_message, args.error_message_size));
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
