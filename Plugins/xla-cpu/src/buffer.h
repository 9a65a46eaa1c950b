// Buffers: making them from host memory, reading them back, copying, and what they tell about
// themselves.
#pragma once

namespace xla_cpu_plugin {
namespace {

// The memory that `memory`, or else `device`, stands for.
absl::StatusOr<xla::PjRtMemorySpace*> ToMemorySpace(const Client* client, const PJRT_Memory* memory,
                                                    const PJRT_Device* device) {
  if (memory != nullptr) {
    TF_ASSIGN_OR_RETURN(Memory * object, Get<Memory>(memory, "memory"));
    if (object->client != client) return InvalidArgument("memory belongs to another client");
    return object->memory_space;
  }
  if (device == nullptr) return InvalidArgument("either device or memory must be given");
  TF_ASSIGN_OR_RETURN(Device * object, Get<Device>(device, "device"));
  if (object->client != client) return InvalidArgument("device belongs to another client");
  if (!object->device->IsAddressable()) return InvalidArgument("device belongs to another process");
  return object->device->default_memory_space();
}

// `shape` with `layout`, or with the row-major one.
absl::StatusOr<xla::Shape> ToShape(PJRT_Buffer_Type type, const int64_t* dims, size_t rank,
                                   const PJRT_Buffer_MemoryLayout* layout) {
  TF_ASSIGN_OR_RETURN(xla::Shape shape, ToShape(type, dims, rank));
  TF_ASSIGN_OR_RETURN(std::optional<xla::Layout> chosen, ToLayout(layout, shape));
  if (chosen.has_value()) *shape.mutable_layout() = *chosen;
  return shape;
}

// Turns XLA's "done with your host memory" callback into an event. The callback has usually run by
// the time XLA returns; then no promise is made. Both sides hold a reference and meet in `state_`.
class HostMemoryRelease {
 public:
  absl::AnyInvocable<void() &&> Callback() {
    return [self = std::unique_ptr<HostMemoryRelease, Dropped>(this)]() mutable { self->Finish(); };
  }

  // Call once, after XLA has taken the callback; gives up the caller's reference.
  PJRT_Event* TakeEvent() {
    PJRT_Event* event = nullptr;
    if (state_.load(std::memory_order_acquire) == kDone) {
      event = ReadyEvent();
    } else {
      auto [promise, future] = xla::MakePromise<void>();
      promise_.emplace(std::move(promise));
      event = ToHandle(std::move(future));
      int expected = kPending;
      if (!state_.compare_exchange_strong(expected, kAwaited, std::memory_order_acq_rel)) {
        promise_->Set(absl::OkStatus());
      }
    }
    Release();
    return event;
  }

  void Release() {
    if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
  }

 private:
  enum { kPending, kAwaited, kDone };

  struct Dropped {
    void operator()(HostMemoryRelease* self) const {
      self->Finish();
      self->Release();
    }
  };

  void Finish() {
    if (state_.exchange(kDone, std::memory_order_acq_rel) == kAwaited) {
      promise_->Set(absl::OkStatus());
    }
  }

  std::atomic<int> state_{kPending};
  std::atomic<int> references_{2};
  std::optional<xla::Promise<>> promise_;
};

// Makes a buffer whose dimensions lie in another order than row-major. XLA notes a device layout
// but does not arrange the data by it; so the data is copied as an array with its dimensions in the
// order of the layout, which in row-major order has the bytes that are wanted, and the result is a
// view of that array.
absl::StatusOr<std::unique_ptr<xla::PjRtBuffer>> BufferWithLayout(
    Client* client, const void* data, const xla::Shape& shape, const xla::Layout& layout,
    std::optional<absl::Span<const int64_t>> byte_strides, xla::PjRtMemorySpace* memory_space) {
  const size_t rank = shape.dimensions().size();
  std::vector<int64_t> row_major(rank), dims(rank), strides(rank);
  int64_t bytes = xla::primitive_util::ByteWidth(shape.element_type());
  for (size_t i = rank; i-- > 0;) {
    row_major[i] = byte_strides.has_value() ? (*byte_strides)[i] : bytes;
    bytes *= shape.dimensions(i);
  }
  for (size_t i = 0; i < rank; ++i) {
    const int64_t dimension = layout.minor_to_major(rank - 1 - i);
    dims[i] = shape.dimensions(dimension);
    strides[i] = row_major[dimension];
  }
  TF_ASSIGN_OR_RETURN(
      std::shared_ptr<xla::PjRtBuffer> array,
      client->client->BufferFromHostBuffer(
          data, shape.element_type(), dims, absl::MakeConstSpan(strides),
          xla::PjRtClient::HostBufferSemantics::kImmutableOnlyDuringCall,
          /*on_done_with_host_buffer=*/nullptr, memory_space, /*device_layout=*/nullptr));
  TF_RETURN_IF_ERROR(array->GetReadyFuture().Await());
  TF_ASSIGN_OR_RETURN(std::uintptr_t pointer, client->client->UnsafeBufferPointer(array.get()));
  xla::Shape device_shape = array->on_device_shape();
  xla::Shape view_shape = shape;
  *view_shape.mutable_layout() = layout;
  view_shape.mutable_layout()->set_element_size_in_bits(
      device_shape.layout().element_size_in_bits());
  return client->client->CreateViewOfDeviceBuffer(reinterpret_cast<void*>(pointer), view_shape,
                                                  memory_space, [array] {});
}

// Whether the data are dense and the caller expects, or does not mind, that they are copied before
// the call returns.
bool CopiesInCall(const PJRT_Client_BufferFromHostBuffer_Args& args) {
  return (args.host_buffer_semantics == PJRT_HostBufferSemantics_kImmutableOnlyDuringCall ||
          args.host_buffer_semantics ==
              PJRT_HostBufferSemantics_kImmutableUntilTransferCompletes) &&
         args.byte_strides == nullptr;
}

absl::Status SmallBufferFromHost(Client* client, const ArrayType* type,
                                 PJRT_Client_BufferFromHostBuffer_Args& args) {
  MemoryPool& pool = MemoryPool::Shared();
  Buffer* buffer = Buffer::MakeSmall(client, type);
  if (buffer == nullptr) return pool.OutOfMemory(type->bytes);
  ClientReference::Retain(client, 1);
  pool.Count(1, Buffer::BlockSize(type), Buffer::BlockSize(type));
  if (type->bytes != 0) std::memcpy(buffer->elements(), args.data, type->bytes);
  args.buffer = reinterpret_cast<PJRT_Buffer*>(buffer);
  args.done_with_host_buffer = ReadyEvent();
  return absl::OkStatus();
}

absl::Status Client_BufferFromHostBuffer(PJRT_Client_BufferFromHostBuffer_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  if (CopiesInCall(args) && args.data != nullptr && (args.dims != nullptr || args.num_dims == 0) &&
      args.device_layout == nullptr) {
    auto memory_space = ToMemorySpace(client, args.memory, args.device);
    auto type = ToPrimitiveType(args.type);
    if (memory_space.ok() && type.ok()) {
      const ArrayType* known =
          client->KnownType(*type, absl::MakeConstSpan(args.dims, args.num_dims), *memory_space);
      if (known != nullptr) return SmallBufferFromHost(client, known, args);
    }
  }
  TF_ASSIGN_OR_RETURN(xla::Shape shape, ToShape(args.type, args.dims, args.num_dims));
  if (args.data == nullptr && !xla::ShapeUtil::IsZeroElementArray(shape)) {
    return InvalidArgument("data must not be null");
  }
  std::optional<absl::Span<const int64_t>> byte_strides;
  if (args.byte_strides != nullptr) {
    if (args.num_byte_strides != args.num_dims) {
      return InvalidArgument("num_byte_strides is ", args.num_byte_strides,
                             " but the array has rank ", args.num_dims);
    }
    byte_strides.emplace(args.byte_strides, args.num_byte_strides);
  }
  if (args.host_buffer_semantics < PJRT_HostBufferSemantics_kImmutableOnlyDuringCall ||
      args.host_buffer_semantics > PJRT_HostBufferSemantics_kMutableZeroCopy) {
    return InvalidArgument("unknown host_buffer_semantics ",
                           static_cast<int>(args.host_buffer_semantics));
  }
  TF_ASSIGN_OR_RETURN(xla::PjRtMemorySpace * memory_space,
                      ToMemorySpace(client, args.memory, args.device));
  TF_ASSIGN_OR_RETURN(std::optional<xla::Layout> layout, ToLayout(args.device_layout, shape));

  if (layout.has_value() && !xla::LayoutUtil::IsMonotonicWithDim0Major(*layout) &&
      !xla::ShapeUtil::IsZeroElementArray(shape)) {
    TF_ASSIGN_OR_RETURN(
        std::unique_ptr<xla::PjRtBuffer> buffer,
        BufferWithLayout(client, args.data, shape, *layout, byte_strides, memory_space));
    args.buffer = ToHandle(ClientReference(client), std::move(buffer));
    args.done_with_host_buffer = ReadyEvent();
    return absl::OkStatus();
  }
  if (CopiesInCall(args)) {
    if (const ArrayType* type = client->TypeOf(shape, memory_space)) {
      return SmallBufferFromHost(client, type, args);
    }
  }
  auto semantics = static_cast<xla::PjRtClient::HostBufferSemantics>(args.host_buffer_semantics);
  const bool done_on_return =
      args.host_buffer_semantics == PJRT_HostBufferSemantics_kImmutableOnlyDuringCall;
  HostMemoryRelease* release = done_on_return ? nullptr : new HostMemoryRelease();
  auto buffer = client->client->BufferFromHostBuffer(
      args.data, shape.element_type(), shape.dimensions(), byte_strides, semantics,
      release == nullptr ? absl::AnyInvocable<void() &&>() : release->Callback(), memory_space,
      /*device_layout=*/nullptr);
  if (!buffer.ok()) {
    if (release != nullptr) release->Release();
    return buffer.status();
  }
  args.buffer = ToHandle(ClientReference(client), *std::move(buffer));
  args.done_with_host_buffer = release == nullptr ? ReadyEvent() : release->TakeEvent();
  return absl::OkStatus();
}

absl::Status Client_CreateViewOfDeviceBuffer(PJRT_Client_CreateViewOfDeviceBuffer_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  TF_ASSIGN_OR_RETURN(xla::Shape shape,
                      ToShape(args.element_type, args.dims, args.num_dims, args.layout));
  if (args.device_buffer_ptr == nullptr && !xla::ShapeUtil::IsZeroElementArray(shape)) {
    return InvalidArgument("device_buffer_ptr must not be null");
  }
  const PJRT_Memory* memory = HAS_FIELD(args, memory) ? args.memory : nullptr;
  TF_ASSIGN_OR_RETURN(xla::PjRtMemorySpace * memory_space,
                      ToMemorySpace(client, memory, args.device));
  // XLA calls this in any case, so it must not be an empty function.
  auto on_delete = [callback = args.on_delete_callback, pointer = args.device_buffer_ptr,
                    user_arg = args.on_delete_callback_arg] {
    if (callback != nullptr) callback(pointer, user_arg);
  };
  TF_ASSIGN_OR_RETURN(std::unique_ptr<xla::PjRtBuffer> buffer,
                      client->client->CreateViewOfDeviceBuffer(args.device_buffer_ptr, shape,
                                                               memory_space, std::move(on_delete)));
  args.buffer = ToHandle(ClientReference(client), std::move(buffer));
  return absl::OkStatus();
}

absl::Status Client_CreateUninitializedBuffer(PJRT_Client_CreateUninitializedBuffer_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  TF_ASSIGN_OR_RETURN(xla::Shape shape, ToShape(args.shape_element_type, args.shape_dims,
                                                args.shape_num_dims, args.shape_layout));
  TF_ASSIGN_OR_RETURN(xla::PjRtMemorySpace * memory_space,
                      ToMemorySpace(client, args.memory, args.device));
  TF_ASSIGN_OR_RETURN(std::unique_ptr<xla::PjRtBuffer> buffer,
                      client->client->CreateUninitializedBuffer(shape, memory_space));
  args.buffer = ToHandle(ClientReference(client), std::move(buffer));
  return absl::OkStatus();
}

absl::Status Client_CreateErrorBuffer(PJRT_Client_CreateErrorBuffer_Args& args) {
  TF_ASSIGN_OR_RETURN(Client * client, GetClient(args.client));
  absl::Status error = ToStatus(args.error_code, args.error_message, args.error_message_size);
  if (error.ok()) return InvalidArgument("error_code must not be OK");
  TF_ASSIGN_OR_RETURN(xla::Shape shape, ToShape(args.shape_element_type, args.shape_dims,
                                                args.shape_num_dims, args.shape_layout));
  TF_ASSIGN_OR_RETURN(xla::PjRtMemorySpace * memory_space,
                      ToMemorySpace(client, args.memory, nullptr));
  TF_ASSIGN_OR_RETURN(std::unique_ptr<xla::PjRtBuffer> buffer,
                      client->client->CreateErrorBuffer(std::move(error), shape, memory_space));
  args.buffer = ToHandle(ClientReference(client), std::move(buffer));
  return absl::OkStatus();
}

// The buffer behind a handle, for functions that need its data.
absl::StatusOr<Buffer*> GetLive(const PJRT_Buffer* handle, const char* name = "buffer") {
  TF_ASSIGN_OR_RETURN(Buffer * buffer, Get<Buffer>(handle, name));
  if (ABSL_PREDICT_FALSE(buffer->IsDeleted())) {
    return InvalidArgument("the buffer was deleted or donated");
  }
  return buffer;
}

absl::Status Buffer_Destroy(PJRT_Buffer_Destroy_Args& args) {
  if (args.buffer == nullptr) return absl::OkStatus();
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  self->Destroy();
  return absl::OkStatus();
}

absl::Status Buffer_ElementType(PJRT_Buffer_ElementType_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  args.type = FromPrimitiveType(self->shape().element_type());
  return absl::OkStatus();
}

absl::Status Buffer_Dimensions(PJRT_Buffer_Dimensions_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  absl::Span<const int64_t> dims = self->dimensions();
  args.dims = dims.data();
  args.num_dims = dims.size();
  return absl::OkStatus();
}

absl::Status Buffer_UnpaddedDimensions(PJRT_Buffer_UnpaddedDimensions_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  absl::Span<const int64_t> dims = self->dimensions();
  if (self->HasDynamicDimensions()) {
    TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
    absl::MutexLock lock(&self->client->mutex);
    BufferExtras& extras = self->MakeExtras();
    if (extras.unpadded_dimensions.empty()) {
      TF_ASSIGN_OR_RETURN(extras.unpadded_dimensions, made->logical_dimensions());
    }
    dims = extras.unpadded_dimensions;
  }
  args.unpadded_dims = dims.data();
  args.num_dims = dims.size();
  return absl::OkStatus();
}

absl::Status Buffer_DynamicDimensionIndices(PJRT_Buffer_DynamicDimensionIndices_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  args.dynamic_dim_indices = nullptr;
  args.num_dynamic_dims = 0;
  if (!self->HasDynamicDimensions()) return absl::OkStatus();
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
  absl::MutexLock lock(&self->client->mutex);
  std::vector<size_t>& indices = self->MakeExtras().dynamic_dimensions;
  if (indices.empty()) {
    absl::Span<const bool> is_dynamic = made->is_dynamic_dimension();
    for (size_t i = 0; i < is_dynamic.size(); ++i) {
      if (is_dynamic[i]) indices.push_back(i);
    }
  }
  args.dynamic_dim_indices = indices.data();
  args.num_dynamic_dims = indices.size();
  return absl::OkStatus();
}

absl::Status Buffer_GetMemoryLayout(PJRT_Buffer_GetMemoryLayout_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  const auto& order = self->shape().layout().minor_to_major();
  std::memset(&args.layout, 0, sizeof(args.layout));
  args.layout.struct_size = PJRT_Buffer_MemoryLayout_STRUCT_SIZE;
  args.layout.type = PJRT_Buffer_MemoryLayout_Type_Tiled;
  args.layout.tiled.struct_size = PJRT_Buffer_MemoryLayout_Tiled_STRUCT_SIZE;
  args.layout.tiled.minor_to_major = order.data();
  args.layout.tiled.minor_to_major_size = order.size();
  return absl::OkStatus();
}

absl::Status Buffer_OnDeviceSizeInBytes(PJRT_Buffer_OnDeviceSizeInBytes_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, GetLive(args.buffer));
  TF_ASSIGN_OR_RETURN(args.on_device_size_in_bytes, self->SizeInBytes());
  return absl::OkStatus();
}

absl::Status Buffer_Device(PJRT_Buffer_Device_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  args.device = self->device();
  return absl::OkStatus();
}

absl::Status Buffer_Memory(PJRT_Buffer_Memory_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  args.memory = self->memory();
  return absl::OkStatus();
}

absl::Status Buffer_Delete(PJRT_Buffer_Delete_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  self->Delete();
  return absl::OkStatus();
}

absl::Status Buffer_IsDeleted(PJRT_Buffer_IsDeleted_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  args.is_deleted = self->IsDeleted();
  return absl::OkStatus();
}

absl::Status Buffer_IsOnCpu(PJRT_Buffer_IsOnCpu_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  args.is_on_cpu = true;
  return absl::OkStatus();
}

absl::Status Buffer_ReadyEvent(PJRT_Buffer_ReadyEvent_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, GetLive(args.buffer));
  if (self->IsSmall()) {
    args.event = ReadyEvent();
    return absl::OkStatus();
  }
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
  args.event = ToHandle(made->GetReadyFuture());
  return absl::OkStatus();
}

absl::Status Buffer_UnsafePointer(PJRT_Buffer_UnsafePointer_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, GetLive(args.buffer));
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
  TF_ASSIGN_OR_RETURN(args.buffer_pointer, self->client->client->UnsafeBufferPointer(made));
  return absl::OkStatus();
}

absl::Status Buffer_IncreaseExternalReferenceCount(
    PJRT_Buffer_IncreaseExternalReferenceCount_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, GetLive(args.buffer));
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
  TF_ASSIGN_OR_RETURN(std::unique_ptr<xla::PjRtBuffer::ExternalReference> reference,
                      made->AcquireExternalReference());
  absl::MutexLock lock(&self->client->mutex);
  self->MakeExtras().references.push_back(std::move(reference));
  return absl::OkStatus();
}

absl::Status Buffer_DecreaseExternalReferenceCount(
    PJRT_Buffer_DecreaseExternalReferenceCount_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, Get<Buffer>(args.buffer, "buffer"));
  std::unique_ptr<xla::PjRtBuffer::ExternalReference> reference;
  {
    absl::MutexLock lock(&self->client->mutex);
    auto& references = self->MakeExtras().references;
    if (references.empty()) return InvalidArgument("the buffer has no external reference");
    reference = std::move(references.back());
    references.pop_back();
  }
  return absl::OkStatus();
}

absl::Status Buffer_OpaqueDeviceMemoryDataPointer(
    PJRT_Buffer_OpaqueDeviceMemoryDataPointer_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, GetLive(args.buffer));
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
  TF_ASSIGN_OR_RETURN(std::unique_ptr<xla::PjRtBuffer::ExternalReference> reference,
                      made->AcquireExternalReference());
  args.device_memory_ptr = reference->OpaqueDeviceMemoryDataPointer();
  return absl::OkStatus();
}

absl::Status Buffer_CopyToMemory(PJRT_Buffer_CopyToMemory_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, GetLive(args.buffer));
  TF_ASSIGN_OR_RETURN(Memory * memory, Get<Memory>(args.dst_memory, "dst_memory"));
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
  TF_ASSIGN_OR_RETURN(std::unique_ptr<xla::PjRtBuffer> copy,
                      made->CopyToMemorySpace(memory->memory_space));
  args.dst_buffer = ToHandle(ClientReference(memory->client), std::move(copy));
  return absl::OkStatus();
}

absl::Status Buffer_CopyToDevice(PJRT_Buffer_CopyToDevice_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, GetLive(args.buffer));
  TF_ASSIGN_OR_RETURN(Device * device, Get<Device>(args.dst_device, "dst_device"));
  if (!device->device->IsAddressable()) {
    return InvalidArgument("dst_device belongs to another process");
  }
  TF_ASSIGN_OR_RETURN(xla::PjRtMemorySpace * memory_space, device->device->default_memory_space());
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
  TF_ASSIGN_OR_RETURN(std::unique_ptr<xla::PjRtBuffer> copy, made->CopyToMemorySpace(memory_space));
  args.dst_buffer = ToHandle(ClientReference(device->client), std::move(copy));
  return absl::OkStatus();
}

absl::Status Buffer_CopyRawToHost(PJRT_Buffer_CopyRawToHost_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, GetLive(args.buffer));
  TF_ASSIGN_OR_RETURN(size_t size, self->SizeInBytes());
  const auto limit = static_cast<int64_t>(size);
  if (args.offset < 0 || args.transfer_size < 0 || args.offset > limit ||
      args.transfer_size > limit - args.offset) {
    return InvalidArgument("offset ", args.offset, " and transfer_size ", args.transfer_size,
                           " reach outside the buffer of ", limit, " bytes");
  }
  if (args.dst == nullptr && args.transfer_size != 0) {
    return InvalidArgument("dst must not be null");
  }
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
  args.event = ToHandle(made->CopyRawToHost(args.dst, args.offset, args.transfer_size));
  return absl::OkStatus();
}

// Whether a plain copy of the bytes gives the host its array.
bool HasHostLayout(const xla::PjRtBuffer& buffer, const xla::Layout& host_layout) {
  return !buffer.has_dynamic_dimensions() &&
         !xla::primitive_util::IsSubByteNonPredType(buffer.element_type()) &&
         buffer.on_device_shape().layout().minor_to_major() == host_layout.minor_to_major();
}

absl::Status TooSmall(size_t room, size_t bytes) {
  return InvalidArgument("dst_size is ", room, " but the array has ", bytes, " bytes");
}

// Copies in the calling thread when the data is there already: XLA's own route goes through its
// thread pool, which costs a hundred times as much for a small array.
absl::Status Buffer_ToHostBuffer(PJRT_Buffer_ToHostBuffer_Args& args) {
  TF_ASSIGN_OR_RETURN(Buffer * self, GetLive(args.src, "src"));
  if (self->IsSmall() && args.host_layout == nullptr) {
    const size_t bytes = self->type->bytes;
    if (args.dst == nullptr) {
      args.dst_size = bytes;
      return absl::OkStatus();
    }
    if (args.dst_size < bytes) return TooSmall(args.dst_size, bytes);
    std::memcpy(args.dst, self->elements(), bytes);
    args.event = ReadyEvent();
    return absl::OkStatus();
  }
  TF_ASSIGN_OR_RETURN(xla::PjRtBuffer * made, self->ToXla());
  xla::PjRtBuffer& buffer = *made;
  if (!buffer.on_device_shape().IsArray()) return InvalidArgument("a token has no data");
  xla::Shape host_shape = buffer.on_device_shape();
  if (buffer.has_dynamic_dimensions()) {
    TF_ASSIGN_OR_RETURN(host_shape, buffer.logical_on_device_shape());
    host_shape.clear_dynamic_dimensions();
  }
  TF_ASSIGN_OR_RETURN(std::optional<xla::Layout> chosen, ToLayout(args.host_layout, host_shape));
  if (chosen.has_value()) *host_shape.mutable_layout() = *std::move(chosen);
  // On the host an element narrower than a byte takes a whole one.
  host_shape.mutable_layout()->set_element_size_in_bits(0);
  const auto size = static_cast<size_t>(xla::ShapeUtil::ByteSizeOf(host_shape));
  if (args.dst == nullptr) {
    args.dst_size = size;
    return absl::OkStatus();
  }
  if (args.dst_size < size) return TooSmall(args.dst_size, size);
  if (HasHostLayout(buffer, host_shape.layout())) {
    xla::Future<> ready = buffer.GetReadyFuture();
    if (ready.IsReady()) {
      TF_RETURN_IF_ERROR(ready.Await());
      TF_ASSIGN_OR_RETURN(std::unique_ptr<xla::PjRtBuffer::ExternalReference> reference,
                          buffer.AcquireExternalReference());
      std::memcpy(args.dst, reference->OpaqueDeviceMemoryDataPointer(), size);
      args.event = ReadyEvent();
      return absl::OkStatus();
    }
  }
  auto literal =
      std::make_shared<xla::MutableBorrowingLiteral>(static_cast<char*>(args.dst), host_shape);
  const xla::Layout& device_layout = buffer.on_device_shape().layout();
  if (device_layout.minor_to_major() == host_shape.layout().minor_to_major()) {
    xla::Future<> done = buffer.ToLiteral(literal.get());
    done.OnReady([literal](const absl::Status&) {});
    args.event = ToHandle(std::move(done));
    return absl::OkStatus();
  }
  // XLA fills a literal in the device's order whatever its layout says, so one of that order stands
  // between.
  auto staged = std::make_shared<xla::Literal>(xla::ShapeUtil::MakeShapeWithDenseLayout(
      host_shape.element_type(), host_shape.dimensions(), device_layout.minor_to_major()));
  auto [promise, future] = xla::MakePromise<void>();
  buffer.ToLiteral(staged.get())
      .OnReady([literal, staged, promise = std::make_shared<xla::Promise<>>(std::move(promise))](
                   const absl::Status& status) {
        promise->Set(status.ok() ? literal->CopyFrom(*staged) : status);
      });
  args.event = ToHandle(std::move(future));
  return absl::OkStatus();
}

}  // namespace
}  // namespace xla_cpu_plugin
