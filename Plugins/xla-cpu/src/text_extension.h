// The plugin's private extension (xla_cpu_extension.h): optimised programs as text, portable
// artifacts.
#pragma once

namespace xla_cpu_plugin {
namespace {

absl::Status Executable_Text(XlaCpu_Executable_Text_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  TF_ASSIGN_OR_RETURN(auto modules, self->executable->GetHloModules());
  using Bytes = OwnedBytes<XlaCpu_Text>;
  args.owner = Bytes::Make(modules.at(0)->ToString(), &args.text, &args.text_size);
  args.owner_deleter = &Bytes::Delete;
  return absl::OkStatus();
}

absl::Status Program_Serialize(XlaCpu_Program_Serialize_Args& args) {
  if (args.program == nullptr) return InvalidArgument("program must not be null");
  TF_RETURN_IF_ERROR(CheckArguments(args.program, PJRT_Program_STRUCT_SIZE));
  if (args.program->code == nullptr) return InvalidArgument("program code must not be null");
  if (args.version == nullptr) return InvalidArgument("version must not be null");
  mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
  TF_ASSIGN_OR_RETURN(
      mlir::OwningOpRef<mlir::ModuleOp> module,
      ParseModule(absl::string_view(args.program->code, args.program->code_size), context));
  TF_ASSIGN_OR_RETURN(std::string bytes,
                      xla::SerializeUsingVersionedStablehlo(
                          module.get(), absl::string_view(args.version, args.version_size),
                          /*inplace=*/true, /*allow_mixed_serialization=*/true));
  using Bytes = OwnedBytes<XlaCpu_Text>;
  args.owner = Bytes::Make(std::move(bytes), &args.bytes, &args.bytes_size);
  args.owner_deleter = &Bytes::Delete;
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
