// The layouts extension: memory layouts of buffers and outputs as objects that serialize to text
// like "{1,0}".
#pragma once

namespace xla_cpu_plugin {
namespace {

PJRT_Layouts_MemoryLayout* ToHandle(std::shared_ptr<const xla::PjRtLayout> layout) {
  auto* handle = new LayoutHandle();
  handle->layout = std::move(layout);
  return reinterpret_cast<PJRT_Layouts_MemoryLayout*>(handle);
}

absl::Status Layouts_MemoryLayout_Destroy(PJRT_Layouts_MemoryLayout_Destroy_Args& args) {
  if (args.layout == nullptr) return absl::OkStatus();
  TF_ASSIGN_OR_RETURN(LayoutHandle * self, Get<LayoutHandle>(args.layout, "layout"));
  if (!self->owned_by_executable) delete self;
  return absl::OkStatus();
}

absl::Status Layouts_MemoryLayout_Serialize(PJRT_Layouts_MemoryLayout_Serialize_Args& args) {
  TF_ASSIGN_OR_RETURN(LayoutHandle * self, Get<LayoutHandle>(args.layout, "layout"));
  using Bytes = OwnedBytes<PJRT_Layouts_SerializedLayout>;
  args.serialized_layout =
      Bytes::Make(self->layout->Serialize(), &args.serialized_bytes, &args.serialized_bytes_size);
  args.serialized_layout_deleter = &Bytes::Delete;
  return absl::OkStatus();
}

absl::Status Layouts_PJRT_Buffer_MemoryLayout(PJRT_Layouts_PJRT_Buffer_MemoryLayout_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * buffer, Get<Buffer>(args.buffer, "buffer"));
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, buffer->ToXla());
  args.layout = ToHandle(made->layout());
  return absl::OkStatus();
}

absl::Status Layouts_PJRT_Client_GetDefaultLayout(
    PJRT_Layouts_PJRT_Client_GetDefaultLayout_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  TF_ASSIGN_OR_RETURN(xla::Shape shape, ToShape(args.type, args.dims, args.num_dims));
  TF_ASSIGN_OR_RETURN(xla::Layout layout,
                      client->client->GetDefaultLayout(shape.element_type(), shape.dimensions()));
  args.layout = ToHandle(std::make_shared<xla::PjRtLayout>(std::move(layout)));
  return absl::OkStatus();
}

absl::Status Layouts_PJRT_Topology_GetDefaultLayout(
    PJRT_Layouts_PJRT_Topology_GetDefaultLayout_Args& args) {
  TF_ASSIGN_OR_RETURN(Topology * topology,
                      Get<Topology>(args.topology_description, "topology_description"));
  TF_ASSIGN_OR_RETURN(xla::Shape shape, ToShape(args.type, args.dims, args.num_dims));
  TF_ASSIGN_OR_RETURN(xla::Layout layout, topology->topology->GetDefaultLayout(shape.element_type(),
                                                                               shape.dimensions()));
  args.layout = ToHandle(std::make_shared<xla::PjRtLayout>(std::move(layout)));
  return absl::OkStatus();
}

absl::Status Layouts_PJRT_Executable_GetOutputLayouts(
    PJRT_Layouts_PJRT_Executable_GetOutputLayouts_Args& args) {
  TF_ASSIGN_OR_RETURN(Executable * self, Get<Executable>(args.executable, "executable"));
  absl::MutexLock lock(&self->mutex);
  TF_RETURN_IF_ERROR(FillOutputs(*self));
  args.num_outputs = self->output_layout_handles.size();
  args.layouts = self->output_layout_handles.data();
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
