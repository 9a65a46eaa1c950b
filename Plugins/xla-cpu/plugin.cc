// A PJRT plugin for CPUs: the PJRT C API (xla/pjrt/c/pjrt_c_api.h) over the XLA inside the
// tensorflow-cpu wheel.
//
// The whole plugin is one translation unit, because XLA's headers take far longer to compile than
// the plugin's own code, which lies by topic in src/. Everything lives in an anonymous namespace
// and is compiled with hidden visibility: the wheel's libraries define weak wrapper classes under
// the C API's names, to which ours must never bind. The only exported symbol is GetPjrtApi, below,
// which holds the table of functions.

#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cfenv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/base/log_severity.h"
#include "absl/base/no_destructor.h"
#include "absl/base/optimization.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "absl/functional/any_invocable.h"
#include "absl/log/globals.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "absl/types/span.h"
#define EIGEN_USE_THREADS
#include "unsupported/Eigen/CXX11/Tensor"
#include "tsl/platform/denormal.h"
#include "tsl/platform/setround.h"
#include "tsl/profiler/lib/profiler_session.h"
#include "tsl/profiler/lib/traceme.h"
#include "tsl/profiler/protobuf/profiler_options.pb.h"
#include "tsl/profiler/protobuf/xplane.pb.h"
#include "xla/backends/cpu/runtime/buffer_allocations.h"
#include "xla/backends/cpu/runtime/thread_pool_task_runner.h"
#include "xla/backends/cpu/runtime/thunk.h"
#include "xla/backends/cpu/runtime/thunk_executor.h"
#include "xla/ffi/api/c_api.h"
#include "xla/ffi/type_registry.h"
#include "xla/future.h"
#include "xla/hlo/builder/xla_computation.h"
#include "xla/hlo/ir/hlo_module.h"
#include "xla/layout.h"
#include "xla/layout_util.h"
#include "xla/literal.h"
#include "xla/pjrt/c/pjrt_c_api.h"
#include "xla/pjrt/c/pjrt_c_api_ffi_extension.h"
#include "xla/pjrt/c/pjrt_c_api_layouts_extension.h"
#include "xla/pjrt/c/pjrt_c_api_profiler_extension.h"
#include "xla/pjrt/cpu/cpu_client.h"
#include "xla/pjrt/cpu/tracked_cpu_device_buffer.h"
#include "xla/pjrt/pjrt_client.h"
#include "xla/pjrt/pjrt_executable.h"
#include "xla/pjrt/pjrt_layout.h"
#include "xla/pjrt/plugin/xla_cpu/cpu_memory.h"
#include "xla/pjrt/plugin/xla_cpu/cpu_topology_description.h"
#include "xla/pjrt/plugin/xla_cpu/xla_cpu_pjrt_client.h"
#include "xla/pjrt/proto/compile_options.pb.h"
#include "xla/pjrt/proto/topology_description.pb.h"
#include "xla/primitive_util.h"
#include "xla/service/computation_placer.h"
#include "xla/service/buffer_assignment.h"
#include "xla/service/cpu/cpu_executable.h"
#include "xla/service/hlo.pb.h"
#include "xla/shape.h"
#include "xla/shape_util.h"
#include "xla/tsl/lib/strings/proto_serialization.h"
#include "xla/tsl/platform/env.h"
#include "xla/tsl/platform/errors.h"
#include "xla/tsl/platform/statusor.h"
#include "xla/tsl/platform/threadpool.h"
#include "xla/xla_data.pb.h"

#include "xla_cpu_extension.h"

// clang-format off: in the order of their dependencies
#include "src/status.h"
#include "src/objects.h"
#include "src/values.h"
#include "src/event.h"
#include "src/memory_pool.h"
#include "src/buffer_object.h"
#include "src/direct_program.h"
#include "src/topology.h"
#include "src/client.h"
#include "src/compile.h"
#include "src/executable.h"
#include "src/execute.h"
#include "src/buffer.h"
#include "src/ffi_extension.h"
#include "src/layouts_extension.h"
#include "src/profiler_extension.h"
#include "src/text_extension.h"
// clang-format on

namespace xla_cpu_plugin {
namespace {

// The wheel's libraries announce on stderr, while they are loaded, that they use oneDNN, which
// XLA:CPU does not. This library is linked with -z initfirst, so that the variable is there in
// time; MakeApi takes it away again.
constexpr const char* kOneDnnVariable = "TF_ENABLE_ONEDNN_OPTS";
bool has_silenced_wheel = false;

__attribute__((constructor)) void SilenceWheel() {
  has_silenced_wheel = std::getenv(kOneDnnVariable) == nullptr;
  if (has_silenced_wheel) setenv(kOneDnnVariable, "0", /*overwrite=*/0);
}

absl::Status Plugin_Initialize(PJRT_Plugin_Initialize_Args&) { return absl::OkStatus(); }

absl::Status Plugin_Attributes(PJRT_Plugin_Attributes_Args& args) {
  // The StableHLO of the pinned wheel; portable artifacts are compatible back to 0.9.0.
  static const absl::NoDestructor<std::vector<std::pair<std::string, xla::PjRtValueType>>> values({
      {"xla_version", int64_t{2}},
      {"stablehlo_current_version", std::vector<int64_t>{1, 13, 7}},
      {"stablehlo_minimum_version", std::vector<int64_t>{0, 9, 0}},
  });
  static const absl::NoDestructor<std::vector<PJRT_NamedValue>> attributes(ToNamedValues(*values));
  args.attributes = attributes->data();
  args.num_attributes = attributes->size();
  return absl::OkStatus();
}

// A C entry point: the implementation above under its C name, with the last field that callers must
// know of.
#define ENTRY(Struct, function, last_required_field)                                        \
  +[](Struct* args) -> PJRT_Error* {                                                        \
    return Call<Struct>(#Struct, SIZE_UP_TO(Struct, last_required_field), &function, args); \
  }
#define SET(name, last_required_field) \
  api->PJRT_##name = ENTRY(PJRT_##name##_Args, name, last_required_field)

// What XLA:CPU has no use for answers with an error instead of being null.
#define SET_UNIMPLEMENTED(name)                                                          \
  api->PJRT_##name = +[](PJRT_##name##_Args*) -> PJRT_Error* {                           \
    return ToError(Unimplemented("not supported by the XLA CPU plugin"), "PJRT_" #name); \
  }

const PLUGIN_Profiler_Api* MakeProfilerApi() {
  static PLUGIN_Profiler_Api profiler;
  profiler.struct_size = PLUGIN_Profiler_Api_STRUCT_SIZE;
  profiler.error_destroy = &Profiler_Error_Destroy;
  profiler.error_message = &Profiler_Error_Message;
#define SET_PROFILER(member, name, last_required_field)                                           \
  profiler.member = +[](PLUGIN_Profiler_##name##_Args* args) -> PLUGIN_Profiler_Error* {          \
    return reinterpret_cast<PLUGIN_Profiler_Error*>(Call<PLUGIN_Profiler_##name##_Args>(          \
        "PLUGIN_Profiler_" #name, SIZE_UP_TO(PLUGIN_Profiler_##name##_Args, last_required_field), \
        &Profiler_##name, args));                                                                 \
  }
  SET_PROFILER(error_get_code, Error_GetCode, code);
  SET_PROFILER(create, Create, profiler);
  SET_PROFILER(destroy, Destroy, profiler);
  SET_PROFILER(start, Start, profiler);
  SET_PROFILER(stop, Stop, profiler);
  SET_PROFILER(collect_data, CollectData, buffer_size_in_bytes);
#undef SET_PROFILER
  return &profiler;
}

PJRT_Extension_Base* MakeExtensions() {
  static XlaCpu_Extension text = {
      {XlaCpu_Extension_STRUCT_SIZE, static_cast<PJRT_Extension_Type>(XLA_CPU_EXTENSION_TYPE),
       nullptr},
      ENTRY(XlaCpu_Executable_Text_Args, Executable_Text, owner_deleter),
      ENTRY(XlaCpu_Program_Serialize_Args, Program_Serialize, owner_deleter),
  };
  static PJRT_FFI_Extension ffi = {
      {PJRT_FFI_Extension_STRUCT_SIZE, PJRT_Extension_Type_FFI, &text.base},
      ENTRY(PJRT_FFI_Type_Register_Args, FFI_Type_Register, type_info),
      ENTRY(PJRT_FFI_UserData_Add_Args, FFI_UserData_Add, user_data),
      ENTRY(PJRT_FFI_Register_Handler_Args, FFI_Register_Handler, platform_name_size),
  };
#define LAYOUTS(name, field) ENTRY(PJRT_Layouts_##name##_Args, Layouts_##name, field)
  static PJRT_Layouts_Extension layouts = {
      {PJRT_Layouts_Extension_STRUCT_SIZE, PJRT_Extension_Type_Layouts, &ffi.base},
      LAYOUTS(MemoryLayout_Destroy, layout),
      LAYOUTS(MemoryLayout_Serialize, serialized_layout_deleter),
      LAYOUTS(PJRT_Client_GetDefaultLayout, layout),
      LAYOUTS(PJRT_Buffer_MemoryLayout, layout),
      LAYOUTS(PJRT_Topology_GetDefaultLayout, layout),
      LAYOUTS(PJRT_Executable_GetOutputLayouts, layouts),
  };
#undef LAYOUTS
  static PJRT_Profiler_Extension profiler = {
      {PJRT_Profiler_Extension_STRUCT_SIZE, PJRT_Extension_Type_Profiler, &layouts.base},
      const_cast<PLUGIN_Profiler_Api*>(MakeProfilerApi()),
      /*traceme_context_id=*/-1,
  };
  return &profiler.base;
}

const PJRT_Api* MakeApi() {
  if (has_silenced_wheel) unsetenv(kOneDnnVariable);
  // XLA writes to stderr what it returns as errors anyway, with stack traces, and pages of doubts
  // about every executable that it loads. Keep it quiet unless the user chose a level.
  if (std::getenv("TF_CPP_MIN_LOG_LEVEL") == nullptr) {
    absl::SetMinLogLevel(absl::LogSeverityAtLeast::kFatal);
  }
  static PJRT_Api table;
  PJRT_Api* api = &table;
  api->struct_size = PJRT_Api_STRUCT_SIZE;
  api->extension_start = MakeExtensions();
  api->pjrt_api_version.struct_size = PJRT_Api_Version_STRUCT_SIZE;
  api->pjrt_api_version.major_version = PJRT_API_MAJOR;
  api->pjrt_api_version.minor_version = PJRT_API_MINOR;

  api->PJRT_Error_Destroy = &Error_Destroy;
  api->PJRT_Error_Message = &Error_Message;
  SET(Error_GetCode, code);

  SET(Plugin_Initialize, extension_start);
  SET(Plugin_Attributes, num_attributes);

  SET(Event_Destroy, event);
  SET(Event_IsReady, is_ready);
  SET(Event_Error, event);
  SET(Event_Await, event);
  SET(Event_OnReady, user_arg);
  SET(Event_Create, event);
  SET(Event_Set, error_message_size);

  SET(Client_Create, client);
  SET(Client_Destroy, client);
  SET(Client_PlatformName, platform_name_size);
  SET(Client_ProcessIndex, process_index);
  SET(Client_PlatformVersion, platform_version_size);
  SET(Client_Devices, num_devices);
  SET(Client_AddressableDevices, num_addressable_devices);
  SET(Client_LookupDevice, device);
  SET(Client_LookupAddressableDevice, addressable_device);
  SET(Client_AddressableMemories, num_addressable_memories);
  SET(Client_Compile, executable);
  SET(Client_DefaultDeviceAssignment, default_assignment);
  SET(Client_TopologyDescription, topology);
  SET(Client_BufferFromHostBuffer, buffer);
  SET(Client_CreateViewOfDeviceBuffer, buffer);
  SET(Client_CreateUninitializedBuffer, buffer);
  SET(Client_CreateErrorBuffer, buffer);

  SET(DeviceDescription_Id, id);
  SET(DeviceDescription_ProcessIndex, process_index);
  SET(DeviceDescription_Attributes, attributes);
  SET(DeviceDescription_Kind, device_kind_size);
  SET(DeviceDescription_DebugString, debug_string_size);
  SET(DeviceDescription_ToString, to_string_size);

  SET(Device_GetDescription, device_description);
  SET(Device_IsAddressable, is_addressable);
  SET(Device_LocalHardwareId, local_hardware_id);
  SET(Device_AddressableMemories, num_memories);
  SET(Device_DefaultMemory, memory);
  SET(Device_MemoryStats, bytes_in_use);

  SET(Memory_Id, id);
  SET(Memory_Kind, kind_size);
  SET(Memory_Kind_Id, kind_id);
  SET(Memory_DebugString, debug_string_size);
  SET(Memory_ToString, to_string_size);
  SET(Memory_AddressableByDevices, num_devices);

  SET(Executable_Destroy, executable);
  SET(Executable_Name, executable_name_size);
  SET(Executable_NumReplicas, num_replicas);
  SET(Executable_NumPartitions, num_partitions);
  SET(Executable_NumOutputs, num_outputs);
  SET(Executable_SizeOfGeneratedCodeInBytes, size_in_bytes);
  SET(Executable_GetCostAnalysis, properties);
  SET(Executable_OutputMemoryKinds, memory_kind_sizes);
  SET(Executable_OptimizedProgram, program);
  SET(Executable_Serialize, serialized_executable_deleter);
  SET(Executable_OutputElementTypes, num_output_types);
  SET(Executable_OutputDimensions, dim_sizes);
  SET(Executable_Fingerprint, executable_fingerprint_size);
  SET(Executable_GetCompiledMemoryStats, temp_size_in_bytes);
  SET(Executable_GetCompileOptions, serialized_compile_options_deleter);
  SET(Executable_DeserializeAndLoad, loaded_executable);

  SET(LoadedExecutable_Destroy, executable);
  SET(LoadedExecutable_GetExecutable, executable);
  SET(LoadedExecutable_AddressableDevices, num_addressable_devices);
  SET(LoadedExecutable_GetDeviceAssignment, serialized_device_assignment_deleter);
  SET(LoadedExecutable_Delete, executable);
  SET(LoadedExecutable_IsDeleted, is_deleted);
  SET(LoadedExecutable_Execute, device_complete_events);
  SET(LoadedExecutable_Fingerprint, executable_fingerprint_size);

  SET(Buffer_Destroy, buffer);
  SET(Buffer_ElementType, type);
  SET(Buffer_Dimensions, num_dims);
  SET(Buffer_UnpaddedDimensions, num_dims);
  SET(Buffer_DynamicDimensionIndices, num_dynamic_dims);
  SET(Buffer_GetMemoryLayout, layout);
  SET(Buffer_OnDeviceSizeInBytes, on_device_size_in_bytes);
  SET(Buffer_Device, device);
  SET(Buffer_Memory, memory);
  SET(Buffer_Delete, buffer);
  SET(Buffer_IsDeleted, is_deleted);
  SET(Buffer_CopyToDevice, dst_buffer);
  SET(Buffer_CopyToMemory, dst_buffer);
  SET(Buffer_ToHostBuffer, event);
  SET(Buffer_IsOnCpu, is_on_cpu);
  SET(Buffer_ReadyEvent, event);
  SET(Buffer_UnsafePointer, buffer_pointer);
  SET(Buffer_IncreaseExternalReferenceCount, buffer);
  SET(Buffer_DecreaseExternalReferenceCount, buffer);
  SET(Buffer_OpaqueDeviceMemoryDataPointer, device_memory_ptr);
  SET(Buffer_CopyRawToHost, event);

  SET(TopologyDescription_Create, topology);
  SET(TopologyDescription_Destroy, topology);
  SET(TopologyDescription_PlatformName, platform_name_size);
  SET(TopologyDescription_PlatformVersion, platform_version_size);
  SET(TopologyDescription_GetDeviceDescriptions, num_descriptions);
  SET(TopologyDescription_Serialize, serialized_topology_deleter);
  SET(TopologyDescription_Deserialize, topology);
  SET(TopologyDescription_Attributes, num_attributes);
  SET(Compile, executable);

  SET(ExecuteContext_Create, context);
  SET(ExecuteContext_Destroy, context);

  SET_UNIMPLEMENTED(CopyToDeviceStream_Destroy);
  SET_UNIMPLEMENTED(CopyToDeviceStream_AddChunk);
  SET_UNIMPLEMENTED(CopyToDeviceStream_TotalBytes);
  SET_UNIMPLEMENTED(CopyToDeviceStream_GranuleSize);
  SET_UNIMPLEMENTED(CopyToDeviceStream_CurrentBytes);
  SET_UNIMPLEMENTED(AsyncHostToDeviceTransferManager_Destroy);
  SET_UNIMPLEMENTED(AsyncHostToDeviceTransferManager_TransferData);
  SET_UNIMPLEMENTED(AsyncHostToDeviceTransferManager_TransferLiteral);
  SET_UNIMPLEMENTED(AsyncHostToDeviceTransferManager_RetrieveBuffer);
  SET_UNIMPLEMENTED(AsyncHostToDeviceTransferManager_Device);
  SET_UNIMPLEMENTED(AsyncHostToDeviceTransferManager_BufferCount);
  SET_UNIMPLEMENTED(AsyncHostToDeviceTransferManager_BufferSize);
  SET_UNIMPLEMENTED(AsyncHostToDeviceTransferManager_SetBufferError);
  SET_UNIMPLEMENTED(AsyncHostToDeviceTransferManager_AddMetadata);
  SET_UNIMPLEMENTED(AsyncTrackingEvent_Destroy);
  SET_UNIMPLEMENTED(Buffer_CopyRawToHostFuture);
  SET_UNIMPLEMENTED(Buffer_DonateWithControlDependency);
  SET_UNIMPLEMENTED(Client_CreateAliasBuffer);
  SET_UNIMPLEMENTED(Client_CreateBuffersForAsyncHostToDevice);
  SET_UNIMPLEMENTED(Client_DmaMap);
  SET_UNIMPLEMENTED(Client_DmaUnmap);
  SET_UNIMPLEMENTED(Client_FulfillAliasBuffer);
  SET_UNIMPLEMENTED(Client_UpdateGlobalProcessInfo);
  SET_UNIMPLEMENTED(Device_CreateAsyncTrackingEvent);
  SET_UNIMPLEMENTED(Device_PoisonExecution);
  return api;
}

}  // namespace
}  // namespace xla_cpu_plugin

extern "C" __attribute__((visibility("default"))) const PJRT_Api* GetPjrtApi() {
  static const PJRT_Api* const api = xla_cpu_plugin::MakeApi();
  return api;
}
