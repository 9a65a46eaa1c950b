/* Buffers: made under every host-buffer semantics, with strides and layouts, read back in any
 * layout, copied, referenced from outside, deleted. */
#include "check.h"

static PJRT_Client_BufferFromHostBuffer_Args host_buffer(PJRT_Client* client, const void* data,
                                                         PJRT_Buffer_Type type, const int64_t* dims,
                                                         size_t rank) {
  ARGS(PJRT_Client_BufferFromHostBuffer, make);
  make.client = client;
  make.data = data;
  make.type = type;
  make.dims = dims;
  make.num_dims = rank;
  make.device = device_at(client, 0);
  return make;
}

static PJRT_Buffer_MemoryLayout tiled(const int64_t* order, size_t rank) {
  PJRT_Buffer_MemoryLayout layout;
  memset(&layout, 0, sizeof(layout));
  layout.struct_size = PJRT_Buffer_MemoryLayout_STRUCT_SIZE;
  layout.type = PJRT_Buffer_MemoryLayout_Type_Tiled;
  layout.tiled.struct_size = PJRT_Buffer_MemoryLayout_Tiled_STRUCT_SIZE;
  layout.tiled.minor_to_major = order;
  layout.tiled.minor_to_major_size = rank;
  return layout;
}

static PJRT_Buffer_MemoryLayout strided(const int64_t* strides, size_t rank) {
  PJRT_Buffer_MemoryLayout layout;
  memset(&layout, 0, sizeof(layout));
  layout.struct_size = PJRT_Buffer_MemoryLayout_STRUCT_SIZE;
  layout.type = PJRT_Buffer_MemoryLayout_Type_Strides;
  layout.strides.struct_size = PJRT_Buffer_MemoryLayout_Strides_STRUCT_SIZE;
  layout.strides.byte_strides = strides;
  layout.strides.num_byte_strides = rank;
  return layout;
}

static PJRT_Error* to_host_as(PJRT_Buffer* buffer, PJRT_Buffer_MemoryLayout* layout, void* out,
                              size_t size) {
  ARGS(PJRT_Buffer_ToHostBuffer, copy);
  copy.src = buffer;
  copy.host_layout = layout;
  copy.dst = out;
  copy.dst_size = size;
  PJRT_Error* error = api->PJRT_Buffer_ToHostBuffer(&copy);
  if (error != NULL) return error;
  error = await_event(copy.event);
  destroy_event(copy.event);
  return error;
}

static void* unsafe_pointer(PJRT_Buffer* buffer) {
  ARGS(PJRT_Buffer_UnsafePointer, pointer);
  pointer.buffer = buffer;
  MUST(api->PJRT_Buffer_UnsafePointer(&pointer));
  return (void*)pointer.buffer_pointer;
}

static void test_semantics(PJRT_Client* client) {
  static float data[64] __attribute__((aligned(64)));
  int64_t dims[] = {64};
  for (int semantics = PJRT_HostBufferSemantics_kImmutableOnlyDuringCall;
       semantics <= PJRT_HostBufferSemantics_kMutableZeroCopy; ++semantics) {
    for (int i = 0; i < 64; ++i) data[i] = (float)i;
    PJRT_Client_BufferFromHostBuffer_Args make =
        host_buffer(client, data, PJRT_Buffer_Type_F32, dims, 1);
    make.host_buffer_semantics = (PJRT_HostBufferSemantics)semantics;
    OK(api->PJRT_Client_BufferFromHostBuffer(&make));
    const bool zero_copy = semantics >= PJRT_HostBufferSemantics_kImmutableZeroCopy;
    CHECK((unsafe_pointer(make.buffer) == data) == zero_copy);
    if (!zero_copy) {
      OK(await_event(make.done_with_host_buffer));
      data[5] = -1; /* the copy must not see this */
    } else {
      ARGS(PJRT_Event_IsReady, ready);
      ready.event = make.done_with_host_buffer;
      OK(api->PJRT_Event_IsReady(&ready));
      CHECK(!ready.is_ready);
    }
    float back[64];
    OK(to_host(make.buffer, back, sizeof(back)));
    CHECK(back[5] == 5 && back[63] == 63);
    destroy_buffer(make.buffer);
    OK(await_event(make.done_with_host_buffer)); /* at the latest now */
    destroy_event(make.done_with_host_buffer);
  }
  /* Memory that is not aligned to 64 bytes is copied after all. */
  PJRT_Client_BufferFromHostBuffer_Args make =
      host_buffer(client, data + 1, PJRT_Buffer_Type_F32, (int64_t[]){8}, 1);
  make.host_buffer_semantics = PJRT_HostBufferSemantics_kImmutableZeroCopy;
  OK(api->PJRT_Client_BufferFromHostBuffer(&make));
  CHECK(unsafe_pointer(make.buffer) != data + 1);
  destroy_buffer(make.buffer);
  OK(await_event(make.done_with_host_buffer));
  destroy_event(make.done_with_host_buffer);
}

static void test_layouts(PJRT_Client* client) {
  const int32_t rows[6] = {1, 2, 3, 4, 5, 6}; /* 2 x 3 */
  int64_t dims[] = {2, 3}, row_major[] = {1, 0}, column_major[] = {0, 1};
  int32_t back[6] = {0};

  /* Byte strides of the source: its transpose read in place. */
  int64_t strides[] = {4, 8};
  const int32_t columns[6] = {1, 4, 2, 5, 3, 6};
  PJRT_Client_BufferFromHostBuffer_Args make =
      host_buffer(client, columns, PJRT_Buffer_Type_S32, dims, 2);
  make.byte_strides = strides;
  make.num_byte_strides = 2;
  OK(api->PJRT_Client_BufferFromHostBuffer(&make));
  OK(await_event(make.done_with_host_buffer));
  destroy_event(make.done_with_host_buffer);
  OK(to_host(make.buffer, back, sizeof(back)));
  CHECK(memcmp(back, rows, sizeof(rows)) == 0);
  CHECK(memcmp(unsafe_pointer(make.buffer), rows, sizeof(rows)) == 0);
  PJRT_Buffer* buffer = make.buffer;

  PJRT_Buffer_MemoryLayout layout = tiled(column_major, 2);
  OK(to_host_as(buffer, &layout, back, sizeof(back)));
  CHECK(memcmp(back, columns, sizeof(columns)) == 0);
  int64_t column_strides[] = {4, 8}, row_strides[] = {12, 4}, gaps[] = {16, 4};
  layout = strided(column_strides, 2);
  OK(to_host_as(buffer, &layout, back, sizeof(back)));
  CHECK(memcmp(back, columns, sizeof(columns)) == 0);
  layout = strided(row_strides, 2);
  OK(to_host_as(buffer, &layout, back, sizeof(back)));
  CHECK(memcmp(back, rows, sizeof(rows)) == 0);
  layout = strided(gaps, 2);
  FAILS(INVALID_ARGUMENT, "dense", to_host_as(buffer, &layout, back, sizeof(back)));
  layout = strided(row_strides, 1);
  FAILS(INVALID_ARGUMENT, "rank 2", to_host_as(buffer, &layout, back, sizeof(back)));
  layout = tiled((int64_t[]){0, 0}, 2);
  FAILS(INVALID_ARGUMENT, "minor_to_major", to_host_as(buffer, &layout, back, sizeof(back)));
  layout = tiled((int64_t[]){0, 7}, 2);
  FAILS(INVALID_ARGUMENT, "minor_to_major", to_host_as(buffer, &layout, back, sizeof(back)));
  layout = tiled(NULL, 2);
  FAILS(INVALID_ARGUMENT, "minor_to_major", to_host_as(buffer, &layout, back, sizeof(back)));
  layout = tiled(row_major, 2);
  layout.tiled.num_tiles = 1;
  FAILS(UNIMPLEMENTED, "tiled", to_host_as(buffer, &layout, back, sizeof(back)));
  layout.struct_size = 8;
  FAILS(INVALID_ARGUMENT, "struct_size", to_host_as(buffer, &layout, back, sizeof(back)));
  layout = tiled(row_major, 2);
  layout.type = (PJRT_Buffer_MemoryLayout_Type)9;
  FAILS(INVALID_ARGUMENT, "layout type", to_host_as(buffer, &layout, back, sizeof(back)));
  destroy_buffer(buffer);

  /* A layout on the device. */
  layout = tiled(column_major, 2);
  make = host_buffer(client, rows, PJRT_Buffer_Type_S32, dims, 2);
  make.device_layout = &layout;
  OK(api->PJRT_Client_BufferFromHostBuffer(&make));
  destroy_event(make.done_with_host_buffer);
  CHECK(memcmp(unsafe_pointer(make.buffer), columns, sizeof(columns)) == 0);
  ARGS(PJRT_Buffer_GetMemoryLayout, get);
  get.buffer = make.buffer;
  OK(api->PJRT_Buffer_GetMemoryLayout(&get));
  CHECK(get.layout.type == PJRT_Buffer_MemoryLayout_Type_Tiled);
  CHECK(get.layout.tiled.minor_to_major_size == 2 && get.layout.tiled.minor_to_major[0] == 0);
  layout = tiled(row_major, 2);
  OK(to_host_as(make.buffer, &layout, back, sizeof(back)));
  CHECK(memcmp(back, rows, sizeof(rows)) == 0);
  OK(to_host(make.buffer, back, sizeof(back))); /* without a layout: the buffer's own */
  CHECK(memcmp(back, columns, sizeof(columns)) == 0);
  destroy_buffer(make.buffer);
}

static void test_wrong_arguments(PJRT_Client* client) {
  float data[8] = {0};
  int64_t dims[] = {8};
  PJRT_Client_BufferFromHostBuffer_Args good =
      host_buffer(client, data, PJRT_Buffer_Type_F32, dims, 1);
  PJRT_Client_BufferFromHostBuffer_Args make = good;
  make.data = NULL;
  FAILS(INVALID_ARGUMENT, "data must not be null", api->PJRT_Client_BufferFromHostBuffer(&make));
  make = good;
  make.dims = NULL;
  FAILS(INVALID_ARGUMENT, "dims must not be null", api->PJRT_Client_BufferFromHostBuffer(&make));
  make = good;
  make.type = (PJRT_Buffer_Type)99;
  FAILS(INVALID_ARGUMENT, "element type 99", api->PJRT_Client_BufferFromHostBuffer(&make));
  make.type = PJRT_Buffer_Type_INVALID;
  FAILS(INVALID_ARGUMENT, "element type 0", api->PJRT_Client_BufferFromHostBuffer(&make));
  make.type = PJRT_Buffer_Type_TOKEN;
  FAILS(INVALID_ARGUMENT, "token", api->PJRT_Client_BufferFromHostBuffer(&make));
  make = good;
  make.dims = (int64_t[]){-8};
  FAILS(INVALID_ARGUMENT, "negative", api->PJRT_Client_BufferFromHostBuffer(&make));
  make.dims = (int64_t[]){INT64_MAX};
  FAILS(INVALID_ARGUMENT, "64 bits", api->PJRT_Client_BufferFromHostBuffer(&make));
  make = good;
  make.byte_strides = (int64_t[]){4, 4};
  make.num_byte_strides = 2;
  FAILS(INVALID_ARGUMENT, "num_byte_strides", api->PJRT_Client_BufferFromHostBuffer(&make));
  make = good;
  make.host_buffer_semantics = (PJRT_HostBufferSemantics)7;
  FAILS(INVALID_ARGUMENT, "semantics", api->PJRT_Client_BufferFromHostBuffer(&make));
  make = good;
  make.device = NULL;
  FAILS(INVALID_ARGUMENT, "device or memory", api->PJRT_Client_BufferFromHostBuffer(&make));
  PJRT_Client* other = make_client(1);
  make.device = device_at(other, 0);
  FAILS(INVALID_ARGUMENT, "another client", api->PJRT_Client_BufferFromHostBuffer(&make));
  ARGS(PJRT_Device_DefaultMemory, memory);
  memory.device = device_at(other, 0);
  OK(api->PJRT_Device_DefaultMemory(&memory));
  make.memory = memory.memory;
  FAILS(INVALID_ARGUMENT, "another client", api->PJRT_Client_BufferFromHostBuffer(&make));
  ARGS(PJRT_Client_Destroy, destroy);
  destroy.client = other;
  OK(api->PJRT_Client_Destroy(&destroy));

  /* No elements, no data. */
  make = good;
  make.data = NULL;
  make.dims = (int64_t[]){0};
  OK(api->PJRT_Client_BufferFromHostBuffer(&make));
  destroy_event(make.done_with_host_buffer);
  OK(to_host(make.buffer, data, 0));
  destroy_buffer(make.buffer);

  /* Into a memory instead of a device. */
  memory.device = device_at(client, 2);
  OK(api->PJRT_Device_DefaultMemory(&memory));
  make = good;
  make.device = NULL;
  make.memory = memory.memory;
  OK(api->PJRT_Client_BufferFromHostBuffer(&make));
  destroy_event(make.done_with_host_buffer);
  ARGS(PJRT_Buffer_Device, device);
  device.buffer = make.buffer;
  OK(api->PJRT_Buffer_Device(&device));
  CHECK(device.device == device_at(client, 2));
  ARGS(PJRT_Buffer_Memory, where);
  where.buffer = make.buffer;
  OK(api->PJRT_Buffer_Memory(&where));
  CHECK(where.memory == memory.memory);
  destroy_buffer(make.buffer);
}

static void test_element_types(PJRT_Client* client) {
  uint8_t data[96], back[96];
  for (int i = 0; i < 96; ++i) data[i] = (uint8_t)(i * 37 + 11);
  for (int type = PJRT_Buffer_Type_PRED; type <= PJRT_Buffer_Type_F4E2M1FN; ++type) {
    if (type == PJRT_Buffer_Type_TOKEN) continue;
    const bool narrow = type == PJRT_Buffer_Type_S4 || type == PJRT_Buffer_Type_U4 ||
                        type == PJRT_Buffer_Type_S2 || type == PJRT_Buffer_Type_U2 ||
                        type == PJRT_Buffer_Type_F4E2M1FN;
    uint8_t values[96];
    for (int i = 0; i < 96; ++i) {
      values[i] = type == PJRT_Buffer_Type_PRED || narrow ? data[i] & 1 : data[i];
    }
    int64_t dims[] = {2, 3};
    PJRT_Buffer* buffer =
        to_device(client, device_at(client, 0), values, (PJRT_Buffer_Type)type, dims, 2);
    ARGS(PJRT_Buffer_ElementType, element);
    element.buffer = buffer;
    OK(api->PJRT_Buffer_ElementType(&element));
    CHECK((int)element.type == type);
    ARGS(PJRT_Buffer_ToHostBuffer, size);
    size.src = buffer;
    OK(api->PJRT_Buffer_ToHostBuffer(&size));
    CHECK(size.dst_size >= 6 && size.dst_size <= 96 && size.dst_size % 6 == 0);
    memset(back, 0xee, sizeof(back));
    OK(to_host(buffer, back, size.dst_size));
    CHECK(memcmp(back, values, size.dst_size) == 0);
    CHECK(size.dst_size == 96 || back[size.dst_size] == 0xee);
    destroy_buffer(buffer);
  }
}

static int deletions;
static void on_delete(void* pointer, void* user) {
  if (*(void**)user == pointer) __atomic_add_fetch(&deletions, 1, __ATOMIC_SEQ_CST);
}

static void test_views(PJRT_Client* client) {
  static float data[32] __attribute__((aligned(64)));
  for (int i = 0; i < 32; ++i) data[i] = (float)i;
  int64_t dims[] = {4, 8};
  void* expected = data;
  ARGS(PJRT_Client_CreateViewOfDeviceBuffer, view);
  view.client = client;
  view.device_buffer_ptr = data;
  view.dims = dims;
  view.num_dims = 2;
  view.element_type = PJRT_Buffer_Type_F32;
  view.device = device_at(client, 0);
  view.on_delete_callback = on_delete;
  view.on_delete_callback_arg = &expected;
  OK(api->PJRT_Client_CreateViewOfDeviceBuffer(&view));
  CHECK(unsafe_pointer(view.buffer) == data);
  data[31] = 99;
  float back[32];
  OK(to_host(view.buffer, back, sizeof(back)));
  CHECK(back[31] == 99);
  CHECK(deletions == 0);
  destroy_buffer(view.buffer);
  CHECK(deletions == 1);

  /* An older caller has no `memory`; no deleter is fine. */
  view.struct_size = offsetof(PJRT_Client_CreateViewOfDeviceBuffer_Args, buffer) + sizeof(void*);
  view.memory = (PJRT_Memory*)&data;
  view.on_delete_callback = NULL;
  OK(api->PJRT_Client_CreateViewOfDeviceBuffer(&view));
  destroy_buffer(view.buffer);
  view.struct_size = PJRT_Client_CreateViewOfDeviceBuffer_Args_STRUCT_SIZE;
  view.memory = NULL;
  view.device_buffer_ptr = data + 1;
  FAILS(INVALID_ARGUMENT, "align", api->PJRT_Client_CreateViewOfDeviceBuffer(&view));
  view.device_buffer_ptr = NULL;
  FAILS(INVALID_ARGUMENT, "device_buffer_ptr", api->PJRT_Client_CreateViewOfDeviceBuffer(&view));
}

static void test_uninitialized(PJRT_Client* client) {
  int64_t dims[] = {3, 5};
  ARGS(PJRT_Client_CreateUninitializedBuffer, make);
  make.client = client;
  make.shape_dims = dims;
  make.shape_num_dims = 2;
  make.shape_element_type = PJRT_Buffer_Type_F64;
  make.device = device_at(client, 0);
  OK(api->PJRT_Client_CreateUninitializedBuffer(&make));
  ARGS(PJRT_Buffer_Dimensions, shape);
  shape.buffer = make.buffer;
  OK(api->PJRT_Buffer_Dimensions(&shape));
  CHECK(shape.num_dims == 2 && shape.dims[0] == 3 && shape.dims[1] == 5);
  ARGS(PJRT_Buffer_OnDeviceSizeInBytes, size);
  size.buffer = make.buffer;
  OK(api->PJRT_Buffer_OnDeviceSizeInBytes(&size));
  CHECK(size.on_device_size_in_bytes == 120);
  double* pointer = unsafe_pointer(make.buffer);
  CHECK((uintptr_t)pointer % 64 == 0);
  for (int i = 0; i < 15; ++i) pointer[i] = i;
  double back[15];
  OK(to_host(make.buffer, back, sizeof(back)));
  CHECK(back[14] == 14);
  destroy_buffer(make.buffer);
  make.shape_dims = (int64_t[]){INT64_C(1) << 44, 5};
  FAILS(RESOURCE_EXHAUSTED, "out of memory", api->PJRT_Client_CreateUninitializedBuffer(&make));

  ARGS(PJRT_Client_CreateErrorBuffer, broken);
  broken.client = client;
  broken.shape_dims = dims;
  broken.shape_num_dims = 2;
  broken.shape_element_type = PJRT_Buffer_Type_F32;
  FAILS(INVALID_ARGUMENT, "error_code", api->PJRT_Client_CreateErrorBuffer(&broken));
  broken.error_code = PJRT_Error_Code_DATA_LOSS;
  broken.error_message = "gone";
  broken.error_message_size = 4;
  FAILS(INVALID_ARGUMENT, "device or memory", api->PJRT_Client_CreateErrorBuffer(&broken));
  ARGS(PJRT_Device_DefaultMemory, memory);
  memory.device = device_at(client, 0);
  OK(api->PJRT_Device_DefaultMemory(&memory));
  broken.memory = memory.memory;
  OK(api->PJRT_Client_CreateErrorBuffer(&broken));
  float values[15];
  FAILS(DATA_LOSS, "gone", to_host(broken.buffer, values, sizeof(values)));
  destroy_buffer(broken.buffer);
}

static void test_facts(PJRT_Client* client, PJRT_Buffer* buffer) {
  ARGS(PJRT_Buffer_UnpaddedDimensions, unpadded);
  unpadded.buffer = buffer;
  OK(api->PJRT_Buffer_UnpaddedDimensions(&unpadded));
  CHECK(unpadded.num_dims == 1 && unpadded.unpadded_dims[0] == 16);
  ARGS(PJRT_Buffer_DynamicDimensionIndices, dynamic);
  dynamic.buffer = buffer;
  OK(api->PJRT_Buffer_DynamicDimensionIndices(&dynamic));
  CHECK(dynamic.num_dynamic_dims == 0);
  ARGS(PJRT_Buffer_IsOnCpu, on_cpu);
  on_cpu.buffer = buffer;
  OK(api->PJRT_Buffer_IsOnCpu(&on_cpu));
  CHECK(on_cpu.is_on_cpu);
  ARGS(PJRT_Buffer_ReadyEvent, ready);
  ready.buffer = buffer;
  OK(api->PJRT_Buffer_ReadyEvent(&ready));
  OK(await_event(ready.event));
  destroy_event(ready.event);
  ARGS(PJRT_Buffer_OpaqueDeviceMemoryDataPointer, opaque);
  opaque.buffer = buffer;
  OK(api->PJRT_Buffer_OpaqueDeviceMemoryDataPointer(&opaque));
  CHECK(opaque.device_memory_ptr == unsafe_pointer(buffer));

  float part[4] = {0};
  ARGS(PJRT_Buffer_CopyRawToHost, raw);
  raw.buffer = buffer;
  raw.dst = part;
  raw.offset = 8;
  raw.transfer_size = 16;
  OK(api->PJRT_Buffer_CopyRawToHost(&raw));
  OK(await_event(raw.event));
  destroy_event(raw.event);
  CHECK(part[0] == 2 && part[3] == 5);
  raw.offset = 56;
  FAILS(INVALID_ARGUMENT, "outside", api->PJRT_Buffer_CopyRawToHost(&raw));
  raw.offset = -1;
  FAILS(INVALID_ARGUMENT, "outside", api->PJRT_Buffer_CopyRawToHost(&raw));
  raw.offset = INT64_MAX;
  raw.transfer_size = INT64_MAX;
  FAILS(INVALID_ARGUMENT, "outside", api->PJRT_Buffer_CopyRawToHost(&raw));
  raw.offset = 0;
  raw.transfer_size = 4;
  raw.dst = NULL;
  FAILS(INVALID_ARGUMENT, "dst", api->PJRT_Buffer_CopyRawToHost(&raw));

  float back[16];
  ARGS(PJRT_Buffer_ToHostBuffer, read);
  read.src = buffer;
  OK(api->PJRT_Buffer_ToHostBuffer(&read));
  CHECK(read.dst_size == 64 && read.event == NULL);
  FAILS(INVALID_ARGUMENT, "dst_size is 63", to_host(buffer, back, 63));

  ARGS(PJRT_Buffer_CopyToDevice, to);
  to.buffer = buffer;
  FAILS(INVALID_ARGUMENT, "dst_device", api->PJRT_Buffer_CopyToDevice(&to));
  to.dst_device = device_at(client, 3);
  OK(api->PJRT_Buffer_CopyToDevice(&to));
  ARGS(PJRT_Buffer_Device, device);
  device.buffer = to.dst_buffer;
  OK(api->PJRT_Buffer_Device(&device));
  CHECK(device.device == device_at(client, 3));
  ARGS(PJRT_Device_DefaultMemory, memory);
  memory.device = device_at(client, 1);
  OK(api->PJRT_Device_DefaultMemory(&memory));
  ARGS(PJRT_Buffer_CopyToMemory, into);
  into.buffer = to.dst_buffer;
  FAILS(INVALID_ARGUMENT, "dst_memory", api->PJRT_Buffer_CopyToMemory(&into));
  into.dst_memory = memory.memory;
  OK(api->PJRT_Buffer_CopyToMemory(&into));
  destroy_buffer(to.dst_buffer);
  OK(to_host(into.dst_buffer, back, sizeof(back)));
  CHECK(back[15] == 15);
  destroy_buffer(into.dst_buffer);
}

static void test_deletion(PJRT_Buffer* buffer) {
  ARGS(PJRT_Buffer_DecreaseExternalReferenceCount, less);
  less.buffer = buffer;
  FAILS(INVALID_ARGUMENT, "no external", api->PJRT_Buffer_DecreaseExternalReferenceCount(&less));
  ARGS(PJRT_Buffer_IncreaseExternalReferenceCount, more);
  more.buffer = buffer;
  OK(api->PJRT_Buffer_IncreaseExternalReferenceCount(&more));
  const float* pointer = unsafe_pointer(buffer);

  ARGS(PJRT_Buffer_IsDeleted, deleted);
  deleted.buffer = buffer;
  OK(api->PJRT_Buffer_IsDeleted(&deleted));
  CHECK(!deleted.is_deleted);
  ARGS(PJRT_Buffer_Delete, remove);
  remove.buffer = buffer;
  OK(api->PJRT_Buffer_Delete(&remove));
  OK(api->PJRT_Buffer_Delete(&remove)); /* again: nothing happens */
  OK(api->PJRT_Buffer_IsDeleted(&deleted));
  CHECK(deleted.is_deleted);
  CHECK(pointer[15] == 15); /* the reference keeps the memory */

  /* What the buffer is can still be asked, what it holds cannot. */
  ARGS(PJRT_Buffer_Dimensions, shape);
  shape.buffer = buffer;
  OK(api->PJRT_Buffer_Dimensions(&shape));
  CHECK(shape.num_dims == 1 && shape.dims[0] == 16);
#define DELETED(name, field)                              \
  {                                                       \
    ARGS(name, args);                                     \
    args.field = buffer;                                  \
    FAILS(INVALID_ARGUMENT, "deleted", api->name(&args)); \
  }
  DELETED(PJRT_Buffer_ToHostBuffer, src)
  DELETED(PJRT_Buffer_CopyRawToHost, buffer)
  DELETED(PJRT_Buffer_CopyToDevice, buffer)
  DELETED(PJRT_Buffer_CopyToMemory, buffer)
  DELETED(PJRT_Buffer_ReadyEvent, buffer)
  DELETED(PJRT_Buffer_UnsafePointer, buffer)
  DELETED(PJRT_Buffer_OpaqueDeviceMemoryDataPointer, buffer)
  DELETED(PJRT_Buffer_OnDeviceSizeInBytes, buffer)
  DELETED(PJRT_Buffer_IncreaseExternalReferenceCount, buffer)
#undef DELETED
  OK(api->PJRT_Buffer_DecreaseExternalReferenceCount(&less));
  destroy_buffer(buffer);
}

void test_buffers(PJRT_Client* client) {
  test_semantics(client);
  test_layouts(client);
  test_wrong_arguments(client);
  test_element_types(client);
  test_views(client);
  test_uninitialized(client);
  float data[16];
  for (int i = 0; i < 16; ++i) data[i] = (float)i;
  int64_t dims[] = {16};
  PJRT_Buffer* buffer =
      to_device(client, device_at(client, 0), data, PJRT_Buffer_Type_F32, dims, 1);
  test_facts(client, buffer);
  test_deletion(buffer);
}
