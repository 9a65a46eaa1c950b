// The bridge between absl::Status, in which every function of the plugin reports, and PJRT_Error,
// in which the C API does. `Call` is the one place where a C entry point begins and ends: it checks
// the argument struct, runs the implementation, converts the status and lets no exception out.
#pragma once

namespace xla_cpu_plugin {
namespace {

// Marks a status as a misuse of the C API, so that the message gets the name of the function in
// front.
constexpr absl::string_view kMisusePayload = "xla_cpu_plugin/misuse";

absl::Status Misuse(absl::Status status) {
  status.SetPayload(kMisusePayload, absl::Cord());
  return status;
}

template <typename... Parts>
absl::Status InvalidArgument(const Parts&... parts) {
  return Misuse(absl::InvalidArgumentError(absl::StrCat(parts...)));
}

template <typename... Parts>
absl::Status FailedPrecondition(const Parts&... parts) {
  return Misuse(absl::FailedPreconditionError(absl::StrCat(parts...)));
}

template <typename... Parts>
absl::Status Unimplemented(const Parts&... parts) {
  return Misuse(absl::UnimplementedError(absl::StrCat(parts...)));
}

struct Error {
  absl::StatusCode code;
  std::string message;
};

// nullptr for an OK status, else a new error that the caller of the C API owns.
PJRT_Error* ToError(const absl::Status& status, absl::string_view function = "") {
  if (status.ok()) return nullptr;
  auto* error = new Error{status.code(), std::string(status.message())};
  if (!function.empty() && status.GetPayload(kMisusePayload).has_value()) {
    error->message = absl::StrCat(function, ": ", error->message);
  }
  return reinterpret_cast<PJRT_Error*>(error);
}

absl::Status ToStatus(PJRT_Error_Code code, const char* message, size_t message_size) {
  if (code == PJRT_Error_Code_OK) return absl::OkStatus();
  return absl::Status(static_cast<absl::StatusCode>(code),
                      message == nullptr ? "" : absl::string_view(message, message_size));
}

// The size a struct must have to hold every field up to and including `field`.
#define SIZE_UP_TO(Struct, field) (offsetof(Struct, field) + sizeof(Struct::field))

// Whether the caller's struct, which may be older than ours, reaches as far as `field`.
#define HAS_FIELD(arguments, field) \
  ((arguments).struct_size >=       \
   SIZE_UP_TO(std::remove_cv_t<std::remove_reference_t<decltype(arguments)>>, field))

template <typename Arguments>
absl::Status CheckArguments(const Arguments* arguments, size_t required_size) {
  if (arguments == nullptr) return InvalidArgument("the argument struct must not be null");
  if (arguments->struct_size < required_size) {
    return InvalidArgument("struct_size is ", arguments->struct_size, " but must be at least ",
                           required_size, " bytes (was it set?)");
  }
  return absl::OkStatus();
}

template <typename Arguments>
PJRT_Error* Call(const char* function, size_t required_size,
                 absl::Status (*implementation)(Arguments&), Arguments* arguments) noexcept {
  try {
    absl::Status status = CheckArguments(arguments, required_size);
    if (ABSL_PREDICT_TRUE(status.ok())) status = implementation(*arguments);
    return ABSL_PREDICT_TRUE(status.ok()) ? nullptr : ToError(status, function);
  } catch (const std::bad_alloc&) {
    return ToError(Misuse(absl::ResourceExhaustedError("out of memory")), function);
  } catch (const std::exception& exception) {
    return ToError(Misuse(absl::InternalError(exception.what())), function);
  }
}

void Error_Destroy(PJRT_Error_Destroy_Args* args) {
  if (args != nullptr) delete reinterpret_cast<Error*>(args->error);
}

void Error_Message(PJRT_Error_Message_Args* args) {
  if (args == nullptr) return;
  const auto* error = reinterpret_cast<const Error*>(args->error);
  args->message = error == nullptr ? "" : error->message.data();
  args->message_size = error == nullptr ? 0 : error->message.size();
}

absl::Status Error_GetCode(PJRT_Error_GetCode_Args& args) {
  if (args.error == nullptr) return InvalidArgument("error must not be null");
  args.code = static_cast<PJRT_Error_Code>(reinterpret_cast<const Error*>(args.error)->code);
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
