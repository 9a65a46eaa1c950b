/* Every function of the table with the same mistakes: no argument struct, one that is too small,
 * null handles. The lists below name all of the table's functions, which is checked, so none can be
 * forgotten. */
#include "check.h"

/* A null handle, or a null pointer that must not be one, is an error. */
#define NEEDS_HANDLE(X)                             \
  X(PJRT_Error_GetCode)                             \
  X(PJRT_Event_IsReady)                             \
  X(PJRT_Event_Error)                               \
  X(PJRT_Event_Await)                               \
  X(PJRT_Event_OnReady)                             \
  X(PJRT_Client_PlatformName)                       \
  X(PJRT_Client_ProcessIndex)                       \
  X(PJRT_Client_PlatformVersion)                    \
  X(PJRT_Client_Devices)                            \
  X(PJRT_Client_AddressableDevices)                 \
  X(PJRT_Client_LookupDevice)                       \
  X(PJRT_Client_LookupAddressableDevice)            \
  X(PJRT_Client_AddressableMemories)                \
  X(PJRT_Client_Compile)                            \
  X(PJRT_Client_DefaultDeviceAssignment)            \
  X(PJRT_Client_BufferFromHostBuffer)               \
  X(PJRT_DeviceDescription_Id)                      \
  X(PJRT_DeviceDescription_ProcessIndex)            \
  X(PJRT_DeviceDescription_Attributes)              \
  X(PJRT_DeviceDescription_Kind)                    \
  X(PJRT_DeviceDescription_DebugString)             \
  X(PJRT_DeviceDescription_ToString)                \
  X(PJRT_Device_GetDescription)                     \
  X(PJRT_Device_IsAddressable)                      \
  X(PJRT_Device_LocalHardwareId)                    \
  X(PJRT_Device_AddressableMemories)                \
  X(PJRT_Device_DefaultMemory)                      \
  X(PJRT_Device_MemoryStats)                        \
  X(PJRT_Memory_Id)                                 \
  X(PJRT_Memory_Kind)                               \
  X(PJRT_Memory_DebugString)                        \
  X(PJRT_Memory_ToString)                           \
  X(PJRT_Memory_AddressableByDevices)               \
  X(PJRT_Executable_Name)                           \
  X(PJRT_Executable_NumReplicas)                    \
  X(PJRT_Executable_NumPartitions)                  \
  X(PJRT_Executable_NumOutputs)                     \
  X(PJRT_Executable_SizeOfGeneratedCodeInBytes)     \
  X(PJRT_Executable_GetCostAnalysis)                \
  X(PJRT_Executable_OutputMemoryKinds)              \
  X(PJRT_Executable_OptimizedProgram)               \
  X(PJRT_Executable_Serialize)                      \
  X(PJRT_LoadedExecutable_GetExecutable)            \
  X(PJRT_LoadedExecutable_AddressableDevices)       \
  X(PJRT_LoadedExecutable_Delete)                   \
  X(PJRT_LoadedExecutable_IsDeleted)                \
  X(PJRT_LoadedExecutable_Execute)                  \
  X(PJRT_Executable_DeserializeAndLoad)             \
  X(PJRT_LoadedExecutable_Fingerprint)              \
  X(PJRT_Buffer_ElementType)                        \
  X(PJRT_Buffer_Dimensions)                         \
  X(PJRT_Buffer_UnpaddedDimensions)                 \
  X(PJRT_Buffer_DynamicDimensionIndices)            \
  X(PJRT_Buffer_GetMemoryLayout)                    \
  X(PJRT_Buffer_OnDeviceSizeInBytes)                \
  X(PJRT_Buffer_Device)                             \
  X(PJRT_Buffer_Memory)                             \
  X(PJRT_Buffer_Delete)                             \
  X(PJRT_Buffer_IsDeleted)                          \
  X(PJRT_Buffer_CopyToDevice)                       \
  X(PJRT_Buffer_ToHostBuffer)                       \
  X(PJRT_Buffer_IsOnCpu)                            \
  X(PJRT_Buffer_ReadyEvent)                         \
  X(PJRT_Buffer_UnsafePointer)                      \
  X(PJRT_Buffer_IncreaseExternalReferenceCount)     \
  X(PJRT_Buffer_DecreaseExternalReferenceCount)     \
  X(PJRT_Buffer_OpaqueDeviceMemoryDataPointer)      \
  X(PJRT_TopologyDescription_PlatformName)          \
  X(PJRT_TopologyDescription_PlatformVersion)       \
  X(PJRT_TopologyDescription_GetDeviceDescriptions) \
  X(PJRT_TopologyDescription_Serialize)             \
  X(PJRT_TopologyDescription_Attributes)            \
  X(PJRT_Compile)                                   \
  X(PJRT_Executable_OutputElementTypes)             \
  X(PJRT_Executable_OutputDimensions)               \
  X(PJRT_Buffer_CopyToMemory)                       \
  X(PJRT_Client_CreateViewOfDeviceBuffer)           \
  X(PJRT_Executable_Fingerprint)                    \
  X(PJRT_Client_TopologyDescription)                \
  X(PJRT_Executable_GetCompiledMemoryStats)         \
  X(PJRT_Memory_Kind_Id)                            \
  X(PJRT_Buffer_CopyRawToHost)                      \
  X(PJRT_Client_CreateUninitializedBuffer)          \
  X(PJRT_LoadedExecutable_GetDeviceAssignment)      \
  X(PJRT_Client_CreateErrorBuffer)                  \
  X(PJRT_Executable_GetCompileOptions)              \
  X(PJRT_Event_Set)

/* Null is allowed, as for free(). */
#define ALLOWS_NULL(X)                \
  X(PJRT_Event_Destroy)               \
  X(PJRT_Client_Destroy)              \
  X(PJRT_Executable_Destroy)          \
  X(PJRT_LoadedExecutable_Destroy)    \
  X(PJRT_Buffer_Destroy)              \
  X(PJRT_TopologyDescription_Destroy) \
  X(PJRT_ExecuteContext_Destroy)

/* No handle among the arguments; zeroed arguments are right. */
#define NEEDS_NOTHING(X)                  \
  X(PJRT_Plugin_Initialize)               \
  X(PJRT_Plugin_Attributes)               \
  X(PJRT_Event_Create)                    \
  X(PJRT_Client_Create)                   \
  X(PJRT_TopologyDescription_Create)      \
  X(PJRT_TopologyDescription_Deserialize) \
  X(PJRT_ExecuteContext_Create)

/* Not supported on the CPU. */
#define UNSUPPORTED(X)                                     \
  X(PJRT_CopyToDeviceStream_Destroy)                       \
  X(PJRT_CopyToDeviceStream_AddChunk)                      \
  X(PJRT_CopyToDeviceStream_TotalBytes)                    \
  X(PJRT_CopyToDeviceStream_GranuleSize)                   \
  X(PJRT_CopyToDeviceStream_CurrentBytes)                  \
  X(PJRT_AsyncHostToDeviceTransferManager_Destroy)         \
  X(PJRT_AsyncHostToDeviceTransferManager_TransferData)    \
  X(PJRT_Client_CreateBuffersForAsyncHostToDevice)         \
  X(PJRT_AsyncHostToDeviceTransferManager_RetrieveBuffer)  \
  X(PJRT_AsyncHostToDeviceTransferManager_Device)          \
  X(PJRT_AsyncHostToDeviceTransferManager_BufferCount)     \
  X(PJRT_AsyncHostToDeviceTransferManager_BufferSize)      \
  X(PJRT_AsyncHostToDeviceTransferManager_SetBufferError)  \
  X(PJRT_AsyncHostToDeviceTransferManager_AddMetadata)     \
  X(PJRT_Client_DmaMap)                                    \
  X(PJRT_Client_DmaUnmap)                                  \
  X(PJRT_Client_UpdateGlobalProcessInfo)                   \
  X(PJRT_Client_CreateAliasBuffer)                         \
  X(PJRT_Client_FulfillAliasBuffer)                        \
  X(PJRT_AsyncHostToDeviceTransferManager_TransferLiteral) \
  X(PJRT_Buffer_CopyRawToHostFuture)                       \
  X(PJRT_Device_PoisonExecution)                           \
  X(PJRT_Device_CreateAsyncTrackingEvent)                  \
  X(PJRT_AsyncTrackingEvent_Destroy)                       \
  X(PJRT_Buffer_DonateWithControlDependency)

#define TOO_SMALL(name)                                       \
  {                                                           \
    ARGS(name, args);                                         \
    args.struct_size = sizeof(size_t);                        \
    FAILS(INVALID_ARGUMENT, #name, api->name(&args));         \
    args.struct_size = 0;                                     \
    FAILS(INVALID_ARGUMENT, "struct_size", api->name(&args)); \
    FAILS(INVALID_ARGUMENT, #name, api->name(NULL));          \
  }

#define WITH_NULL(name)                               \
  TOO_SMALL(name) {                                   \
    ARGS(name, args);                                 \
    FAILS(INVALID_ARGUMENT, #name, api->name(&args)); \
  }

#define WITH_NULL_ALLOWED(name) \
  TOO_SMALL(name) {             \
    ARGS(name, args);           \
    OK(api->name(&args));       \
  }

#define WITHOUT_SUPPORT(name)                      \
  {                                                \
    ARGS(name, args);                              \
    FAILS(UNIMPLEMENTED, #name, api->name(&args)); \
  }

#define COUNT(name) +1

void test_misuse(void) {
  NEEDS_HANDLE(WITH_NULL)
  ALLOWS_NULL(WITH_NULL_ALLOWED)
  NEEDS_NOTHING(TOO_SMALL)
  UNSUPPORTED(WITHOUT_SUPPORT)

  /* The functions without a result: nothing happens, and a null error has an empty message. */
  api->PJRT_Error_Destroy(NULL);
  api->PJRT_Error_Message(NULL);
  ARGS(PJRT_Error_Destroy, destroy);
  api->PJRT_Error_Destroy(&destroy);
  ARGS(PJRT_Error_Message, message);
  api->PJRT_Error_Message(&message);
  CHECK(message.message_size == 0);

  const size_t listed =
      2 NEEDS_HANDLE(COUNT) ALLOWS_NULL(COUNT) NEEDS_NOTHING(COUNT) UNSUPPORTED(COUNT);
  const size_t functions =
      (PJRT_Api_STRUCT_SIZE - offsetof(PJRT_Api, PJRT_Error_Destroy)) / sizeof(void*);
  CHECK(listed == functions);
  void* const* table = (void* const*)&api->PJRT_Error_Destroy;
  for (size_t i = 0; i < functions; ++i) CHECK(table[i] != NULL);

  ARGS(PJRT_Plugin_Initialize, initialize);
  OK(api->PJRT_Plugin_Initialize(&initialize));
  ARGS(PJRT_Plugin_Attributes, attributes);
  OK(api->PJRT_Plugin_Attributes(&attributes));
  bool has_version = false;
  for (size_t i = 0; i < attributes.num_attributes; ++i) {
    const PJRT_NamedValue* value = &attributes.attributes[i];
    if (strncmp(value->name, "stablehlo_current_version", value->name_size) == 0) {
      has_version = value->type == PJRT_NamedValue_kInt64List && value->value_size == 3;
    }
  }
  CHECK(has_version);
}
