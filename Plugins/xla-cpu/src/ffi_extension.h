// The FFI extension: handlers in C for custom calls, and user data that reaches them through an
// execute context.
#pragma once

namespace xla {
namespace ffi {
// From xla/ffi/ffi_api.h, which needs MLIR's headers.
const XLA_FFI_Api* GetXlaFfiApi();
}  // namespace ffi
}  // namespace xla

namespace xla_cpu_plugin {
namespace {

absl::Status ToStatus(const XLA_FFI_Api* api, XLA_FFI_Error* error) {
  if (error == nullptr) return absl::OkStatus();
  XLA_FFI_Error_GetMessage_Args message = {};
  message.struct_size = XLA_FFI_Error_GetMessage_Args_STRUCT_SIZE;
  message.error = error;
  api->XLA_FFI_Error_GetMessage(&message);
  absl::Status status = InvalidArgument(message.message);
  XLA_FFI_Error_Destroy_Args destroy = {};
  destroy.struct_size = XLA_FFI_Error_Destroy_Args_STRUCT_SIZE;
  destroy.error = error;
  api->XLA_FFI_Error_Destroy(&destroy);
  return status;
}

absl::Status FFI_Register_Handler(PJRT_FFI_Register_Handler_Args& args) {
  if (args.target_name == nullptr || args.target_name_size == 0) {
    return InvalidArgument("target_name must not be empty");
  }
  if (args.platform_name == nullptr || args.platform_name_size == 0) {
    return InvalidArgument("platform_name must not be empty");
  }
  if (args.handler == nullptr) return InvalidArgument("handler must not be null");
  const XLA_FFI_Api* api = xla::ffi::GetXlaFfiApi();
  XLA_FFI_Handler_Register_Args registration = {};
  registration.struct_size = XLA_FFI_Handler_Register_Args_STRUCT_SIZE;
  registration.name = {args.target_name, args.target_name_size};
  registration.platform = {args.platform_name, args.platform_name_size};
  registration.bundle.execute = reinterpret_cast<XLA_FFI_Handler*>(args.handler);
  registration.traits = static_cast<XLA_FFI_Handler_Traits>(args.traits);
  return ToStatus(api, api->XLA_FFI_Handler_Register(&registration));
}

absl::Status FFI_Type_Register(PJRT_FFI_Type_Register_Args& args) {
  if (args.type_name == nullptr || args.type_name_size == 0) {
    return InvalidArgument("type_name must not be empty");
  }
  absl::string_view name(args.type_name, args.type_name_size);
  xla::ffi::TypeRegistry::TypeInfo info;
  if (args.type_info != nullptr) info.deleter = args.type_info->deleter;
  if (args.type_id == 0) {
    TF_ASSIGN_OR_RETURN(xla::ffi::TypeRegistry::TypeId id,
                        xla::ffi::TypeRegistry::AssignExternalTypeId(name, info));
    args.type_id = id.value();
    return absl::OkStatus();
  }
  return xla::ffi::TypeRegistry::RegisterExternalTypeId(
      name, xla::ffi::TypeRegistry::TypeId(args.type_id), info);
}

absl::Status FFI_UserData_Add(PJRT_FFI_UserData_Add_Args& args) {
  TF_ASSIGN_OR_RETURN(ExecuteContext * context, Get<ExecuteContext>(args.context, "context"));
  return context->context.ffi_context().Insert(
      xla::ffi::TypeRegistry::TypeId(args.user_data.type_id), args.user_data.data);
}

}  // namespace
}  // namespace xla_cpu_plugin
