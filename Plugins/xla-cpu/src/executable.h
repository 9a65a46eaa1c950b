// What a compiled program tells about itself.
#pragma once

namespace xla_cpu_plugin {
namespace {

// Fills the lists about the outputs, once; the caller holds the executable's mutex.
absl::Status FillOutputs(Executable& self) {
  if (self.has_outputs) return absl::OkStatus();
  TF_ASSIGN_OR_RETURN(auto modules, self.executable->GetHloModules());
  if (modules.size() != 1) return absl::InternalError("the executable has no single HLO module");
  const xla::Shape& result = modules[0]->entry_computation_layout().result_shape();
  std::vector<const xla::Shape*> outputs;
  if (result.IsTuple()) {
    for (const xla::Shape& shape : result.tuple_shapes()) outputs.push_back(&shape);
  } else {
    outputs.push_back(&result);
  }
  for (const xla::Shape* shape : outputs) {
    self.output_types.push_back(FromPrimitiveType(shape->element_type()));
    const absl::Span<const int64_t> dims =
        shape->IsArray() ? shape->dimensions() : absl::Span<const int64_t>();
    self.output_ranks.push_back(dims.size());
    self.output_dimensions.insert(self.output_dimensions.end(), dims.begin(), dims.end());
    const bool has_layout = shape->IsArray() && shape->has_layout();
    const bool on_host =
        has_layout && shape->layout().memory_space() == xla::Layout::kHostMemorySpace;
    const absl::string_view kind = on_host ? "pinned_host" : "device";
    self.output_memory_kinds.push_back(kind.data());
    self.output_memory_kind_sizes.push_back(kind.size());
    auto layout = std::make_unique<LayoutHandle>();
    layout->layout = std::make_shared<xla::PjRtLayout>(
        has_layout ? shape->layout() : xla::LayoutUtil::MakeDescendingLayout(dims.size()));
    layout->owned_by_executable = true;
    self.output_layout_handles.push_back(
        reinterpret_cast<PJRT_Layouts_MemoryLayout*>(layout.get()));
    self.output_layouts.push_back(std::move(layout));
  }
  self.has_outputs = true;
  return absl::OkStatus();
}

absl::Status Executable_Destroy(PJRT_Executable_Destroy_Args& args) {
  return Destroy<Executable>(args.executable, "executable");
}

absl::Status Executable_Name(PJRT_Executable_Name_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  args.executable_name = self->executable->name().data();
  args.executable_name_size = self->executable->name().size();
  return absl::OkStatus();
}

absl::Status Executable_NumReplicas(PJRT_Executable_NumReplicas_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  args.num_replicas = self->executable->num_replicas();
  return absl::OkStatus();
}

absl::Status Executable_NumPartitions(PJRT_Executable_NumPartitions_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  args.num_partitions = self->executable->num_partitions();
  return absl::OkStatus();
}

absl::Status Executable_NumOutputs(PJRT_Executable_NumOutputs_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  absl::MutexLock lock(&self->mutex);
  TF_RETURN_IF_ERROR(FillOutputs(*self));
  args.num_outputs = self->output_types.size();
  return absl::OkStatus();
}

absl::Status Executable_OutputElementTypes(PJRT_Executable_OutputElementTypes_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  absl::MutexLock lock(&self->mutex);
  TF_RETURN_IF_ERROR(FillOutputs(*self));
  args.output_types = self->output_types.data();
  args.num_output_types = self->output_types.size();
  return absl::OkStatus();
}

absl::Status Executable_OutputDimensions(PJRT_Executable_OutputDimensions_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  absl::MutexLock lock(&self->mutex);
  TF_RETURN_IF_ERROR(FillOutputs(*self));
  args.num_outputs = self->output_ranks.size();
  args.dims = self->output_dimensions.data();
  args.dim_sizes = self->output_ranks.data();
  return absl::OkStatus();
}

absl::Status Executable_OutputMemoryKinds(PJRT_Executable_OutputMemoryKinds_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  absl::MutexLock lock(&self->mutex);
  TF_RETURN_IF_ERROR(FillOutputs(*self));
  args.num_outputs = self->output_memory_kinds.size();
  args.memory_kinds = self->output_memory_kinds.data();
  args.memory_kind_sizes = self->output_memory_kind_sizes.data();
  return absl::OkStatus();
}

absl::Status Executable_SizeOfGeneratedCodeInBytes(
    PJRT_Executable_SizeOfGeneratedCodeInBytes_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  args.size_in_bytes = self->executable->SizeOfGeneratedCodeInBytes();
  return absl::OkStatus();
}

absl::Status Executable_Fingerprint(PJRT_Executable_Fingerprint_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  absl::MutexLock lock(&self->mutex);
  if (self->fingerprint.empty()) {
    TF_ASSIGN_OR_RETURN(self->fingerprint, self->executable->FingerprintExecutable());
  }
  args.executable_fingerprint = self->fingerprint.data();
  args.executable_fingerprint_size = self->fingerprint.size();
  return absl::OkStatus();
}

absl::Status Executable_GetCostAnalysis(PJRT_Executable_GetCostAnalysis_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  absl::MutexLock lock(&self->mutex);
  if (self->cost_values.empty()) {
    TF_ASSIGN_OR_RETURN(std::unique_ptr<xla::HloCostAnalysis> analysis,
                        self->client->client->GetHloCostAnalysis());
    TF_ASSIGN_OR_RETURN(
        self->cost, xla::PjRtExecutableUtil::RunHloCostAnalysis(*self->executable, analysis.get()));
    self->cost_values = ToNamedValues(self->cost);
  }
  args.properties = self->cost_values.data();
  args.num_properties = self->cost_values.size();
  return absl::OkStatus();
}

absl::Status Executable_GetCompiledMemoryStats(PJRT_Executable_GetCompiledMemoryStats_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  TF_ASSIGN_OR_RETURN(xla::CompiledMemoryStats stats, self->executable->GetCompiledMemoryStats());
  args.generated_code_size_in_bytes = stats.generated_code_size_in_bytes;
  args.argument_size_in_bytes = stats.argument_size_in_bytes;
  args.output_size_in_bytes = stats.output_size_in_bytes;
  args.alias_size_in_bytes = stats.alias_size_in_bytes;
  args.temp_size_in_bytes = stats.temp_size_in_bytes;
  if (HAS_FIELD(args, host_temp_size_in_bytes)) {
    args.host_generated_code_size_in_bytes = stats.host_generated_code_size_in_bytes;
    args.host_argument_size_in_bytes = stats.host_argument_size_in_bytes;
    args.host_output_size_in_bytes = stats.host_output_size_in_bytes;
    args.host_alias_size_in_bytes = stats.host_alias_size_in_bytes;
    args.host_temp_size_in_bytes = stats.host_temp_size_in_bytes;
  }
  if (HAS_FIELD(args, peak_memory_in_bytes)) {
    args.peak_memory_in_bytes = stats.peak_memory_in_bytes;
  }
  if (HAS_FIELD(args, total_size_in_bytes)) args.total_size_in_bytes = stats.total_size_in_bytes;
  return absl::OkStatus();
}

absl::Status Executable_OptimizedProgram(PJRT_Executable_OptimizedProgram_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  if (args.program == nullptr) return InvalidArgument("program must not be null");
  TF_RETURN_IF_ERROR(CheckArguments(args.program, PJRT_Program_STRUCT_SIZE));
  TF_ASSIGN_OR_RETURN(auto modules, self->executable->GetHloModules());
  xla::HloModuleProtoWithConfig proto;
  modules.at(0)->ToProtoWithConfig(&proto);
  constexpr absl::string_view kFormat = "hlo_with_config";
  args.program->format = kFormat.data();
  args.program->format_size = kFormat.size();
  const size_t size = proto.ByteSizeLong();
  if (args.program->code != nullptr) {
    if (args.program->code_size < size) {
      return InvalidArgument("the program needs ", size, " bytes but code_size is ",
                             args.program->code_size);
    }
    proto.SerializeToArray(args.program->code, static_cast<int>(size));
  }
  args.program->code_size = size;
  return absl::OkStatus();
}

absl::Status Executable_Serialize(PJRT_Executable_Serialize_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  TF_ASSIGN_OR_RETURN(std::string bytes, self->executable->SerializeExecutable());
  using Bytes = OwnedBytes<PJRT_SerializedExecutable>;
  args.serialized_executable =
      Bytes::Make(std::move(bytes), &args.serialized_bytes, &args.serialized_bytes_size);
  args.serialized_executable_deleter = &Bytes::Delete;
  return absl::OkStatus();
}

absl::Status Executable_GetCompileOptions(PJRT_Executable_GetCompileOptions_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  TF_ASSIGN_OR_RETURN(xla::CompileOptions options, self->executable->GetCompileOptions());
  TF_ASSIGN_OR_RETURN(xla::CompileOptionsProto proto, options.ToProto());
  using Bytes = OwnedBytes<PJRT_SerializedCompileOptions>;
  args.serialized_compile_options =
      Bytes::Make(proto.SerializeAsString(), &args.serialized_bytes, &args.serialized_bytes_size);
  args.serialized_compile_options_deleter = &Bytes::Delete;
  return absl::OkStatus();
}

absl::Status LoadedExecutable_Destroy(PJRT_LoadedExecutable_Destroy_Args& args) {
  return Destroy<LoadedExecutable>(args.executable, "executable");
}

absl::Status LoadedExecutable_GetExecutable(PJRT_LoadedExecutable_GetExecutable_Args& args) {
  TF_ASSIGN_OR_RETURN(LoadedExecutable * self,
                      Get<LoadedExecutable>(args.loaded_executable, "loaded_executable"));
  // Shares ownership of the loaded executable, which owns the executable.
  std::shared_ptr<xla::PjRtExecutable> executable(self->executable,
                                                  self->executable->GetExecutable());
  args.executable =
      reinterpret_cast<PJRT_Executable*>(new Executable(self->client, std::move(executable)));
  return absl::OkStatus();
}

absl::Status LoadedExecutable_AddressableDevices(
    PJRT_LoadedExecutable_AddressableDevices_Args& args) {
  TF_ASSIGN_OR_RETURN(LoadedExecutable * self,
                      Get<LoadedExecutable>(args.executable, "executable"));
  args.addressable_devices = self->devices.data();
  args.num_addressable_devices = self->devices.size();
  return absl::OkStatus();
}

absl::Status LoadedExecutable_GetDeviceAssignment(
    PJRT_LoadedExecutable_GetDeviceAssignment_Args& args) {
  TF_ASSIGN_OR_RETURN(LoadedExecutable * self,
                      Get<LoadedExecutable>(args.executable, "executable"));
  if (self->devices.empty()) {
    return FailedPrecondition("a portable executable has no device assignment");
  }
  xla::DeviceAssignmentProto proto;
  self->executable->device_assignment().Serialize(&proto);
  using Bytes = OwnedBytes<PJRT_DeviceAssignmentSerialized>;
  args.serialized_device_assignment =
      Bytes::Make(proto.SerializeAsString(), &args.serialized_bytes, &args.serialized_bytes_size);
  args.serialized_device_assignment_deleter = &Bytes::Delete;
  return absl::OkStatus();
}

// XLA:CPU has no way to unload a program that is in use, so deleting only forbids further launches;
// the memory goes with the last handle.
absl::Status LoadedExecutable_Delete(PJRT_LoadedExecutable_Delete_Args& args) {
  TF_ASSIGN_OR_RETURN(LoadedExecutable * self,
                      Get<LoadedExecutable>(args.executable, "executable"));
  self->deleted.store(true, std::memory_order_relaxed);
  return absl::OkStatus();
}

absl::Status LoadedExecutable_IsDeleted(PJRT_LoadedExecutable_IsDeleted_Args& args) {
  TF_ASSIGN_OR_RETURN(LoadedExecutable * self,
                      Get<LoadedExecutable>(args.executable, "executable"));
  args.is_deleted = self->deleted.load(std::memory_order_relaxed);
  return absl::OkStatus();
}

absl::Status LoadedExecutable_Fingerprint(PJRT_LoadedExecutable_Fingerprint_Args& args) {
  TF_ASSIGN_OR_RETURN(LoadedExecutable * self,
                      Get<LoadedExecutable>(args.executable, "executable"));
  absl::MutexLock lock(&self->mutex);
  if (self->fingerprint.empty()) {
    TF_ASSIGN_OR_RETURN(self->fingerprint, self->executable->FingerprintExecutable());
  }
  args.executable_fingerprint = self->fingerprint.data();
  args.executable_fingerprint_size = self->fingerprint.size();
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
