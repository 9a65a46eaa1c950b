// Device descriptions and topologies: what a set of CPU devices looks like, without a client that
// owns them.
#pragma once

namespace xla {
namespace cpu {
// Defined in the wheel; their own headers would pull in the whole CPU client.
PjRtPlatformId PlatformId();
absl::string_view PlatformName();
absl::string_view PlatformVersion();
std::vector<std::string> DetectMachineAttributes();
}  // namespace cpu
}  // namespace xla

namespace xla_cpu_plugin {
namespace {

constexpr int64_t kMaximumDevices = xla::kMaxCpuDevicesPerProcess;

void FillDescription(const xla::PjRtDeviceDescription* source, DeviceDescription& description) {
  description.description = source;
  description.attributes = ToNamedValues(source->Attributes());
}

void FillTopology(const xla::PjRtTopologyDescription* source, Topology& topology) {
  topology.topology = source;
  topology.xla_descriptions = source->DeviceDescriptions();
  for (const auto& description : topology.xla_descriptions) {
    auto entry = std::make_unique<DeviceDescription>();
    FillDescription(description.get(), *entry);
    topology.description_handles.push_back(reinterpret_cast<PJRT_DeviceDescription*>(entry.get()));
    topology.descriptions.push_back(std::move(entry));
  }
  topology.attributes = ToNamedValues(source->Attributes());
}

PJRT_TopologyDescription* ToHandle(std::unique_ptr<xla::PjRtTopologyDescription> source) {
  auto topology = std::make_unique<Topology>();
  FillTopology(source.get(), *topology);
  topology->owned = std::move(source);
  return reinterpret_cast<PJRT_TopologyDescription*>(topology.release());
}

absl::Status DeviceDescription_Id(PJRT_DeviceDescription_Id_Args& args) {
  TF_ASSIGN_OR_RETURN(DeviceDescription * self,
                      Get<DeviceDescription>(args.device_description, "device_description"));
  args.id = self->description->id();
  return absl::OkStatus();
}

absl::Status DeviceDescription_ProcessIndex(PJRT_DeviceDescription_ProcessIndex_Args& args) {
  TF_ASSIGN_OR_RETURN(DeviceDescription * self,
                      Get<DeviceDescription>(args.device_description, "device_description"));
  args.process_index = self->description->process_index();
  return absl::OkStatus();
}

absl::Status DeviceDescription_Attributes(PJRT_DeviceDescription_Attributes_Args& args) {
  TF_ASSIGN_OR_RETURN(DeviceDescription * self,
                      Get<DeviceDescription>(args.device_description, "device_description"));
  args.attributes = self->attributes.data();
  args.num_attributes = self->attributes.size();
  return absl::OkStatus();
}

absl::Status DeviceDescription_Kind(PJRT_DeviceDescription_Kind_Args& args) {
  TF_ASSIGN_OR_RETURN(DeviceDescription * self,
                      Get<DeviceDescription>(args.device_description, "device_description"));
  args.device_kind = self->description->device_kind().data();
  args.device_kind_size = self->description->device_kind().size();
  return absl::OkStatus();
}

absl::Status DeviceDescription_DebugString(PJRT_DeviceDescription_DebugString_Args& args) {
  TF_ASSIGN_OR_RETURN(DeviceDescription * self,
                      Get<DeviceDescription>(args.device_description, "device_description"));
  args.debug_string = self->description->DebugString().data();
  args.debug_string_size = self->description->DebugString().size();
  return absl::OkStatus();
}

absl::Status DeviceDescription_ToString(PJRT_DeviceDescription_ToString_Args& args) {
  TF_ASSIGN_OR_RETURN(DeviceDescription * self,
                      Get<DeviceDescription>(args.device_description, "device_description"));
  args.to_string = self->description->ToString().data();
  args.to_string_size = self->description->ToString().size();
  return absl::OkStatus();
}

// The name is "", "cpu" or "cpu:N" for N devices; the options say the same by name.
absl::Status TopologyDescription_Create(PJRT_TopologyDescription_Create_Args& args) {
  if (args.topology_name == nullptr && args.topology_name_size != 0) {
    return InvalidArgument("topology_name must not be null");
  }
  absl::string_view name(args.topology_name == nullptr ? "" : args.topology_name,
                         args.topology_name_size);
  int64_t device_count = 1;
  absl::string_view rest = name;
  if (absl::ConsumePrefix(&rest, "cpu:")) {
    if (!absl::SimpleAtoi(rest, &device_count) || device_count < 1 ||
        device_count > kMaximumDevices) {
      return InvalidArgument("topology name ", name,
                             " must end in a number of devices between 1 and ", kMaximumDevices);
    }
  } else if (!name.empty() && name != "cpu") {
    return InvalidArgument("unknown topology name ", name, "; use cpu or cpu:N for N devices");
  }
  TF_ASSIGN_OR_RETURN(Options options, Options::Parse(args.create_options, args.num_options));
  TF_ASSIGN_OR_RETURN(std::optional<int64_t> count,
                      options.TakeInteger("cpu_device_count", 1, kMaximumDevices));
  TF_ASSIGN_OR_RETURN(std::optional<int64_t> processes,
                      options.TakeInteger("num_processes", 1, 1 << 20));
  TF_RETURN_IF_ERROR(options.CheckEmpty("cpu_device_count, num_processes"));
  device_count = count.value_or(device_count);

  std::vector<xla::CpuTopology::CpuDevice> devices;
  for (int process = 0; process < processes.value_or(1); ++process) {
    for (int local = 0; local < device_count; ++local) devices.push_back({process, local});
  }
  args.topology = ToHandle(std::make_unique<xla::CpuTopologyDescription>(
      xla::cpu::PlatformId(), xla::cpu::PlatformName(), xla::cpu::PlatformVersion(),
      std::move(devices), xla::cpu::DetectMachineAttributes()));
  return absl::OkStatus();
}

absl::Status TopologyDescription_Destroy(PJRT_TopologyDescription_Destroy_Args& args) {
  if (args.topology == nullptr) return absl::OkStatus();
  TF_ASSIGN_OR_RETURN(Topology * self, Get<Topology>(args.topology, "topology"));
  if (self->owned != nullptr) delete self;
  return absl::OkStatus();
}

absl::Status TopologyDescription_PlatformName(PJRT_TopologyDescription_PlatformName_Args& args) {
  TF_ASSIGN_OR_RETURN(Topology * self, Get<Topology>(args.topology, "topology"));
  args.platform_name = self->topology->platform_name().data();
  args.platform_name_size = self->topology->platform_name().size();
  return absl::OkStatus();
}

absl::Status TopologyDescription_PlatformVersion(
    PJRT_TopologyDescription_PlatformVersion_Args& args) {
  TF_ASSIGN_OR_RETURN(Topology * self, Get<Topology>(args.topology, "topology"));
  args.platform_version = self->topology->platform_version().data();
  args.platform_version_size = self->topology->platform_version().size();
  return absl::OkStatus();
}

absl::Status TopologyDescription_GetDeviceDescriptions(
    PJRT_TopologyDescription_GetDeviceDescriptions_Args& args) {
  TF_ASSIGN_OR_RETURN(Topology * self, Get<Topology>(args.topology, "topology"));
  args.descriptions = self->description_handles.data();
  args.num_descriptions = self->description_handles.size();
  return absl::OkStatus();
}

absl::Status TopologyDescription_Attributes(PJRT_TopologyDescription_Attributes_Args& args) {
  TF_ASSIGN_OR_RETURN(Topology * self, Get<Topology>(args.topology, "topology"));
  args.attributes = self->attributes.data();
  args.num_attributes = self->attributes.size();
  return absl::OkStatus();
}

absl::Status TopologyDescription_Serialize(PJRT_TopologyDescription_Serialize_Args& args) {
  TF_ASSIGN_OR_RETURN(Topology * self, Get<Topology>(args.topology, "topology"));
  TF_ASSIGN_OR_RETURN(xla::PjRtTopologyDescriptionProto proto, self->topology->ToProto());
  std::string bytes;
  if (!tsl::SerializeToStringDeterministic(proto, &bytes)) {
    return absl::InternalError("the topology could not be serialized");
  }
  using Bytes = OwnedBytes<PJRT_SerializedTopology>;
  args.serialized_topology =
      Bytes::Make(std::move(bytes), &args.serialized_bytes, &args.serialized_bytes_size);
  args.serialized_topology_deleter = &Bytes::Delete;
  return absl::OkStatus();
}

absl::Status TopologyDescription_Deserialize(PJRT_TopologyDescription_Deserialize_Args& args) {
  TF_ASSIGN_OR_RETURN(
      absl::Span<const char> bytes,
      ToSpan(args.serialized_topology, args.serialized_topology_size, "serialized_topology"));
  xla::PjRtTopologyDescriptionProto proto;
  if (!proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return InvalidArgument("serialized_topology is not a topology description");
  }
  auto topology = xla::CpuTopologyDescription::FromProto(proto);
  if (!topology.ok()) return InvalidArgument(topology.status().message());
  args.topology = ToHandle(*std::move(topology));
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
