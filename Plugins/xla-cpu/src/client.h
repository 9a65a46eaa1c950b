// Clients, devices and memories.
#pragma once

namespace xla_cpu_plugin {
namespace {

// Sets an environment variable for the length of a scope, unless the user has set it.
class ScopedEnvironment {
 public:
  ScopedEnvironment(const char* name, const std::string& value)
      : name_(name), active_(std::getenv(name) == nullptr) {
    if (active_) setenv(name_, value.c_str(), /*overwrite=*/1);
  }
  ~ScopedEnvironment() {
    if (active_) unsetenv(name_);
  }
  ScopedEnvironment(const ScopedEnvironment&) = delete;
  ScopedEnvironment& operator=(const ScopedEnvironment&) = delete;

 private:
  const char* name_;
  bool active_;
};

// The number of devices that JAX_NUM_CPU_DEVICES asks for, as in JAX; 1 without it.
absl::StatusOr<int64_t> DefaultDeviceCount() {
  const char* text = std::getenv("JAX_NUM_CPU_DEVICES");
  if (text == nullptr || *text == '\0') return 1;
  int64_t count = 0;
  if (!absl::SimpleAtoi(text, &count) || count < 1 || count > kMaximumDevices) {
    return InvalidArgument("JAX_NUM_CPU_DEVICES is \"", text,
                           "\" but must be a number between 1 and ", kMaximumDevices);
  }
  return count;
}

void FillClient(Client& client) {
  for (xla::PjRtMemorySpace* memory_space : client.client->memory_spaces()) {
    auto memory = std::make_unique<Memory>();
    memory->memory_space = memory_space;
    memory->client = &client;
    client.memory_of[memory_space] = memory.get();
    client.memory_handles.push_back(reinterpret_cast<PJRT_Memory*>(memory.get()));
    client.memories.push_back(std::move(memory));
  }
  for (xla::PjRtDevice* xla_device : client.client->devices()) {
    auto device = std::make_unique<Device>();
    auto* handle = reinterpret_cast<PJRT_Device*>(device.get());
    device->device = xla_device;
    device->client = &client;
    FillDescription(&xla_device->description(), device->description);
    if (xla_device->IsAddressable()) {
      client.addressable_device_handles.push_back(handle);
      for (xla::PjRtMemorySpace* memory_space : xla_device->memory_spaces()) {
        Memory* memory = client.memory_of.at(memory_space);
        memory->devices.push_back(handle);
        device->memories.push_back(reinterpret_cast<PJRT_Memory*>(memory));
      }
    }
    client.device_of[xla_device] = device.get();
    client.device_handles.push_back(handle);
    client.devices.push_back(std::move(device));
  }
}

// Gives the operations of programs a thread pool of its own size. XLA makes it as large as the pool
// for launches, but threads beyond the cores only get in each other's way: a small GPT's step takes
// a tenth longer with four on two cores. Not for several devices, whose collectives wait in it.
void UseThreads(Client& client, int count) {
  auto* cpu_client = dynamic_cast<xla::PjRtCpuClient*>(client.client.get());
  if (cpu_client == nullptr) return;
  client.operation_threads = std::make_unique<tsl::thread::ThreadPool>(
      tsl::Env::Default(), "xla_cpu_operations", std::max(count, 1));
  *cpu_client->eigen_intraop_device() = Eigen::ThreadPoolDevice(
      client.operation_threads->AsEigenThreadPool(), client.operation_threads->NumThreads());
}

absl::StatusOr<std::unique_ptr<Client>> MakeClient(xla::CpuClientOptions options) {
  // Collective programs need a thread for every device, and a program launched meanwhile another:
  // with fewer than about twice as many threads as devices, launches that nobody awaits deadlock.
  // The size of the pool has no option, only this variable; user-set values win.
  static absl::NoDestructor<absl::Mutex> environment_mutex;
  const int devices = options.cpu_device_count.value_or(1);
  const int cores = static_cast<int>(std::thread::hardware_concurrency());
  const int threads = std::max(cores, 2 * devices + 2);
  options.allocator = [](size_t bytes, size_t alignment) {
    return MemoryPool::Shared().Allocate(bytes, alignment);
  };
  auto client = std::make_unique<Client>();
  {
    absl::MutexLock lock(environment_mutex.get());
    ScopedEnvironment environment("PJRT_NPROC", std::to_string(threads));
    TF_ASSIGN_OR_RETURN(client->client, xla::GetXlaPjrtCpuClient(std::move(options)));
  }
  if (devices == 1 && threads > cores && std::getenv("PJRT_NPROC") == nullptr) {
    UseThreads(*client, cores);
  }
  FillClient(*client);
  TF_ASSIGN_OR_RETURN(const xla::PjRtTopologyDescription* topology,
                      client->client->GetTopologyDescription());
  FillTopology(topology, client->topology);
  return client;
}

absl::Status Client_Create(PJRT_Client_Create_Args& args) {
  TF_ASSIGN_OR_RETURN(Options options, Options::Parse(args.create_options, args.num_options));
  xla::CpuClientOptions client_options;
  TF_ASSIGN_OR_RETURN(std::optional<int64_t> devices,
                      options.TakeInteger("cpu_device_count", 1, kMaximumDevices));
  TF_ASSIGN_OR_RETURN(std::optional<bool> asynchronous, options.TakeBool("asynchronous"));
  TF_ASSIGN_OR_RETURN(std::optional<int64_t> process,
                      options.TakeInteger("process_id", 0, 1 << 20));
  TF_ASSIGN_OR_RETURN(std::optional<int64_t> node, options.TakeInteger("node_id", 0, 1 << 20));
  TF_ASSIGN_OR_RETURN(std::optional<int64_t> nodes, options.TakeInteger("num_nodes", 1, 1 << 20));
  TF_ASSIGN_OR_RETURN(std::optional<int64_t> inflight,
                      options.TakeInteger("max_inflight_computations_per_device", 1, 1 << 20));
  TF_ASSIGN_OR_RETURN(std::optional<int64_t> transpose_threads,
                      options.TakeInteger("max_transpose_threads", 1, 1 << 10));
  TF_RETURN_IF_ERROR(
      options.CheckEmpty("cpu_device_count, asynchronous, process_id (or node_id), num_nodes, "
                         "max_inflight_computations_per_device, max_transpose_threads"));
  if (process.has_value() && node.has_value() && *process != *node) {
    return InvalidArgument("options process_id and node_id mean the same but are ", *process,
                           " and ", *node);
  }
  const int64_t process_id = process.value_or(node.value_or(0));
  if (process_id >= nodes.value_or(int64_t{1} << 20)) {
    return InvalidArgument("process ", process_id, " is not one of ", *nodes, " nodes");
  }
  if (!devices.has_value()) {
    TF_ASSIGN_OR_RETURN(devices, DefaultDeviceCount());
  }
  client_options.cpu_device_count = static_cast<int>(*devices);
  client_options.process_id = static_cast<int>(process_id);
  client_options.asynchronous = asynchronous.value_or(client_options.asynchronous);
  client_options.max_inflight_computations_per_device =
      static_cast<int>(inflight.value_or(client_options.max_inflight_computations_per_device));
  client_options.max_transpose_threads =
      static_cast<int>(transpose_threads.value_or(client_options.max_transpose_threads));
  TF_ASSIGN_OR_RETURN(std::unique_ptr<Client> client, MakeClient(std::move(client_options)));
  args.client = reinterpret_cast<PJRT_Client*>(client.release());
  return absl::OkStatus();
}

absl::StatusOr<Client*> GetClient(const PJRT_Client* handle) {
  TF_ASSIGN_OR_RETURN(Client * client, Get<Client>(handle, "client"));
  if (ABSL_PREDICT_FALSE(client->destroyed.load(std::memory_order_relaxed))) {
    return InvalidArgument("client was destroyed before");
  }
  return client;
}

absl::Status Client_Destroy(PJRT_Client_Destroy_Args& args) {
  if (args.client == nullptr) return absl::OkStatus();
  TF_ASSIGN_OR_RETURN(Client * client, Get<Client>(args.client, "client"));
  if (client->destroyed.exchange(true)) return InvalidArgument("client was destroyed before");
  ClientReference::Release(client);
  return absl::OkStatus();
}

absl::Status Client_PlatformName(PJRT_Client_PlatformName_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  args.platform_name = client->client->platform_name().data();
  args.platform_name_size = client->client->platform_name().size();
  return absl::OkStatus();
}

absl::Status Client_PlatformVersion(PJRT_Client_PlatformVersion_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  args.platform_version = client->client->platform_version().data();
  args.platform_version_size = client->client->platform_version().size();
  return absl::OkStatus();
}

absl::Status Client_ProcessIndex(PJRT_Client_ProcessIndex_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  args.process_index = client->client->process_index();
  return absl::OkStatus();
}

absl::Status Client_Devices(PJRT_Client_Devices_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  args.devices = client->device_handles.data();
  args.num_devices = client->device_handles.size();
  return absl::OkStatus();
}

absl::Status Client_AddressableDevices(PJRT_Client_AddressableDevices_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  args.addressable_devices = client->addressable_device_handles.data();
  args.num_addressable_devices = client->addressable_device_handles.size();
  return absl::OkStatus();
}

absl::Status Client_AddressableMemories(PJRT_Client_AddressableMemories_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  args.addressable_memories = client->memory_handles.data();
  args.num_addressable_memories = client->memory_handles.size();
  return absl::OkStatus();
}

absl::Status Client_LookupDevice(PJRT_Client_LookupDevice_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  TF_ASSIGN_OR_RETURN(xla::PjRtDevice * device,
                      client->client->LookupDevice(xla::PjRtGlobalDeviceId(args.id)));
  args.device = reinterpret_cast<PJRT_Device*>(client->device_of.at(device));
  return absl::OkStatus();
}

absl::Status Client_LookupAddressableDevice(PJRT_Client_LookupAddressableDevice_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  TF_ASSIGN_OR_RETURN(
      xla::PjRtDevice * device,
      client->client->LookupAddressableDevice(xla::PjRtLocalDeviceId(args.local_hardware_id)));
  args.addressable_device = reinterpret_cast<PJRT_Device*>(client->device_of.at(device));
  return absl::OkStatus();
}

absl::Status Client_DefaultDeviceAssignment(PJRT_Client_DefaultDeviceAssignment_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  if (args.num_replicas < 1 || args.num_partitions < 1) {
    return InvalidArgument("num_replicas and num_partitions must be positive, got ",
                           args.num_replicas, " and ", args.num_partitions);
  }
  const int64_t count = int64_t{args.num_replicas} * args.num_partitions;
  if (args.default_assignment == nullptr ||
      args.default_assignment_size < static_cast<size_t>(count)) {
    return InvalidArgument("default_assignment must have room for ", count, " devices");
  }
  TF_ASSIGN_OR_RETURN(
      xla::DeviceAssignment assignment,
      client->client->GetDefaultDeviceAssignment(args.num_replicas, args.num_partitions));
  for (int replica = 0; replica < args.num_replicas; ++replica) {
    for (int partition = 0; partition < args.num_partitions; ++partition) {
      args.default_assignment[replica * args.num_partitions + partition] =
          static_cast<int>(assignment(replica, partition));
    }
  }
  return absl::OkStatus();
}

absl::Status Client_TopologyDescription(PJRT_Client_TopologyDescription_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  args.topology = reinterpret_cast<PJRT_TopologyDescription*>(&client->topology);
  return absl::OkStatus();
}

absl::Status Device_GetDescription(PJRT_Device_GetDescription_Args& args) {
  TF_ASSIGN_OR_RETURN(Device * self, Get<Device>(args.device, "device"));
  args.device_description = reinterpret_cast<PJRT_DeviceDescription*>(&self->description);
  return absl::OkStatus();
}

absl::Status Device_IsAddressable(PJRT_Device_IsAddressable_Args& args) {
  TF_ASSIGN_OR_RETURN(Device * self, Get<Device>(args.device, "device"));
  args.is_addressable = self->device->IsAddressable();
  return absl::OkStatus();
}

absl::Status Device_LocalHardwareId(PJRT_Device_LocalHardwareId_Args& args) {
  TF_ASSIGN_OR_RETURN(Device * self, Get<Device>(args.device, "device"));
  args.local_hardware_id = self->device->local_hardware_id().value();
  return absl::OkStatus();
}

absl::Status Device_AddressableMemories(PJRT_Device_AddressableMemories_Args& args) {
  TF_ASSIGN_OR_RETURN(Device * self, Get<Device>(args.device, "device"));
  args.memories = self->memories.data();
  args.num_memories = self->memories.size();
  return absl::OkStatus();
}

absl::Status Device_DefaultMemory(PJRT_Device_DefaultMemory_Args& args) {
  TF_ASSIGN_OR_RETURN(Device * self, Get<Device>(args.device, "device"));
  TF_ASSIGN_OR_RETURN(xla::PjRtMemorySpace * memory_space, self->device->default_memory_space());
  args.memory = reinterpret_cast<PJRT_Memory*>(self->client->memory_of.at(memory_space));
  return absl::OkStatus();
}

// All CPU devices share the memory of the process, so each reports the same.
absl::Status Device_MemoryStats(PJRT_Device_MemoryStats_Args& args) {
  TF_ASSIGN_OR_RETURN(Device * self, Get<Device>(args.device, "device"));
  if (!self->device->IsAddressable()) return InvalidArgument("device belongs to another process");
  const MemoryPool::Statistics statistics = MemoryPool::Shared().statistics();
  args.bytes_in_use = statistics.bytes_in_use;
#define SET_STATISTIC(field, value)      \
  if (HAS_FIELD(args, field##_is_set)) { \
    args.field##_is_set = true;          \
    args.field = value;                  \
  }
  SET_STATISTIC(peak_bytes_in_use, statistics.peak_bytes_in_use);
  SET_STATISTIC(num_allocs, statistics.allocations);
  SET_STATISTIC(largest_alloc_size, statistics.largest_allocation);
  SET_STATISTIC(pool_bytes, statistics.pool_bytes);
#undef SET_STATISTIC
  // Not kept by the pool.
#define CLEAR_STATISTIC(field) \
  if (HAS_FIELD(args, field##_is_set)) args.field##_is_set = false
  CLEAR_STATISTIC(bytes_limit);
  CLEAR_STATISTIC(bytes_reserved);
  CLEAR_STATISTIC(peak_bytes_reserved);
  CLEAR_STATISTIC(bytes_reservable_limit);
  CLEAR_STATISTIC(largest_free_block_bytes);
  CLEAR_STATISTIC(peak_pool_bytes);
#undef CLEAR_STATISTIC
  return absl::OkStatus();
}

absl::Status Memory_Id(PJRT_Memory_Id_Args& args) {
  TF_ASSIGN_OR_RETURN(Memory * self, Get<Memory>(args.memory, "memory"));
  args.id = self->memory_space->id();
  return absl::OkStatus();
}

absl::Status Memory_Kind(PJRT_Memory_Kind_Args& args) {
  TF_ASSIGN_OR_RETURN(Memory * self, Get<Memory>(args.memory, "memory"));
  args.kind = self->memory_space->kind().data();
  args.kind_size = self->memory_space->kind().size();
  return absl::OkStatus();
}

absl::Status Memory_Kind_Id(PJRT_Memory_Kind_Id_Args& args) {
  TF_ASSIGN_OR_RETURN(Memory * self, Get<Memory>(args.memory, "memory"));
  args.kind_id = self->memory_space->kind_id();
  return absl::OkStatus();
}

absl::Status Memory_DebugString(PJRT_Memory_DebugString_Args& args) {
  TF_ASSIGN_OR_RETURN(Memory * self, Get<Memory>(args.memory, "memory"));
  args.debug_string = self->memory_space->DebugString().data();
  args.debug_string_size = self->memory_space->DebugString().size();
  return absl::OkStatus();
}

absl::Status Memory_ToString(PJRT_Memory_ToString_Args& args) {
  TF_ASSIGN_OR_RETURN(Memory * self, Get<Memory>(args.memory, "memory"));
  args.to_string = self->memory_space->ToString().data();
  args.to_string_size = self->memory_space->ToString().size();
  return absl::OkStatus();
}

absl::Status Memory_AddressableByDevices(PJRT_Memory_AddressableByDevices_Args& args) {
  TF_ASSIGN_OR_RETURN(Memory * self, Get<Memory>(args.memory, "memory"));
  args.devices = self->devices.data();
  args.num_devices = self->devices.size();
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
