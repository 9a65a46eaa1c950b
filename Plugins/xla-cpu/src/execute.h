// Launching programs: the path every call takes, so it allocates no more than XLA itself asks for.
#pragma once

namespace xla_cpu_plugin {
namespace {

using Arguments = absl::InlinedVector<xla::PjRtBuffer*, 16>;

// Launches of one host thread keep their order, launches of different threads do not wait for each
// other. With one stream for all, a program launched by a host callback would wait for the very
// program that runs the callback.
int64_t CurrentStream() {
  static thread_local const int64_t stream = syscall(SYS_gettid);
  return stream;
}

absl::Status FillExecuteOptions(const PJRT_ExecuteOptions* source, xla::ExecuteOptions& options) {
  // XLA follows a null context blindly when a handler asks for its user data.
  static const absl::NoDestructor<xla::ExecuteContext> empty_context;
  options.context = empty_context.get();
  options.execution_stream_id = CurrentStream();
  if (source == nullptr) return absl::OkStatus();
  TF_RETURN_IF_ERROR(
      CheckArguments(source, SIZE_UP_TO(PJRT_ExecuteOptions, num_non_donatable_input_indices)));
  if (source->num_send_ops != 0 || source->num_recv_ops != 0) {
    return Unimplemented("send and receive callbacks do not exist on the CPU");
  }
  options.launch_id = source->launch_id;
  if (source->num_non_donatable_input_indices != 0) {
    TF_ASSIGN_OR_RETURN(
        absl::Span<const int64_t> indices,
        ToSpan(source->non_donatable_input_indices, source->num_non_donatable_input_indices,
               "non_donatable_input_indices"));
    options.non_donatable_input_indices.insert(indices.begin(), indices.end());
  }
  if (HAS_FIELD(*source, context) && source->context != nullptr) {
    TF_ASSIGN_OR_RETURN(ExecuteContext * context, Get<ExecuteContext>(source->context, "context"));
    options.context = &context->context;
  }
  if (HAS_FIELD(*source, call_location) && source->call_location != nullptr) {
    options.call_location = source->call_location;
  }
  return absl::OkStatus();
}

absl::Status FillArguments(PJRT_Buffer* const* handles, size_t count, Arguments& arguments) {
  if (handles == nullptr && count != 0) return InvalidArgument("argument_lists must not be null");
  arguments.resize(count);
  for (size_t i = 0; i < count; ++i) {
    auto buffer = Get<Buffer>(handles[i], "an argument");
    if (ABSL_PREDICT_FALSE(!buffer.ok())) {
      return InvalidArgument("argument ", i, ": ", buffer.status().message());
    }
    auto made = (*buffer)->ToXla();
    if (ABSL_PREDICT_FALSE(!made.ok())) {
      if (!made.status().GetPayload(kMisusePayload).has_value()) return made.status();
      return InvalidArgument("argument ", i, ": ", made.status().message());
    }
    arguments[i] = *made;
  }
  return absl::OkStatus();
}

absl::Status StoreOutputs(const ClientReference& client,
                          std::vector<std::unique_ptr<xla::PjRtBuffer>> buffers,
                          PJRT_Buffer** outputs) {
  if (outputs == nullptr && !buffers.empty()) {
    return InvalidArgument("output_lists must not be null");
  }
  for (size_t i = 0; i < buffers.size(); ++i) outputs[i] = ToHandle(client, std::move(buffers[i]));
  return absl::OkStatus();
}

absl::Status ExecuteOnDevice(LoadedExecutable& self, PJRT_LoadedExecutable_Execute_Args& args,
                             xla::PjRtDevice* device, const xla::ExecuteOptions& options) {
  Arguments arguments;
  TF_RETURN_IF_ERROR(FillArguments(args.num_args == 0 ? nullptr : args.argument_lists[0],
                                   args.num_args, arguments));
  const bool want_event = args.device_complete_events != nullptr;
  std::optional<xla::Future<>> complete;
  auto outputs =
      ABSL_PREDICT_FALSE(self.devices.empty())
          ? self.executable->ExecutePortable(arguments, device, options, complete, want_event)
          : self.executable->ExecuteSharded(arguments, device, options, complete, want_event);
  if (ABSL_PREDICT_FALSE(!outputs.ok())) return outputs.status();
  TF_RETURN_IF_ERROR(StoreOutputs(self.client, *std::move(outputs),
                                  args.output_lists == nullptr ? nullptr : args.output_lists[0]));
  if (want_event) args.device_complete_events[0] = ToHandle(*std::move(complete));
  return absl::OkStatus();
}

absl::Status ExecuteOnAllDevices(LoadedExecutable& self, PJRT_LoadedExecutable_Execute_Args& args,
                                 const xla::ExecuteOptions& options) {
  std::vector<std::vector<xla::PjRtBuffer*>> arguments(args.num_devices);
  for (size_t device = 0; device < args.num_devices; ++device) {
    Arguments list;
    TF_RETURN_IF_ERROR(FillArguments(args.num_args == 0 ? nullptr : args.argument_lists[device],
                                     args.num_args, list));
    arguments[device].assign(list.begin(), list.end());
  }
  std::optional<std::vector<xla::Future<>>> complete;
  if (args.device_complete_events != nullptr) complete.emplace();
  TF_ASSIGN_OR_RETURN(auto outputs, self.executable->Execute(arguments, options, complete));
  for (size_t device = 0; device < outputs.size(); ++device) {
    TF_RETURN_IF_ERROR(
        StoreOutputs(self.client, std::move(outputs[device]),
                     args.output_lists == nullptr ? nullptr : args.output_lists[device]));
    if (complete.has_value()) {
      args.device_complete_events[device] = ToHandle(std::move((*complete)[device]));
    }
  }
  return absl::OkStatus();
}

// Whether a launch asks for nothing but the results; else the general one looks into it.
bool IsPlainLaunch(const PJRT_LoadedExecutable_Execute_Args& args) {
  if (args.num_devices != 1 || args.output_lists == nullptr || args.output_lists[0] == nullptr) {
    return false;
  }
  if (args.num_args != 0 && (args.argument_lists == nullptr || args.argument_lists[0] == nullptr)) {
    return false;
  }
  if (HAS_FIELD(args, execute_device) && args.execute_device != nullptr) return false;
  const PJRT_ExecuteOptions* options = args.options;
  if (options == nullptr) return true;
  return options->struct_size >= SIZE_UP_TO(PJRT_ExecuteOptions, num_non_donatable_input_indices) &&
         options->num_send_ops == 0 && options->num_recv_ops == 0 &&
         (options->num_non_donatable_input_indices == 0 ||
          options->non_donatable_input_indices != nullptr) &&
         (!HAS_FIELD(*options, context) || options->context == nullptr);
}

absl::Status LoadedExecutable_Execute(PJRT_LoadedExecutable_Execute_Args& args) {
  TF_ASSIGN_OR_RETURN(LoadedExecutable * self,
                      Get<LoadedExecutable>(args.executable, "executable"));
  if (ABSL_PREDICT_FALSE(self->deleted.load(std::memory_order_relaxed))) {
    return InvalidArgument("the executable was deleted");
  }
  if (self->direct != nullptr && IsPlainLaunch(args)) {
    absl::Span<const int64_t> not_donated;
    if (args.options != nullptr) {
      not_donated = absl::MakeConstSpan(args.options->non_donatable_input_indices,
                                        args.options->num_non_donatable_input_indices);
    }
    TF_ASSIGN_OR_RETURN(bool done,
                        self->direct->Run(args.num_args == 0 ? nullptr : args.argument_lists[0],
                                          args.num_args, args.output_lists[0], not_donated));
    if (done) {
      if (args.device_complete_events != nullptr) args.device_complete_events[0] = ReadyEvent();
      return absl::OkStatus();
    }
  }
  if (args.argument_lists == nullptr && args.num_args != 0) {
    return InvalidArgument("argument_lists must not be null");
  }
  xla::ExecuteOptions options;
  TF_RETURN_IF_ERROR(FillExecuteOptions(args.options, options));
  if (self->runs_inline) {
    options.execution_mode = xla::ExecuteOptions::ExecutionMode::kSynchronous;
  }

  PJRT_Device* execute_device = HAS_FIELD(args, execute_device) ? args.execute_device : nullptr;
  if (execute_device == nullptr && self->devices.empty()) {
    return InvalidArgument("a portable executable needs an execute_device");
  }
  const size_t expected_devices = execute_device != nullptr ? 1 : self->devices.size();
  if (args.num_devices != expected_devices) {
    return InvalidArgument("the program runs on ", expected_devices, " devices but num_devices is ",
                           args.num_devices);
  }
  if (execute_device == nullptr && args.num_devices > 1) {
    return ExecuteOnAllDevices(*self, args, options);
  }
  TF_ASSIGN_OR_RETURN(
      Device * device,
      Get<Device>(execute_device != nullptr ? execute_device : self->devices[0], "execute_device"));
  if (device->client != self->client.get()) {
    return InvalidArgument("execute_device belongs to another client");
  }
  if (!device->device->IsAddressable()) {
    return InvalidArgument("execute_device belongs to another process");
  }
  return ExecuteOnDevice(*self, args, device->device, options);
}

absl::Status ExecuteContext_Create(PJRT_ExecuteContext_Create_Args& args) {
  args.context = reinterpret_cast<PJRT_ExecuteContext*>(new ExecuteContext());
  return absl::OkStatus();
}

absl::Status ExecuteContext_Destroy(PJRT_ExecuteContext_Destroy_Args& args) {
  return Destroy<ExecuteContext>(args.context, "context");
}

}  // namespace
}  // namespace xla_cpu_plugin
