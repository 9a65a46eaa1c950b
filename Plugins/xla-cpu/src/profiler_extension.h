// The profiler extension: a profiler collects what XLA's threads did between start and stop, as a
// serialized XSpace proto. Its C API has argument and error types of its own, but the same
// conventions.
#pragma once

namespace xla_cpu_plugin {
namespace {

struct Profiler : Tagged<Kind::kProfiler> {
  tensorflow::ProfileOptions options = tsl::ProfilerSession::DefaultOptions();
  std::unique_ptr<tsl::ProfilerSession> session;
  std::string data;
  absl::Mutex mutex;
};

void Profiler_Error_Destroy(PLUGIN_Profiler_Error_Destroy_Args* args) {
  if (args != nullptr) delete reinterpret_cast<Error*>(args->error);
}

void Profiler_Error_Message(PLUGIN_Profiler_Error_Message_Args* args) {
  if (args == nullptr) return;
  const auto* error = reinterpret_cast<const Error*>(args->error);
  args->message = error == nullptr ? "" : error->message.data();
  args->message_size = error == nullptr ? 0 : error->message.size();
}

absl::Status Profiler_Error_GetCode(PLUGIN_Profiler_Error_GetCode_Args& args) {
  if (args.error == nullptr) return InvalidArgument("error must not be null");
  args.code = static_cast<int>(reinterpret_cast<const Error*>(args.error)->code);
  return absl::OkStatus();
}

absl::Status Profiler_Create(PLUGIN_Profiler_Create_Args& args) {
  TF_ASSIGN_OR_RETURN(absl::Span<const char> bytes,
                      ToSpan(args.options, args.options_size, "options"));
  auto profiler = std::make_unique<Profiler>();
  if (!bytes.empty() &&
      !profiler->options.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return InvalidArgument("options are not a serialized ProfileOptions");
  }
  args.profiler = reinterpret_cast<PLUGIN_Profiler*>(profiler.release());
  return absl::OkStatus();
}

absl::Status Profiler_Destroy(PLUGIN_Profiler_Destroy_Args& args) {
  return Destroy<Profiler>(args.profiler, "profiler");
}

absl::Status Profiler_Start(PLUGIN_Profiler_Start_Args& args) {
  TF_ASSIGN_OR_RETURN(Profiler * self, Get<Profiler>(args.profiler, "profiler"));
  absl::MutexLock lock(&self->mutex);
  if (self->session != nullptr) return FailedPrecondition("the profiler runs already");
  auto session = tsl::ProfilerSession::Create(self->options);
  TF_RETURN_IF_ERROR(session->Status());
  self->session = std::move(session);
  return absl::OkStatus();
}

absl::Status Profiler_Stop(PLUGIN_Profiler_Stop_Args& args) {
  TF_ASSIGN_OR_RETURN(Profiler * self, Get<Profiler>(args.profiler, "profiler"));
  absl::MutexLock lock(&self->mutex);
  if (self->session == nullptr) return FailedPrecondition("the profiler does not run");
  tensorflow::profiler::XSpace space;
  absl::Status status = self->session->CollectData(&space);
  self->session.reset();
  self->data = space.SerializeAsString();
  return status;
}

absl::Status Profiler_CollectData(PLUGIN_Profiler_CollectData_Args& args) {
  TF_ASSIGN_OR_RETURN(Profiler * self, Get<Profiler>(args.profiler, "profiler"));
  absl::MutexLock lock(&self->mutex);
  if (self->session != nullptr) return FailedPrecondition("the profiler still runs");
  if (args.buffer != nullptr) std::memcpy(args.buffer, self->data.data(), self->data.size());
  args.buffer_size_in_bytes = self->data.size();
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
