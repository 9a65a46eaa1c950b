// The PJRT C API, as far as this package uses it: structs, enumerations and the function table.
//
// PJRT is the interface between a front end and an XLA compiler and runtime. A plugin exports one
// function, GetPjrtApi, that returns the table at the end of this file. Layouts and names are those
// of PJRT API 0.90 (openxla/xla, xla/pjrt/c/pjrt_c_api.h); Scripts/check-pjrt-abi compares them field
// by field with an original header. Every function takes one struct, whose first field is its size:
// a plugin reads only the fields that the caller knows, so callers and plugins may differ in age.

#ifndef CPJRT_H
#define CPJRT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PJRT_API_MAJOR 0
#define PJRT_API_MINOR 90

// Extensions form a list; `type` says what a node is.
typedef enum {
  PJRT_Extension_Type_Profiler = 1,
  PJRT_Extension_Type_Layouts = 4,
  PJRT_Extension_Type_FFI = 5,
} PJRT_Extension_Type;

typedef struct PJRT_Extension_Base {
  size_t struct_size;
  PJRT_Extension_Type type;
  struct PJRT_Extension_Base *next;
} PJRT_Extension_Base;

// Objects that only a plugin looks into.
typedef struct PJRT_Error PJRT_Error;
typedef struct PJRT_Event PJRT_Event;
typedef struct PJRT_Client PJRT_Client;
typedef struct PJRT_Device PJRT_Device;
typedef struct PJRT_Memory PJRT_Memory;
typedef struct PJRT_DeviceDescription PJRT_DeviceDescription;
typedef struct PJRT_Executable PJRT_Executable;
typedef struct PJRT_LoadedExecutable PJRT_LoadedExecutable;
typedef struct PJRT_SerializedExecutable PJRT_SerializedExecutable;
typedef struct PJRT_Buffer PJRT_Buffer;
typedef struct PJRT_ExecuteContext PJRT_ExecuteContext;

// STRUCT defines a struct that starts with its size and an extension list, the size up to and
// including its LAST field (without tail padding, in which a newer plugin may have a field), and
// NAME_make(), which returns the struct cleared, with that size.
#define CPJRT_STRUCT(NAME, LAST, ...)                                                              \
  typedef struct NAME {                                                                            \
    size_t struct_size;                                                                            \
    PJRT_Extension_Base *extension_start;                                                          \
    __VA_ARGS__                                                                                    \
  } NAME;                                                                                          \
  enum { NAME##_STRUCT_SIZE = offsetof(NAME, LAST) + sizeof(((NAME *)0)->LAST) };                  \
  static inline NAME NAME##_make(void) {                                                           \
    NAME value = {0};                                                                              \
    value.struct_size = NAME##_STRUCT_SIZE;                                                        \
    return value;                                                                                  \
  }

// FUNCTION defines NAME_Args as above, and NAME, the type of the function that takes it.
#define CPJRT_FUNCTION(NAME, LAST, ...)                                                            \
  CPJRT_STRUCT(NAME##_Args, LAST, __VA_ARGS__)                                                     \
  typedef PJRT_Error *NAME(NAME##_Args *args);

CPJRT_STRUCT(PJRT_Api_Version, minor_version, int major_version; int minor_version;)

// ---- Errors ----

typedef enum {
  PJRT_Error_Code_OK = 0,
  PJRT_Error_Code_CANCELLED = 1,
  PJRT_Error_Code_UNKNOWN = 2,
  PJRT_Error_Code_INVALID_ARGUMENT = 3,
  PJRT_Error_Code_DEADLINE_EXCEEDED = 4,
  PJRT_Error_Code_NOT_FOUND = 5,
  PJRT_Error_Code_ALREADY_EXISTS = 6,
  PJRT_Error_Code_PERMISSION_DENIED = 7,
  PJRT_Error_Code_RESOURCE_EXHAUSTED = 8,
  PJRT_Error_Code_FAILED_PRECONDITION = 9,
  PJRT_Error_Code_ABORTED = 10,
  PJRT_Error_Code_OUT_OF_RANGE = 11,
  PJRT_Error_Code_UNIMPLEMENTED = 12,
  PJRT_Error_Code_INTERNAL = 13,
  PJRT_Error_Code_UNAVAILABLE = 14,
  PJRT_Error_Code_DATA_LOSS = 15,
  PJRT_Error_Code_UNAUTHENTICATED = 16,
} PJRT_Error_Code;

CPJRT_STRUCT(PJRT_Error_Destroy_Args, error, PJRT_Error *error;)
typedef void PJRT_Error_Destroy(PJRT_Error_Destroy_Args *args);

CPJRT_STRUCT(PJRT_Error_Message_Args, message_size, const PJRT_Error *error; const char *message;
             size_t message_size;)
typedef void PJRT_Error_Message(PJRT_Error_Message_Args *args);

CPJRT_FUNCTION(PJRT_Error_GetCode, code, const PJRT_Error *error; PJRT_Error_Code code;)

// ---- Plugin and named values ----

typedef enum {
  PJRT_NamedValue_kString = 0,
  PJRT_NamedValue_kInt64,
  PJRT_NamedValue_kInt64List,
  PJRT_NamedValue_kFloat,
  PJRT_NamedValue_kBool,
} PJRT_NamedValue_Type;

CPJRT_STRUCT(PJRT_NamedValue, value_size, const char *name; size_t name_size;
             PJRT_NamedValue_Type type; union {
               const char *string_value;
               int64_t int64_value;
               const int64_t *int64_array_value;
               float float_value;
               bool bool_value;
             };
             size_t value_size;)

typedef struct PJRT_Plugin_Initialize_Args {
  size_t struct_size;
  PJRT_Extension_Base *extension_start;
} PJRT_Plugin_Initialize_Args;
enum { PJRT_Plugin_Initialize_Args_STRUCT_SIZE = sizeof(PJRT_Plugin_Initialize_Args) };
typedef PJRT_Error *PJRT_Plugin_Initialize(PJRT_Plugin_Initialize_Args *args);

CPJRT_FUNCTION(PJRT_Plugin_Attributes, num_attributes, const PJRT_NamedValue *attributes;
               size_t num_attributes;)

// ---- Events ----

CPJRT_FUNCTION(PJRT_Event_Destroy, event, PJRT_Event *event;)
CPJRT_FUNCTION(PJRT_Event_IsReady, is_ready, PJRT_Event *event; bool is_ready;)
CPJRT_FUNCTION(PJRT_Event_Await, event, PJRT_Event *event;)

typedef void (*PJRT_Event_OnReadyCallback)(PJRT_Error *error, void *user_arg);
CPJRT_FUNCTION(PJRT_Event_OnReady, user_arg, PJRT_Event *event; PJRT_Event_OnReadyCallback callback;
               void *user_arg;)

// ---- Client ----

// The callbacks are the key-value store of a multi-process run.
CPJRT_FUNCTION(PJRT_Client_Create, kv_try_get_user_arg, const PJRT_NamedValue *create_options;
               size_t num_options; void (*kv_get_callback)(void); void *kv_get_user_arg;
               void (*kv_put_callback)(void); void *kv_put_user_arg; PJRT_Client *client;
               void (*kv_try_get_callback)(void); void *kv_try_get_user_arg;)
CPJRT_FUNCTION(PJRT_Client_Destroy, client, PJRT_Client *client;)
CPJRT_FUNCTION(PJRT_Client_PlatformName, platform_name_size, PJRT_Client *client;
               const char *platform_name; size_t platform_name_size;)
CPJRT_FUNCTION(PJRT_Client_PlatformVersion, platform_version_size, PJRT_Client *client;
               const char *platform_version; size_t platform_version_size;)
CPJRT_FUNCTION(PJRT_Client_ProcessIndex, process_index, PJRT_Client *client; int process_index;)
CPJRT_FUNCTION(PJRT_Client_Devices, num_devices, PJRT_Client *client; PJRT_Device *const *devices;
               size_t num_devices;)
CPJRT_FUNCTION(PJRT_Client_AddressableDevices, num_addressable_devices, PJRT_Client *client;
               PJRT_Device *const *addressable_devices; size_t num_addressable_devices;)
CPJRT_FUNCTION(PJRT_Client_AddressableMemories, num_addressable_memories, PJRT_Client *client;
               PJRT_Memory *const *addressable_memories; size_t num_addressable_memories;)
CPJRT_FUNCTION(PJRT_Client_DefaultDeviceAssignment, default_assignment, PJRT_Client *client;
               int num_replicas; int num_partitions; size_t default_assignment_size;
               int *default_assignment;)

CPJRT_STRUCT(PJRT_Program, format_size, char *code; size_t code_size; const char *format;
             size_t format_size;)
CPJRT_FUNCTION(PJRT_Client_Compile, executable, PJRT_Client *client; const PJRT_Program *program;
               const char *compile_options; size_t compile_options_size;
               PJRT_LoadedExecutable *executable;)

// ---- Buffers from host memory ----

typedef enum {
  PJRT_Buffer_Type_INVALID,
  PJRT_Buffer_Type_PRED,
  PJRT_Buffer_Type_S8,
  PJRT_Buffer_Type_S16,
  PJRT_Buffer_Type_S32,
  PJRT_Buffer_Type_S64,
  PJRT_Buffer_Type_U8,
  PJRT_Buffer_Type_U16,
  PJRT_Buffer_Type_U32,
  PJRT_Buffer_Type_U64,
  PJRT_Buffer_Type_F16,
  PJRT_Buffer_Type_F32,
  PJRT_Buffer_Type_F64,
  PJRT_Buffer_Type_BF16,
  PJRT_Buffer_Type_C64,
  PJRT_Buffer_Type_C128,
  PJRT_Buffer_Type_F8E5M2,
  PJRT_Buffer_Type_F8E4M3FN,
  PJRT_Buffer_Type_F8E4M3B11FNUZ,
  PJRT_Buffer_Type_F8E5M2FNUZ,
  PJRT_Buffer_Type_F8E4M3FNUZ,
  PJRT_Buffer_Type_S4,
  PJRT_Buffer_Type_U4,
  PJRT_Buffer_Type_TOKEN,
  PJRT_Buffer_Type_S2,
  PJRT_Buffer_Type_U2,
  PJRT_Buffer_Type_F8E4M3,
  PJRT_Buffer_Type_F8E3M4,
  PJRT_Buffer_Type_F8E8M0FNU,
  PJRT_Buffer_Type_F4E2M1FN,
} PJRT_Buffer_Type;

typedef enum {
  PJRT_HostBufferSemantics_kImmutableOnlyDuringCall,
  PJRT_HostBufferSemantics_kImmutableUntilTransferCompletes,
  PJRT_HostBufferSemantics_kImmutableZeroCopy,
  PJRT_HostBufferSemantics_kMutableZeroCopy,
} PJRT_HostBufferSemantics;

typedef enum {
  PJRT_Buffer_MemoryLayout_Type_Tiled = 0,
  PJRT_Buffer_MemoryLayout_Type_Strides,
} PJRT_Buffer_MemoryLayout_Type;

CPJRT_STRUCT(PJRT_Buffer_MemoryLayout_Tiled, num_tiles, const int64_t *minor_to_major;
             size_t minor_to_major_size; const int64_t *tile_dims; const size_t *tile_dim_sizes;
             size_t num_tiles;)
CPJRT_STRUCT(PJRT_Buffer_MemoryLayout_Strides, num_byte_strides, const int64_t *byte_strides;
             size_t num_byte_strides;)
CPJRT_STRUCT(PJRT_Buffer_MemoryLayout, type, union {
  PJRT_Buffer_MemoryLayout_Tiled tiled;
  PJRT_Buffer_MemoryLayout_Strides strides;
};
             PJRT_Buffer_MemoryLayout_Type type;)

CPJRT_FUNCTION(PJRT_Client_BufferFromHostBuffer, buffer, PJRT_Client *client; const void *data;
               PJRT_Buffer_Type type; const int64_t *dims; size_t num_dims;
               const int64_t *byte_strides; size_t num_byte_strides;
               PJRT_HostBufferSemantics host_buffer_semantics; PJRT_Device *device;
               PJRT_Memory *memory; PJRT_Buffer_MemoryLayout *device_layout;
               PJRT_Event *done_with_host_buffer; PJRT_Buffer *buffer;)
CPJRT_FUNCTION(PJRT_Client_CreateViewOfDeviceBuffer, memory, PJRT_Client *client;
               void *device_buffer_ptr; const int64_t *dims; size_t num_dims;
               PJRT_Buffer_Type element_type; PJRT_Buffer_MemoryLayout *layout; PJRT_Device *device;
               void (*on_delete_callback)(void *device_buffer_ptr, void *user_arg);
               void *on_delete_callback_arg; intptr_t stream; PJRT_Buffer *buffer;
               PJRT_Memory *memory;)
CPJRT_FUNCTION(PJRT_Client_CreateUninitializedBuffer, buffer, PJRT_Client *client;
               const int64_t *shape_dims; size_t shape_num_dims; PJRT_Buffer_Type shape_element_type;
               PJRT_Buffer_MemoryLayout *shape_layout; PJRT_Device *device; PJRT_Memory *memory;
               PJRT_Buffer *buffer;)

// ---- Devices and memories ----

CPJRT_FUNCTION(PJRT_DeviceDescription_Id, id, PJRT_DeviceDescription *device_description; int id;)
CPJRT_FUNCTION(PJRT_DeviceDescription_ProcessIndex, process_index,
               PJRT_DeviceDescription *device_description; int process_index;)
CPJRT_FUNCTION(PJRT_DeviceDescription_Attributes, attributes,
               PJRT_DeviceDescription *device_description; size_t num_attributes;
               const PJRT_NamedValue *attributes;)
CPJRT_FUNCTION(PJRT_DeviceDescription_Kind, device_kind_size,
               PJRT_DeviceDescription *device_description; const char *device_kind;
               size_t device_kind_size;)
CPJRT_FUNCTION(PJRT_DeviceDescription_ToString, to_string_size,
               PJRT_DeviceDescription *device_description; const char *to_string;
               size_t to_string_size;)

CPJRT_FUNCTION(PJRT_Device_GetDescription, device_description, PJRT_Device *device;
               PJRT_DeviceDescription *device_description;)
CPJRT_FUNCTION(PJRT_Device_IsAddressable, is_addressable, PJRT_Device *device; bool is_addressable;)
CPJRT_FUNCTION(PJRT_Device_LocalHardwareId, local_hardware_id, PJRT_Device *device;
               int local_hardware_id;)
CPJRT_FUNCTION(PJRT_Device_AddressableMemories, num_memories, PJRT_Device *device;
               PJRT_Memory *const *memories; size_t num_memories;)
CPJRT_FUNCTION(PJRT_Device_DefaultMemory, memory, PJRT_Device *device; PJRT_Memory *memory;)
CPJRT_FUNCTION(PJRT_Device_MemoryStats, peak_pool_bytes_is_set, PJRT_Device *device;
               int64_t bytes_in_use; int64_t peak_bytes_in_use; bool peak_bytes_in_use_is_set;
               int64_t num_allocs; bool num_allocs_is_set; int64_t largest_alloc_size;
               bool largest_alloc_size_is_set; int64_t bytes_limit; bool bytes_limit_is_set;
               int64_t bytes_reserved; bool bytes_reserved_is_set; int64_t peak_bytes_reserved;
               bool peak_bytes_reserved_is_set; int64_t bytes_reservable_limit;
               bool bytes_reservable_limit_is_set; int64_t largest_free_block_bytes;
               bool largest_free_block_bytes_is_set; int64_t pool_bytes; bool pool_bytes_is_set;
               int64_t peak_pool_bytes; bool peak_pool_bytes_is_set;)

CPJRT_FUNCTION(PJRT_Memory_Id, id, PJRT_Memory *memory; int id;)
CPJRT_FUNCTION(PJRT_Memory_Kind, kind_size, PJRT_Memory *memory; const char *kind; size_t kind_size;)
CPJRT_FUNCTION(PJRT_Memory_ToString, to_string_size, PJRT_Memory *memory; const char *to_string;
               size_t to_string_size;)

// ---- Executables ----

CPJRT_FUNCTION(PJRT_Executable_Destroy, executable, PJRT_Executable *executable;)
CPJRT_FUNCTION(PJRT_Executable_Name, executable_name_size, PJRT_Executable *executable;
               const char *executable_name; size_t executable_name_size;)
CPJRT_FUNCTION(PJRT_Executable_NumReplicas, num_replicas, PJRT_Executable *executable;
               size_t num_replicas;)
CPJRT_FUNCTION(PJRT_Executable_NumPartitions, num_partitions, PJRT_Executable *executable;
               size_t num_partitions;)
CPJRT_FUNCTION(PJRT_Executable_NumOutputs, num_outputs, PJRT_Executable *executable;
               size_t num_outputs;)
CPJRT_FUNCTION(PJRT_Executable_SizeOfGeneratedCodeInBytes, size_in_bytes,
               PJRT_Executable *executable; int64_t size_in_bytes;)
CPJRT_FUNCTION(PJRT_Executable_GetCostAnalysis, properties, PJRT_Executable *executable;
               size_t num_properties; const PJRT_NamedValue *properties;)
CPJRT_FUNCTION(PJRT_Executable_GetCompiledMemoryStats, total_size_in_bytes,
               PJRT_Executable *executable; int64_t generated_code_size_in_bytes;
               int64_t argument_size_in_bytes; int64_t output_size_in_bytes;
               int64_t alias_size_in_bytes; int64_t temp_size_in_bytes;
               int64_t host_generated_code_size_in_bytes; int64_t host_argument_size_in_bytes;
               int64_t host_output_size_in_bytes; int64_t host_alias_size_in_bytes;
               int64_t host_temp_size_in_bytes; int64_t peak_memory_in_bytes;
               int64_t total_size_in_bytes;)
CPJRT_FUNCTION(PJRT_Executable_OutputElementTypes, num_output_types, PJRT_Executable *executable;
               PJRT_Buffer_Type *output_types; size_t num_output_types;)
CPJRT_FUNCTION(PJRT_Executable_OutputDimensions, dim_sizes, PJRT_Executable *executable;
               size_t num_outputs; const int64_t *dims; const size_t *dim_sizes;)
CPJRT_FUNCTION(PJRT_Executable_OutputMemoryKinds, memory_kind_sizes, PJRT_Executable *executable;
               size_t num_outputs; const char *const *memory_kinds;
               const size_t *memory_kind_sizes;)
CPJRT_FUNCTION(PJRT_Executable_OptimizedProgram, program, PJRT_Executable *executable;
               PJRT_Program *program;)
CPJRT_FUNCTION(PJRT_Executable_Serialize, serialized_executable_deleter,
               const PJRT_Executable *executable; const char *serialized_bytes;
               size_t serialized_bytes_size; PJRT_SerializedExecutable *serialized_executable;
               void (*serialized_executable_deleter)(PJRT_SerializedExecutable *exec);)
CPJRT_FUNCTION(PJRT_Executable_DeserializeAndLoad, overridden_serialized_compile_options_size,
               PJRT_Client *client; const char *serialized_executable;
               size_t serialized_executable_size; PJRT_LoadedExecutable *loaded_executable;
               const char *overridden_serialized_compile_options;
               size_t overridden_serialized_compile_options_size;)
CPJRT_FUNCTION(PJRT_Executable_Fingerprint, executable_fingerprint_size,
               PJRT_Executable *executable; const char *executable_fingerprint;
               size_t executable_fingerprint_size;)

CPJRT_FUNCTION(PJRT_LoadedExecutable_Destroy, executable, PJRT_LoadedExecutable *executable;)
CPJRT_FUNCTION(PJRT_LoadedExecutable_GetExecutable, executable,
               PJRT_LoadedExecutable *loaded_executable; PJRT_Executable *executable;)
CPJRT_FUNCTION(PJRT_LoadedExecutable_AddressableDevices, num_addressable_devices,
               PJRT_LoadedExecutable *executable; PJRT_Device *const *addressable_devices;
               size_t num_addressable_devices;)
CPJRT_FUNCTION(PJRT_LoadedExecutable_Delete, executable, PJRT_LoadedExecutable *executable;)
CPJRT_FUNCTION(PJRT_LoadedExecutable_IsDeleted, is_deleted, PJRT_LoadedExecutable *executable;
               bool is_deleted;)

// Send and receive callbacks serve host transfers, which this package does by FFI instead.
CPJRT_STRUCT(PJRT_ExecuteOptions, incarnation_ids, void **send_callbacks; void **recv_callbacks;
             size_t num_send_ops; size_t num_recv_ops; int launch_id;
             const int64_t *non_donatable_input_indices; size_t num_non_donatable_input_indices;
             PJRT_ExecuteContext *context; const char *call_location; size_t num_tasks;
             int *task_ids; int64_t *incarnation_ids;)
CPJRT_FUNCTION(PJRT_LoadedExecutable_Execute, execute_device, PJRT_LoadedExecutable *executable;
               PJRT_ExecuteOptions *options; PJRT_Buffer *const *const *argument_lists;
               size_t num_devices; size_t num_args; PJRT_Buffer **const *output_lists;
               PJRT_Event **device_complete_events; PJRT_Device *execute_device;)

// ---- Buffers ----

CPJRT_FUNCTION(PJRT_Buffer_Destroy, buffer, PJRT_Buffer *buffer;)
CPJRT_FUNCTION(PJRT_Buffer_ElementType, type, PJRT_Buffer *buffer; PJRT_Buffer_Type type;)
CPJRT_FUNCTION(PJRT_Buffer_Dimensions, num_dims, PJRT_Buffer *buffer; const int64_t *dims;
               size_t num_dims;)
CPJRT_FUNCTION(PJRT_Buffer_OnDeviceSizeInBytes, on_device_size_in_bytes, PJRT_Buffer *buffer;
               size_t on_device_size_in_bytes;)
CPJRT_FUNCTION(PJRT_Buffer_Device, device, PJRT_Buffer *buffer; PJRT_Device *device;)
CPJRT_FUNCTION(PJRT_Buffer_Memory, memory, PJRT_Buffer *buffer; PJRT_Memory *memory;)
CPJRT_FUNCTION(PJRT_Buffer_Delete, buffer, PJRT_Buffer *buffer;)
CPJRT_FUNCTION(PJRT_Buffer_IsDeleted, is_deleted, PJRT_Buffer *buffer; bool is_deleted;)
CPJRT_FUNCTION(PJRT_Buffer_CopyToDevice, dst_buffer, PJRT_Buffer *buffer; PJRT_Device *dst_device;
               PJRT_Buffer *dst_buffer;)
CPJRT_FUNCTION(PJRT_Buffer_CopyToMemory, dst_buffer, PJRT_Buffer *buffer; PJRT_Memory *dst_memory;
               PJRT_Buffer *dst_buffer;)
CPJRT_FUNCTION(PJRT_Buffer_ToHostBuffer, event, PJRT_Buffer *src;
               PJRT_Buffer_MemoryLayout *host_layout; void *dst; size_t dst_size;
               PJRT_Event *event;)
CPJRT_FUNCTION(PJRT_Buffer_ReadyEvent, event, PJRT_Buffer *buffer; PJRT_Event *event;)
CPJRT_FUNCTION(PJRT_Buffer_UnsafePointer, buffer_pointer, PJRT_Buffer *buffer;
               uintptr_t buffer_pointer;)

// ---- The function table ----

#define CPJRT_ENTRY(NAME) NAME *NAME
// An entry that this package does not call; it holds the place of those after it.
#define CPJRT_UNUSED(NAME) void (*NAME)(void)

typedef struct PJRT_Api {
  size_t struct_size;
  PJRT_Extension_Base *extension_start;
  PJRT_Api_Version pjrt_api_version;
  CPJRT_ENTRY(PJRT_Error_Destroy);
  CPJRT_ENTRY(PJRT_Error_Message);
  CPJRT_ENTRY(PJRT_Error_GetCode);
  CPJRT_ENTRY(PJRT_Plugin_Initialize);
  CPJRT_ENTRY(PJRT_Plugin_Attributes);
  CPJRT_ENTRY(PJRT_Event_Destroy);
  CPJRT_ENTRY(PJRT_Event_IsReady);
  CPJRT_UNUSED(PJRT_Event_Error);
  CPJRT_ENTRY(PJRT_Event_Await);
  CPJRT_ENTRY(PJRT_Event_OnReady);
  CPJRT_ENTRY(PJRT_Client_Create);
  CPJRT_ENTRY(PJRT_Client_Destroy);
  CPJRT_ENTRY(PJRT_Client_PlatformName);
  CPJRT_ENTRY(PJRT_Client_ProcessIndex);
  CPJRT_ENTRY(PJRT_Client_PlatformVersion);
  CPJRT_ENTRY(PJRT_Client_Devices);
  CPJRT_ENTRY(PJRT_Client_AddressableDevices);
  CPJRT_UNUSED(PJRT_Client_LookupDevice);
  CPJRT_UNUSED(PJRT_Client_LookupAddressableDevice);
  CPJRT_ENTRY(PJRT_Client_AddressableMemories);
  CPJRT_ENTRY(PJRT_Client_Compile);
  CPJRT_ENTRY(PJRT_Client_DefaultDeviceAssignment);
  CPJRT_ENTRY(PJRT_Client_BufferFromHostBuffer);
  CPJRT_ENTRY(PJRT_DeviceDescription_Id);
  CPJRT_ENTRY(PJRT_DeviceDescription_ProcessIndex);
  CPJRT_ENTRY(PJRT_DeviceDescription_Attributes);
  CPJRT_ENTRY(PJRT_DeviceDescription_Kind);
  CPJRT_UNUSED(PJRT_DeviceDescription_DebugString);
  CPJRT_ENTRY(PJRT_DeviceDescription_ToString);
  CPJRT_ENTRY(PJRT_Device_GetDescription);
  CPJRT_ENTRY(PJRT_Device_IsAddressable);
  CPJRT_ENTRY(PJRT_Device_LocalHardwareId);
  CPJRT_ENTRY(PJRT_Device_AddressableMemories);
  CPJRT_ENTRY(PJRT_Device_DefaultMemory);
  CPJRT_ENTRY(PJRT_Device_MemoryStats);
  CPJRT_ENTRY(PJRT_Memory_Id);
  CPJRT_ENTRY(PJRT_Memory_Kind);
  CPJRT_UNUSED(PJRT_Memory_DebugString);
  CPJRT_ENTRY(PJRT_Memory_ToString);
  CPJRT_UNUSED(PJRT_Memory_AddressableByDevices);
  CPJRT_ENTRY(PJRT_Executable_Destroy);
  CPJRT_ENTRY(PJRT_Executable_Name);
  CPJRT_ENTRY(PJRT_Executable_NumReplicas);
  CPJRT_ENTRY(PJRT_Executable_NumPartitions);
  CPJRT_ENTRY(PJRT_Executable_NumOutputs);
  CPJRT_ENTRY(PJRT_Executable_SizeOfGeneratedCodeInBytes);
  CPJRT_ENTRY(PJRT_Executable_GetCostAnalysis);
  CPJRT_ENTRY(PJRT_Executable_OutputMemoryKinds);
  CPJRT_ENTRY(PJRT_Executable_OptimizedProgram);
  CPJRT_ENTRY(PJRT_Executable_Serialize);
  CPJRT_ENTRY(PJRT_LoadedExecutable_Destroy);
  CPJRT_ENTRY(PJRT_LoadedExecutable_GetExecutable);
  CPJRT_ENTRY(PJRT_LoadedExecutable_AddressableDevices);
  CPJRT_ENTRY(PJRT_LoadedExecutable_Delete);
  CPJRT_ENTRY(PJRT_LoadedExecutable_IsDeleted);
  CPJRT_ENTRY(PJRT_LoadedExecutable_Execute);
  CPJRT_ENTRY(PJRT_Executable_DeserializeAndLoad);
  CPJRT_UNUSED(PJRT_LoadedExecutable_Fingerprint);
  CPJRT_ENTRY(PJRT_Buffer_Destroy);
  CPJRT_ENTRY(PJRT_Buffer_ElementType);
  CPJRT_ENTRY(PJRT_Buffer_Dimensions);
  CPJRT_UNUSED(PJRT_Buffer_UnpaddedDimensions);
  CPJRT_UNUSED(PJRT_Buffer_DynamicDimensionIndices);
  CPJRT_UNUSED(PJRT_Buffer_GetMemoryLayout);
  CPJRT_ENTRY(PJRT_Buffer_OnDeviceSizeInBytes);
  CPJRT_ENTRY(PJRT_Buffer_Device);
  CPJRT_ENTRY(PJRT_Buffer_Memory);
  CPJRT_ENTRY(PJRT_Buffer_Delete);
  CPJRT_ENTRY(PJRT_Buffer_IsDeleted);
  CPJRT_ENTRY(PJRT_Buffer_CopyToDevice);
  CPJRT_ENTRY(PJRT_Buffer_ToHostBuffer);
  CPJRT_UNUSED(PJRT_Buffer_IsOnCpu);
  CPJRT_ENTRY(PJRT_Buffer_ReadyEvent);
  CPJRT_ENTRY(PJRT_Buffer_UnsafePointer);
  CPJRT_UNUSED(PJRT_Buffer_IncreaseExternalReferenceCount);
  CPJRT_UNUSED(PJRT_Buffer_DecreaseExternalReferenceCount);
  CPJRT_UNUSED(PJRT_Buffer_OpaqueDeviceMemoryDataPointer);
  CPJRT_UNUSED(PJRT_CopyToDeviceStream_Destroy);
  CPJRT_UNUSED(PJRT_CopyToDeviceStream_AddChunk);
  CPJRT_UNUSED(PJRT_CopyToDeviceStream_TotalBytes);
  CPJRT_UNUSED(PJRT_CopyToDeviceStream_GranuleSize);
  CPJRT_UNUSED(PJRT_CopyToDeviceStream_CurrentBytes);
  CPJRT_UNUSED(PJRT_TopologyDescription_Create);
  CPJRT_UNUSED(PJRT_TopologyDescription_Destroy);
  CPJRT_UNUSED(PJRT_TopologyDescription_PlatformName);
  CPJRT_UNUSED(PJRT_TopologyDescription_PlatformVersion);
  CPJRT_UNUSED(PJRT_TopologyDescription_GetDeviceDescriptions);
  CPJRT_UNUSED(PJRT_TopologyDescription_Serialize);
  CPJRT_UNUSED(PJRT_TopologyDescription_Attributes);
  CPJRT_UNUSED(PJRT_Compile);
  CPJRT_ENTRY(PJRT_Executable_OutputElementTypes);
  CPJRT_ENTRY(PJRT_Executable_OutputDimensions);
  CPJRT_ENTRY(PJRT_Buffer_CopyToMemory);
  CPJRT_ENTRY(PJRT_Client_CreateViewOfDeviceBuffer);
  CPJRT_ENTRY(PJRT_Executable_Fingerprint);
  CPJRT_UNUSED(PJRT_Client_TopologyDescription);
  CPJRT_ENTRY(PJRT_Executable_GetCompiledMemoryStats);
  CPJRT_UNUSED(PJRT_Memory_Kind_Id);
  CPJRT_UNUSED(PJRT_ExecuteContext_Create);
  CPJRT_UNUSED(PJRT_ExecuteContext_Destroy);
  CPJRT_UNUSED(PJRT_Buffer_CopyRawToHost);
  CPJRT_UNUSED(PJRT_AsyncHostToDeviceTransferManager_Destroy);
  CPJRT_UNUSED(PJRT_AsyncHostToDeviceTransferManager_TransferData);
  CPJRT_UNUSED(PJRT_Client_CreateBuffersForAsyncHostToDevice);
  CPJRT_UNUSED(PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer);
  CPJRT_UNUSED(PJRT_AsyncHostToDeviceTransferManager_Device);
  CPJRT_UNUSED(PJRT_AsyncHostToDeviceTransferManager_BufferCount);
  CPJRT_UNUSED(PJRT_AsyncHostToDeviceTransferManager_BufferSize);
  CPJRT_UNUSED(PJRT_AsyncHostToDeviceTransferManager_SetBufferError);
  CPJRT_UNUSED(PJRT_AsyncHostToDeviceTransferManager_AddMetadata);
  CPJRT_UNUSED(PJRT_Client_DmaMap);
  CPJRT_UNUSED(PJRT_Client_DmaUnmap);
  CPJRT_ENTRY(PJRT_Client_CreateUninitializedBuffer);
  CPJRT_UNUSED(PJRT_Client_UpdateGlobalProcessInfo);
  CPJRT_UNUSED(PJRT_TopologyDescription_Deserialize);
  CPJRT_UNUSED(PJRT_Client_CreateAliasBuffer);
  CPJRT_UNUSED(PJRT_Client_FulfillAliasBuffer);
  CPJRT_UNUSED(PJRT_LoadedExecutable_GetDeviceAssignment);
  CPJRT_UNUSED(PJRT_Client_CreateErrorBuffer);
  CPJRT_UNUSED(PJRT_AsyncHostToDeviceTransferManager_TransferLiteral);
  CPJRT_UNUSED(PJRT_Buffer_CopyRawToHostFuture);
  CPJRT_UNUSED(PJRT_Device_PoisonExecution);
  CPJRT_UNUSED(PJRT_Device_CreateAsyncTrackingEvent);
  CPJRT_UNUSED(PJRT_AsyncTrackingEvent_Destroy);
  CPJRT_UNUSED(PJRT_Executable_GetCompileOptions);
  CPJRT_UNUSED(PJRT_Buffer_DonateWithControlDependency);
  CPJRT_UNUSED(PJRT_Event_Create);
  CPJRT_UNUSED(PJRT_Event_Set);
} PJRT_Api;

#undef CPJRT_ENTRY
#undef CPJRT_UNUSED

#endif
