/* Clients and their options, devices, memories. */
#include "check.h"

static PJRT_Error* create_with(const PJRT_NamedValue* options, size_t count) {
  ARGS(PJRT_Client_Create, create);
  create.create_options = options;
  create.num_options = count;
  PJRT_Error* error = api->PJRT_Client_Create(&create);
  if (error == NULL) {
    ARGS(PJRT_Client_Destroy, destroy);
    destroy.client = create.client;
    MUST(api->PJRT_Client_Destroy(&destroy));
  }
  return error;
}

static void test_options(void) {
  PJRT_NamedValue option = integer_option("cpu_device_count", 0);
  FAILS(INVALID_ARGUMENT, "cpu_device_count is 0", create_with(&option, 1));
  option = integer_option("cpu_device_cont", 1);
  FAILS(INVALID_ARGUMENT, "unknown option cpu_device_cont", create_with(&option, 1));
  option = integer_option("asynchronous", 1);
  FAILS(INVALID_ARGUMENT, "asynchronous must be a boolean", create_with(&option, 1));
  option.type = PJRT_NamedValue_kBool;
  option.bool_value = false;
  OK(create_with(&option, 1));
  option.struct_size = 8;
  FAILS(INVALID_ARGUMENT, "struct_size", create_with(&option, 1));
  FAILS(INVALID_ARGUMENT, "create_options", create_with(NULL, 1));
  OK(create_with(NULL, 0));
  PJRT_NamedValue many[] = {integer_option("cpu_device_count", 2), integer_option("node_id", 3),
                            integer_option("num_nodes", 4),
                            integer_option("max_inflight_computations_per_device", 8),
                            integer_option("max_transpose_threads", 2)};
  OK(create_with(many, 5));
  many[2].int64_value = 2;
  FAILS(INVALID_ARGUMENT, "process 3 is not one of 2 nodes", create_with(many, 5));
  many[2] = integer_option("process_id", 1);
  FAILS(INVALID_ARGUMENT, "mean the same", create_with(many, 5));

  /* The environment says how many devices when no option does. */
  setenv("JAX_NUM_CPU_DEVICES", "3", 1);
  ARGS(PJRT_Client_Create, create);
  OK(api->PJRT_Client_Create(&create));
  ARGS(PJRT_Client_Devices, devices);
  devices.client = create.client;
  OK(api->PJRT_Client_Devices(&devices));
  CHECK(devices.num_devices == 3);
  ARGS(PJRT_Client_Destroy, destroy);
  destroy.client = create.client;
  OK(api->PJRT_Client_Destroy(&destroy));
  setenv("JAX_NUM_CPU_DEVICES", "three", 1);
  FAILS(INVALID_ARGUMENT, "JAX_NUM_CPU_DEVICES", create_with(NULL, 0));
  unsetenv("JAX_NUM_CPU_DEVICES");

  /* A caller that knows only the fields up to `client`. */
  ARGS(PJRT_Client_Create, older);
  older.struct_size = offsetof(PJRT_Client_Create_Args, client) + sizeof(older.client);
  OK(api->PJRT_Client_Create(&older));
  destroy.client = older.client;
  OK(api->PJRT_Client_Destroy(&destroy));
  CHECK(getenv("PJRT_NPROC") == NULL);
}

/* A client may go before its buffers; they stay usable. */
static void test_order_of_destruction(void) {
  PJRT_Client* client = make_client(1);
  float value = 7, back = 0;
  PJRT_Buffer* buffer =
      to_device(client, device_at(client, 0), &value, PJRT_Buffer_Type_F32, NULL, 0);
  ARGS(PJRT_Client_Destroy, destroy);
  destroy.client = client;
  OK(api->PJRT_Client_Destroy(&destroy));
  FAILS(INVALID_ARGUMENT, "destroyed", api->PJRT_Client_Destroy(&destroy));
  ARGS(PJRT_Client_Devices, devices);
  devices.client = client;
  FAILS(INVALID_ARGUMENT, "destroyed", api->PJRT_Client_Devices(&devices));
  OK(to_host(buffer, &back, sizeof(back)));
  CHECK(back == 7);
  destroy_buffer(buffer);
}

static void test_device(PJRT_Client* client, PJRT_Device* device, int index) {
  ARGS(PJRT_Device_GetDescription, description);
  description.device = device;
  OK(api->PJRT_Device_GetDescription(&description));
  ARGS(PJRT_DeviceDescription_Id, id);
  id.device_description = description.device_description;
  OK(api->PJRT_DeviceDescription_Id(&id));
  CHECK(id.id == index);
  ARGS(PJRT_DeviceDescription_ProcessIndex, process);
  process.device_description = description.device_description;
  OK(api->PJRT_DeviceDescription_ProcessIndex(&process));
  CHECK(process.process_index == 0);
  ARGS(PJRT_DeviceDescription_Attributes, attributes);
  attributes.device_description = description.device_description;
  OK(api->PJRT_DeviceDescription_Attributes(&attributes));
  ARGS(PJRT_DeviceDescription_Kind, kind);
  kind.device_description = description.device_description;
  OK(api->PJRT_DeviceDescription_Kind(&kind));
  CHECK(kind.device_kind_size == 3 && memcmp(kind.device_kind, "cpu", 3) == 0);
  ARGS(PJRT_DeviceDescription_DebugString, debug);
  debug.device_description = description.device_description;
  OK(api->PJRT_DeviceDescription_DebugString(&debug));
  CHECK(debug.debug_string_size > 0);
  ARGS(PJRT_DeviceDescription_ToString, text);
  text.device_description = description.device_description;
  OK(api->PJRT_DeviceDescription_ToString(&text));
  CHECK(text.to_string_size > 0);

  ARGS(PJRT_Device_IsAddressable, addressable);
  addressable.device = device;
  OK(api->PJRT_Device_IsAddressable(&addressable));
  CHECK(addressable.is_addressable);
  ARGS(PJRT_Device_LocalHardwareId, hardware);
  hardware.device = device;
  OK(api->PJRT_Device_LocalHardwareId(&hardware));
  CHECK(hardware.local_hardware_id == index);
  ARGS(PJRT_Client_LookupDevice, lookup);
  lookup.client = client;
  lookup.id = index;
  OK(api->PJRT_Client_LookupDevice(&lookup));
  CHECK(lookup.device == device);
  ARGS(PJRT_Client_LookupAddressableDevice, local);
  local.client = client;
  local.local_hardware_id = index;
  OK(api->PJRT_Client_LookupAddressableDevice(&local));
  CHECK(local.addressable_device == device);

  ARGS(PJRT_Device_AddressableMemories, memories);
  memories.device = device;
  OK(api->PJRT_Device_AddressableMemories(&memories));
  CHECK(memories.num_memories >= 1);
  ARGS(PJRT_Device_DefaultMemory, preferred);
  preferred.device = device;
  OK(api->PJRT_Device_DefaultMemory(&preferred));
  bool found = false;
  for (size_t i = 0; i < memories.num_memories; ++i) {
    PJRT_Memory* memory = memories.memories[i];
    found = found || memory == preferred.memory;
    ARGS(PJRT_Memory_AddressableByDevices, devices);
    devices.memory = memory;
    OK(api->PJRT_Memory_AddressableByDevices(&devices));
    CHECK(devices.num_devices == 1 && devices.devices[0] == device);
    ARGS(PJRT_Memory_Kind, memory_kind);
    memory_kind.memory = memory;
    OK(api->PJRT_Memory_Kind(&memory_kind));
    CHECK(memory_kind.kind_size > 0);
    if (memory == preferred.memory) {
      CHECK(memory_kind.kind_size == 6 && memcmp(memory_kind.kind, "device", 6) == 0);
    }
    ARGS(PJRT_Memory_Kind_Id, kind_id);
    kind_id.memory = memory;
    OK(api->PJRT_Memory_Kind_Id(&kind_id));
    ARGS(PJRT_Memory_Id, memory_id);
    memory_id.memory = memory;
    OK(api->PJRT_Memory_Id(&memory_id));
    ARGS(PJRT_Memory_DebugString, memory_debug);
    memory_debug.memory = memory;
    OK(api->PJRT_Memory_DebugString(&memory_debug));
    CHECK(memory_debug.debug_string_size > 0);
    ARGS(PJRT_Memory_ToString, memory_text);
    memory_text.memory = memory;
    OK(api->PJRT_Memory_ToString(&memory_text));
    CHECK(memory_text.to_string_size > 0);
  }
  CHECK(found);
}

static void test_memory_stats(PJRT_Client* client) {
  PJRT_Device* device = device_at(client, 0);
  ARGS(PJRT_Device_MemoryStats, before);
  before.device = device;
  OK(api->PJRT_Device_MemoryStats(&before));
  static float data[1 << 16];
  int64_t dims[] = {1 << 16};
  PJRT_Buffer* buffer = to_device(client, device, data, PJRT_Buffer_Type_F32, dims, 1);
  ARGS(PJRT_Device_MemoryStats, during);
  during.device = device;
  OK(api->PJRT_Device_MemoryStats(&during));
  CHECK(during.bytes_in_use - before.bytes_in_use == (int64_t)sizeof(data));
  CHECK(during.peak_bytes_in_use_is_set && during.peak_bytes_in_use >= during.bytes_in_use);
  CHECK(during.num_allocs_is_set && during.num_allocs == before.num_allocs + 1);
  CHECK(during.pool_bytes_is_set && !during.bytes_limit_is_set);
  destroy_buffer(buffer);
  ARGS(PJRT_Device_MemoryStats, older);
  older.device = device;
  older.struct_size = offsetof(PJRT_Device_MemoryStats_Args, bytes_in_use) + sizeof(int64_t);
  older.peak_bytes_in_use = -1;
  OK(api->PJRT_Device_MemoryStats(&older));
  CHECK(older.bytes_in_use == before.bytes_in_use);
  CHECK(older.peak_bytes_in_use == -1 && !older.peak_bytes_in_use_is_set);
}

void test_client(PJRT_Client* client) {
  test_options();
  test_order_of_destruction();
  ARGS(PJRT_Client_PlatformName, name);
  name.client = client;
  OK(api->PJRT_Client_PlatformName(&name));
  CHECK(name.platform_name_size == 3 && memcmp(name.platform_name, "cpu", 3) == 0);
  ARGS(PJRT_Client_PlatformVersion, version);
  version.client = client;
  OK(api->PJRT_Client_PlatformVersion(&version));
  CHECK(version.platform_version_size > 0);
  ARGS(PJRT_Client_ProcessIndex, process);
  process.client = client;
  OK(api->PJRT_Client_ProcessIndex(&process));
  CHECK(process.process_index == 0);
  ARGS(PJRT_Client_Devices, devices);
  devices.client = client;
  OK(api->PJRT_Client_Devices(&devices));
  CHECK(devices.num_devices == 4);
  ARGS(PJRT_Client_AddressableDevices, addressable);
  addressable.client = client;
  OK(api->PJRT_Client_AddressableDevices(&addressable));
  CHECK(addressable.num_addressable_devices == 4);
  ARGS(PJRT_Client_AddressableMemories, memories);
  memories.client = client;
  OK(api->PJRT_Client_AddressableMemories(&memories));
  CHECK(memories.num_addressable_memories >= 4);
  for (int i = 0; i < 4; ++i) test_device(client, devices.devices[i], i);
  test_memory_stats(client);

  ARGS(PJRT_Client_LookupDevice, lookup);
  lookup.client = client;
  lookup.id = 99;
  FAILS(INVALID_ARGUMENT, NULL, api->PJRT_Client_LookupDevice(&lookup));
  lookup.client = (PJRT_Client*)devices.devices[0];
  FAILS(INVALID_ARGUMENT, "not a handle of this kind", api->PJRT_Client_LookupDevice(&lookup));
  ARGS(PJRT_Client_LookupAddressableDevice, local);
  local.client = client;
  local.local_hardware_id = -1;
  FAILS(INVALID_ARGUMENT, NULL, api->PJRT_Client_LookupAddressableDevice(&local));

  int assignment[4] = {-1, -1, -1, -1};
  ARGS(PJRT_Client_DefaultDeviceAssignment, assign);
  assign.client = client;
  assign.num_replicas = 2;
  assign.num_partitions = 2;
  assign.default_assignment = assignment;
  assign.default_assignment_size = 4;
  OK(api->PJRT_Client_DefaultDeviceAssignment(&assign));
  CHECK(assignment[0] == 0 && assignment[1] == 1 && assignment[2] == 2 && assignment[3] == 3);
  assign.default_assignment_size = 3;
  FAILS(INVALID_ARGUMENT, "room for 4", api->PJRT_Client_DefaultDeviceAssignment(&assign));
  assign.num_replicas = 0;
  FAILS(INVALID_ARGUMENT, "positive", api->PJRT_Client_DefaultDeviceAssignment(&assign));
}
