// From programs to executables: StableHLO as text, as MLIR bytecode or as a portable artifact (the
// parser tells them apart), HLO protos, and executables that were serialized before.
#pragma once

namespace xla {
// From xla/pjrt/mlir_to_hlo.h, which needs more of MLIR's headers than the wheel has.
absl::StatusOr<mlir::OwningOpRef<mlir::ModuleOp>> ParseMlirModuleString(absl::string_view text,
                                                                        mlir::MLIRContext& context);
absl::StatusOr<std::string> SerializeUsingVersionedStablehlo(mlir::ModuleOp module,
                                                             absl::string_view requested_target,
                                                             bool inplace,
                                                             bool allow_mixed_serialization);
}  // namespace xla

namespace xla_cpu_plugin {
namespace {

// Whether a program is so short that handing it to another thread takes longer than running it.
// XLA's own bound, a thousand operations, is far below what a thread switch costs.
bool RunsInline(Client* client, const xla::PjRtLoadedExecutable& executable) {
  constexpr double kShort = 50'000;
  if (executable.addressable_devices().size() != 1) return false;
  auto modules = executable.GetHloModules();
  auto analysis = client->client->GetHloCostAnalysis();
  if (!modules.ok() || !analysis.ok()) return false;
  auto cost = xla::PjRtExecutableUtil::RunHloCostAnalysis(*modules, analysis->get());
  if (!cost.ok()) return false;
  double work = 0;
  for (const auto& [name, weight] : std::initializer_list<std::pair<const char*, double>>{
           {"flops", 1}, {"transcendentals", 10}, {"bytes accessed", 0.25}}) {
    auto found = cost->find(name);
    if (found == cost->end()) continue;
    if (const float* value = std::get_if<float>(&found->second)) work += weight * *value;
  }
  return work <= kShort;
}

PJRT_LoadedExecutable* ToHandle(Client* client,
                                std::shared_ptr<xla::PjRtLoadedExecutable> executable) {
  auto* loaded = new LoadedExecutable(ClientReference(client), std::move(executable));
  for (xla::PjRtDevice* device : loaded->executable->addressable_devices()) {
    loaded->devices.push_back(reinterpret_cast<PJRT_Device*>(client->device_of.at(device)));
  }
  loaded->runs_inline = RunsInline(client, *loaded->executable);
  if (loaded->runs_inline) loaded->direct = DirectProgram::Make(client, *loaded->executable);
  return reinterpret_cast<PJRT_LoadedExecutable*>(loaded);
}

absl::StatusOr<xla::CompileOptions> ParseCompileOptions(const char* data, size_t size) {
  TF_ASSIGN_OR_RETURN(absl::Span<const char> bytes, ToSpan(data, size, "compile_options"));
  xla::CompileOptionsProto proto;
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return InvalidArgument("compile_options are not a serialized CompileOptionsProto");
  }
  auto& build = *proto.mutable_executable_build_options();
  if (build.num_replicas() < 0 || build.num_partitions() < 0) {
    return InvalidArgument("compile_options ask for ", build.num_replicas(), " replicas and ",
                           build.num_partitions(), " partitions");
  }
  // An unset count means one; a device ordinal of -1 means that XLA chooses.
  if (build.num_replicas() == 0) build.set_num_replicas(1);
  if (build.num_partitions() == 0) build.set_num_partitions(1);
  if (!proto.has_executable_build_options() || size == 0) build.set_device_ordinal(-1);
  return xla::CompileOptions::FromProto(proto);
}

// The module in `code`; what the parser has to say about a bad one is an INVALID_ARGUMENT.
absl::StatusOr<mlir::OwningOpRef<mlir::ModuleOp>> ParseModule(absl::string_view code,
                                                              mlir::MLIRContext& context) {
  auto module = xla::ParseMlirModuleString(code, context);
  if (!module.ok()) return absl::InvalidArgumentError(module.status().message());
  return module;
}

// Parses `program` and hands it, as whatever type it has, to `compile`.
template <typename Result, typename Compile>
absl::StatusOr<Result> CompileProgram(const PJRT_Program* program, Compile compile) {
  if (program == nullptr) return InvalidArgument("program must not be null");
  TF_RETURN_IF_ERROR(CheckArguments(program, PJRT_Program_STRUCT_SIZE));
  if (program->code == nullptr) return InvalidArgument("program code must not be null");
  if (program->format == nullptr) return InvalidArgument("program format must not be null");
  absl::string_view code(program->code, program->code_size);
  absl::string_view format(program->format, program->format_size);
  if (format == "mlir") {
    mlir::MLIRContext context(mlir::MLIRContext::Threading::DISABLED);
    TF_ASSIGN_OR_RETURN(mlir::OwningOpRef<mlir::ModuleOp> module, ParseModule(code, context));
    return compile(module.get());
  }
  if (format == "hlo" || format == "hlo_with_config") {
    xla::HloModuleProto proto;
    if (format == "hlo_with_config") {
      xla::HloModuleProtoWithConfig with_config;
      if (!with_config.ParseFromArray(code.data(), static_cast<int>(code.size()))) {
        return InvalidArgument("the program is not a serialized HloModuleProtoWithConfig");
      }
      proto = std::move(*with_config.mutable_hlo_module());
    } else if (!proto.ParseFromArray(code.data(), static_cast<int>(code.size()))) {
      return InvalidArgument("the program is not a serialized HloModuleProto");
    }
    if (!proto.has_host_program_shape()) {
      return InvalidArgument("the HLO module has no program shape");
    }
    // An optimised module comes with the order of its instructions, which compiling once more would
    // break.
    proto.clear_schedule();
    return compile(xla::XlaComputation(std::move(proto)));
  }
  return InvalidArgument("unknown program format \"", format,
                         "\"; use mlir, hlo or hlo_with_config");
}

// Whether a compiled program divides arrays of integers whose sizes are not powers of two.
//
// XLA's tiled emitter rounds the sizes of such arrays up and divides in the padding too, by whatever the stack holds:
// INT_MIN by -1 now and then, which the processor traps.
template <typename Executable>
bool DividesInPadding(const Executable& executable) {
  auto modules = executable.GetHloModules();
  if (!modules.ok()) return false;
  auto divides = [](const xla::HloInstruction* instruction) {
    return (instruction->opcode() == xla::HloOpcode::kDivide ||
            instruction->opcode() == xla::HloOpcode::kRemainder) &&
           xla::primitive_util::IsIntegralType(instruction->shape().element_type()) &&
           absl::c_any_of(instruction->shape().dimensions(),
                          [](int64_t size) { return (size & (size - 1)) != 0; });
  };
  for (const auto& module : *modules) {
    for (const xla::HloComputation* computation : module->computations()) {
      if (absl::c_any_of(computation->instructions(), divides)) return true;
    }
  }
  return false;
}

// Compiles, and once more without the tiled emitter if it would divide in padding.
template <typename Result, typename Compile>
absl::StatusOr<Result> CompileSafely(const PJRT_Program* program, xla::CompileOptions options,
                                     Compile compile) {
  auto with_options = [&](const auto& module) { return compile(module, options); };
  TF_ASSIGN_OR_RETURN(Result executable, CompileProgram<Result>(program, with_options));
  if (!DividesInPadding(*executable)) return executable;
  (*options.executable_build_options.mutable_debug_options()
        ->mutable_xla_backend_extra_options())["xla_cpu_disable_tiled_emitter"] = "";
  return CompileProgram<Result>(program, with_options);
}

absl::Status Client_Compile(PJRT_Client_Compile_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  TF_ASSIGN_OR_RETURN(xla::CompileOptions options,
                      ParseCompileOptions(args.compile_options, args.compile_options_size));
  using Result = std::unique_ptr<xla::PjRtLoadedExecutable>;
  TF_ASSIGN_OR_RETURN(Result executable,
                      CompileSafely<Result>(args.program, std::move(options),
                                            [&](const auto& module, const auto& options) {
                                              return client->client->CompileAndLoad(module, options);
                                            }));
  args.executable = ToHandle(client, std::move(executable));
  return absl::OkStatus();
}

// Compiles for a topology. XLA:CPU compiles only through a client, so without one in the arguments
// a client of the topology's size is made, which lives as long as the executable.
absl::Status Compile(PJRT_Compile_Args& args) {
  TF_ASSIGN_OR_RETURN(Topology * topology, Get<Topology>(args.topology, "topology"));
  TF_ASSIGN_OR_RETURN(xla::CompileOptions options,
                      ParseCompileOptions(args.compile_options, args.compile_options_size));
  std::unique_ptr<Client> own_client;
  Client* client = nullptr;
  if (args.client != nullptr) {
    TF_ASSIGN_OR_RETURN(client, GetClient(args.client));
  } else {
    xla::CpuClientOptions client_options;
    client_options.cpu_device_count = static_cast<int>(topology->descriptions.size());
    TF_ASSIGN_OR_RETURN(own_client, MakeClient(std::move(client_options)));
    client = own_client.get();
  }
  using Result = std::unique_ptr<xla::PjRtExecutable>;
  TF_ASSIGN_OR_RETURN(Result executable,
                      CompileSafely<Result>(args.program, std::move(options),
                                            [&](const auto& module, const auto& options) {
                                              return client->client->Compile(module, options);
                                            }));
  auto* result = new Executable(ClientReference(client), std::move(executable));
  if (own_client != nullptr) ClientReference::Release(own_client.release());
  args.executable = reinterpret_cast<PJRT_Executable*>(result);
  return absl::OkStatus();
}

absl::Status Executable_DeserializeAndLoad(PJRT_Executable_DeserializeAndLoad_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  TF_ASSIGN_OR_RETURN(
      absl::Span<const char> bytes,
      ToSpan(args.serialized_executable, args.serialized_executable_size, "serialized_executable"));
  std::optional<xla::CompileOptions> options;
  if (HAS_FIELD(args, overridden_serialized_compile_options_size) &&
      args.overridden_serialized_compile_options_size != 0) {
    TF_ASSIGN_OR_RETURN(options,
                        ParseCompileOptions(args.overridden_serialized_compile_options,
                                            args.overridden_serialized_compile_options_size));
  }
  TF_ASSIGN_OR_RETURN(
      std::unique_ptr<xla::PjRtLoadedExecutable> executable,
      client->client->LoadSerializedExecutable(absl::string_view(bytes.data(), bytes.size()),
                                               std::move(options), xla::LoadOptions()));
  args.loaded_executable = ToHandle(client, std::move(executable));
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
