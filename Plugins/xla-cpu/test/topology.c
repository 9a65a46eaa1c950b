/* Topologies: of a client, made by name and options, serialized and read back. */
#include "check.h"

static size_t device_count(PJRT_TopologyDescription* topology) {
  ARGS(PJRT_TopologyDescription_GetDeviceDescriptions, devices);
  devices.topology = topology;
  OK(api->PJRT_TopologyDescription_GetDeviceDescriptions(&devices));
  for (size_t i = 0; i < devices.num_descriptions; ++i) {
    ARGS(PJRT_DeviceDescription_Kind, kind);
    kind.device_description = devices.descriptions[i];
    OK(api->PJRT_DeviceDescription_Kind(&kind));
  }
  return devices.num_descriptions;
}

static void destroy(PJRT_TopologyDescription* topology) {
  ARGS(PJRT_TopologyDescription_Destroy, destroy);
  destroy.topology = topology;
  OK(api->PJRT_TopologyDescription_Destroy(&destroy));
}

static PJRT_Error* create(const char* name, const PJRT_NamedValue* options, size_t count,
                          PJRT_TopologyDescription** out) {
  ARGS(PJRT_TopologyDescription_Create, create);
  create.topology_name = name;
  create.topology_name_size = strlen(name);
  create.create_options = options;
  create.num_options = count;
  PJRT_Error* error = api->PJRT_TopologyDescription_Create(&create);
  *out = create.topology;
  return error;
}

static void test_facts(PJRT_TopologyDescription* topology, size_t devices) {
  CHECK(device_count(topology) == devices);
  ARGS(PJRT_TopologyDescription_PlatformName, name);
  name.topology = topology;
  OK(api->PJRT_TopologyDescription_PlatformName(&name));
  CHECK(name.platform_name_size == 3 && memcmp(name.platform_name, "cpu", 3) == 0);
  ARGS(PJRT_TopologyDescription_PlatformVersion, version);
  version.topology = topology;
  OK(api->PJRT_TopologyDescription_PlatformVersion(&version));
  CHECK(version.platform_version_size > 0);
  ARGS(PJRT_TopologyDescription_Attributes, attributes);
  attributes.topology = topology;
  OK(api->PJRT_TopologyDescription_Attributes(&attributes));

  ARGS(PJRT_TopologyDescription_Serialize, serialize);
  serialize.topology = topology;
  OK(api->PJRT_TopologyDescription_Serialize(&serialize));
  CHECK(serialize.serialized_bytes_size > 0);
  ARGS(PJRT_TopologyDescription_Deserialize, read);
  read.serialized_topology = serialize.serialized_bytes;
  read.serialized_topology_size = serialize.serialized_bytes_size;
  OK(api->PJRT_TopologyDescription_Deserialize(&read));
  if (read.topology != NULL) {
    CHECK(device_count(read.topology) == devices);
    destroy(read.topology);
  }
  serialize.serialized_topology_deleter(serialize.serialized_topology);
}

void test_topology(PJRT_Client* client) {
  ARGS(PJRT_Client_TopologyDescription, own);
  own.client = client;
  OK(api->PJRT_Client_TopologyDescription(&own));
  test_facts(own.topology, 4);
  destroy(own.topology); /* the client keeps its own */
  test_facts(own.topology, 4);

  PJRT_TopologyDescription* topology = NULL;
  OK(create("cpu:8", NULL, 0, &topology));
  test_facts(topology, 8);
  destroy(topology);
  OK(create("", NULL, 0, &topology));
  CHECK(device_count(topology) == 1);
  destroy(topology);
  PJRT_NamedValue options[] = {integer_option("cpu_device_count", 2),
                               integer_option("num_processes", 3)};
  OK(create("cpu", options, 2, &topology));
  CHECK(device_count(topology) == 6);
  destroy(topology);
  FAILS(INVALID_ARGUMENT, "unknown topology name v5e:2x2", create("v5e:2x2", NULL, 0, &topology));
  FAILS(INVALID_ARGUMENT, "number of devices", create("cpu:0", NULL, 0, &topology));
  options[0].name = "cpu_device_cound";
  FAILS(INVALID_ARGUMENT, "unknown option", create("cpu", options, 2, &topology));

  ARGS(PJRT_TopologyDescription_Deserialize, read);
  read.serialized_topology = "\xff\xff\xff garbage";
  read.serialized_topology_size = 11;
  FAILS(INVALID_ARGUMENT, NULL, api->PJRT_TopologyDescription_Deserialize(&read));
  read.serialized_topology_size = 0;
  FAILS(INVALID_ARGUMENT, NULL, api->PJRT_TopologyDescription_Deserialize(&read));
}
