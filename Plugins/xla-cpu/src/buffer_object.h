// The object behind a buffer's handle, which holds an array in one of two ways.
//
// XLA's own buffers cost a dozen allocations each, and as many locks. So a small array that is
// complete when it is made (the result of a program that ran in the caller's thread, a copy from
// the host) lies in one block of the plugin's: the object, then the elements. When something needs
// XLA's buffer, one is made as a copy, and from then on that one is the array: it may be donated,
// deleted, or written through a pointer. The block keeps its elements until the handle is
// destroyed, because a program on another thread may be reading them.
#pragma once

namespace xla_cpu_plugin {
namespace {

struct Buffer : Tagged<Kind::kBuffer> {
  // Beyond this size, making a copy for XLA costs more than its buffer.
  static constexpr size_t kLargestSmall = size_t{16} << 10;

  // A small array with elements to be filled in; null when memory is out. The caller has counted
  // the reference to the client, and counts the memory.
  static Buffer* MakeSmall(Client* client, const ArrayType* type) {
    void* block = MemoryPool::Shared().TakeBlock(BlockBytes(type));
    if (ABSL_PREDICT_FALSE(block == nullptr)) return nullptr;
    return new (block) Buffer(ClientReference(client, ClientReference::Counted()), type);
  }

  static Buffer* Make(const ClientReference& client, std::unique_ptr<xla::PjRtBuffer> buffer) {
    auto* self = new Buffer(ClientReference(client), /*type=*/nullptr);
    self->xla_buffer.store(buffer.release(), std::memory_order_relaxed);
    return self;
  }

  // The bytes that a small array takes of the pool.
  static size_t BlockSize(const ArrayType* type) { return MemoryPool::BlockSize(BlockBytes(type)); }

  void Destroy() {
    const ArrayType* small = type;
    if (small == nullptr) {
      delete this;
      return;
    }
    // The type is gone when the client is.
    const size_t bytes = BlockBytes(small);
    this->~Buffer();
    MemoryPool::Shared().ReturnBlock(this, bytes);
  }

  // Whether the elements are those in the block.
  bool IsSmall() const {
    return type != nullptr && xla_buffer.load(std::memory_order_acquire) == nullptr;
  }
  void* elements() const {
    return const_cast<char*>(reinterpret_cast<const char*>(this)) + kHeader;
  }

  // XLA's buffer, made now if there is none.
  absl::StatusOr<xla::PjRtBuffer*> ToXla() {
    xla::PjRtBuffer* known = xla_buffer.load(std::memory_order_acquire);
    if (ABSL_PREDICT_TRUE(known != nullptr)) return known;
    absl::MutexLock lock(&client->mutex);
    known = xla_buffer.load(std::memory_order_relaxed);
    if (known != nullptr) return known;
    if (deleted.load(std::memory_order_relaxed)) {
      return InvalidArgument("the buffer was deleted or donated");
    }
    TF_ASSIGN_OR_RETURN(
        std::unique_ptr<xla::PjRtBuffer> made,
        client->client->BufferFromHostBuffer(
            elements(), type->shape.element_type(), type->shape.dimensions(),
            /*byte_strides=*/std::nullopt,
            xla::PjRtClient::HostBufferSemantics::kImmutableOnlyDuringCall,
            /*on_done_with_host_buffer=*/nullptr, type->memory_space, /*device_layout=*/nullptr));
    xla_buffer.store(made.get(), std::memory_order_release);
    return made.release();
  }

  const xla::Shape& shape() const {
    return type != nullptr ? type->shape : large().on_device_shape();
  }

  // XLA's buffer of an array that was never small.
  xla::PjRtBuffer& large() const { return *xla_buffer.load(std::memory_order_relaxed); }

  absl::Span<const int64_t> dimensions() const {
    return type != nullptr ? type->shape.dimensions() : large().dimensions();
  }
  bool HasDynamicDimensions() const { return type == nullptr && large().has_dynamic_dimensions(); }
  absl::StatusOr<size_t> SizeInBytes() const {
    if (type != nullptr) return type->bytes;
    return large().GetOnDeviceSizeInBytes();
  }
  PJRT_Device* device() const {
    if (type != nullptr) return type->device;
    return reinterpret_cast<PJRT_Device*>(client->device_of.at(large().device()));
  }
  PJRT_Memory* memory() const {
    if (type != nullptr) return type->memory;
    return reinterpret_cast<PJRT_Memory*>(client->memory_of.at(large().memory_space()));
  }

  bool IsDeleted() const {
    if (deleted.load(std::memory_order_relaxed)) return true;
    const xla::PjRtBuffer* made = xla_buffer.load(std::memory_order_acquire);
    return made != nullptr && made->IsDeleted();
  }

  void Delete() {
    xla::PjRtBuffer* made;
    {
      absl::MutexLock lock(&client->mutex);
      deleted.store(true, std::memory_order_relaxed);
      made = xla_buffer.load(std::memory_order_relaxed);
    }
    if (made != nullptr) made->Delete();
  }

  // The caller holds the client's mutex.
  BufferExtras& MakeExtras() {
    if (extras == nullptr) extras = std::make_unique<BufferExtras>();
    return *extras;
  }

  std::atomic<bool> deleted{false};
  ClientReference client;
  // Of a small array, or null.
  const ArrayType* const type;
  // Null as long as a small array is only in its block; set once.
  std::atomic<xla::PjRtBuffer*> xla_buffer{nullptr};
  std::unique_ptr<BufferExtras> extras;

 private:
  static constexpr size_t kHeader = 64;

  static size_t BlockBytes(const ArrayType* type) { return kHeader + type->bytes; }

  Buffer(ClientReference&& client, const ArrayType* type) : client(std::move(client)), type(type) {}
  // What belongs to XLA must be gone before the client can be.
  ~Buffer() {
    extras.reset();
    delete xla_buffer.load(std::memory_order_acquire);
  }
};
static_assert(sizeof(Buffer) <= 64, "the elements must begin on the next boundary of 64 bytes");

PJRT_Buffer* ToHandle(const ClientReference& client, std::unique_ptr<xla::PjRtBuffer> buffer) {
  return reinterpret_cast<PJRT_Buffer*>(Buffer::Make(client, std::move(buffer)));
}

const ArrayType* Client::TypeOf(const xla::Shape& shape, xla::PjRtMemorySpace* memory_space) {
  if (!shape.IsArray() || !shape.is_static()) return nullptr;
  if (xla::primitive_util::IsSubByteNonPredType(shape.element_type())) return nullptr;
  if (shape.has_layout() && (!xla::LayoutUtil::IsMonotonicWithDim0Major(shape.layout()) ||
                             !shape.layout().tiles().empty() ||
                             shape.layout().memory_space() != xla::Layout::kDefaultMemorySpace)) {
    return nullptr;
  }
  const auto bytes = static_cast<size_t>(xla::ShapeUtil::ByteSizeOf(shape));
  if (bytes > Buffer::kLargestSmall || memory_space->devices().size() != 1) return nullptr;
  absl::Span<const int64_t> dims = shape.dimensions();
  absl::MutexLock lock(&types_mutex);
  std::unique_ptr<ArrayType>& type =
      types[TypeKey{shape.element_type(), memory_space, {dims.begin(), dims.end()}}];
  if (type == nullptr) {
    auto device = device_of.find(memory_space->devices().front());
    auto memory = memory_of.find(memory_space);
    if (device == device_of.end() || memory == memory_of.end()) return nullptr;
    type = std::make_unique<ArrayType>(
        ArrayType{xla::ShapeUtil::MakeShapeWithDescendingLayout(shape.element_type(), dims), bytes,
                  memory_space, reinterpret_cast<PJRT_Device*>(device->second),
                  reinterpret_cast<PJRT_Memory*>(memory->second)});
  }
  return type.get();
}

}  // namespace
}  // namespace xla_cpu_plugin
