// The objects behind the opaque handles of the C API. Each begins with a tag: a null handle, a
// handle of the wrong kind, or (as far as the memory still tells) one that was destroyed gives an
// error instead of a crash.
//
// A client is reference counted. Buffers and executables hold one reference each, so the caller may
// destroy the client first: XLA's own client lives until the last of them is gone.
#pragma once

namespace xla_cpu_plugin {
namespace {

enum class Kind : uint32_t {
  kDestroyed = 0xdeadbeef,
  kClient = 0x6a610001,
  kDevice,
  kDeviceDescription,
  kMemory,
  kTopology,
  kExecutable,
  kLoadedExecutable,
  kBuffer,
  kEvent,
  kExecuteContext,
  kLayout,
  kProfiler,
};

template <Kind kind>
struct Tagged {
  static constexpr Kind kKind = kind;
  volatile Kind tag = kind;
  Tagged() = default;
  Tagged(const Tagged&) = delete;
  Tagged& operator=(const Tagged&) = delete;
  ~Tagged() { tag = Kind::kDestroyed; }
};

// The object behind `handle`; `name` is the argument's name in messages.
template <typename Object, typename Handle>
absl::StatusOr<Object*> Get(const Handle* handle, const char* name) {
  if (ABSL_PREDICT_FALSE(handle == nullptr)) return InvalidArgument(name, " must not be null");
  auto* object = reinterpret_cast<Object*>(const_cast<Handle*>(handle));
  if (ABSL_PREDICT_FALSE(object->tag != Object::kKind)) {
    return InvalidArgument(name, " is not a handle of this kind, or was destroyed before");
  }
  return object;
}

// Deletes the object behind a handle; null is allowed, as the C API says for its Destroy functions.
template <typename Object, typename Handle>
absl::Status Destroy(Handle* handle, const char* name) {
  if (handle == nullptr) return absl::OkStatus();
  TF_ASSIGN_OR_RETURN(Object * object, Get<Object>(handle, name));
  delete object;
  return absl::OkStatus();
}

struct Client;

struct DeviceDescription : Tagged<Kind::kDeviceDescription> {
  const xla::PjRtDeviceDescription* description = nullptr;
  std::vector<PJRT_NamedValue> attributes;
};

struct Memory : Tagged<Kind::kMemory> {
  xla::PjRtMemorySpace* memory_space = nullptr;
  Client* client = nullptr;
  std::vector<PJRT_Device*> devices;
};

struct Device : Tagged<Kind::kDevice> {
  xla::PjRtDevice* device = nullptr;
  Client* client = nullptr;
  DeviceDescription description;
  std::vector<PJRT_Memory*> memories;
};

struct Topology : Tagged<Kind::kTopology> {
  // Null when the topology belongs to a client; such a topology is not freed through the C API.
  std::unique_ptr<xla::PjRtTopologyDescription> owned;
  const xla::PjRtTopologyDescription* topology = nullptr;
  std::vector<std::unique_ptr<const xla::PjRtDeviceDescription>> xla_descriptions;
  std::vector<std::unique_ptr<DeviceDescription>> descriptions;
  std::vector<PJRT_DeviceDescription*> description_handles;
  std::vector<PJRT_NamedValue> attributes;
};

struct Client : Tagged<Kind::kClient> {
  std::unique_ptr<xla::PjRtClient> client;
  std::vector<std::unique_ptr<Device>> devices;
  std::vector<PJRT_Device*> device_handles;
  std::vector<PJRT_Device*> addressable_device_handles;
  std::vector<std::unique_ptr<Memory>> memories;
  std::vector<PJRT_Memory*> memory_handles;
  absl::flat_hash_map<const xla::PjRtDevice*, Device*> device_of;
  absl::flat_hash_map<const xla::PjRtMemorySpace*, Memory*> memory_of;
  Topology topology;
  // Guards what buffers make lazily (see Buffer::extras).
  absl::Mutex mutex;
  std::atomic<bool> destroyed{false};
  std::atomic<int64_t> references{1};
};

// One counted reference to a client.
class ClientReference {
 public:
  explicit ClientReference(Client* client) : client_(client) {
    client_->references.fetch_add(1, std::memory_order_relaxed);
  }
  ClientReference(const ClientReference& other) : ClientReference(other.client_) {}
  ClientReference& operator=(const ClientReference&) = delete;
  ~ClientReference() { Release(client_); }

  Client* operator->() const { return client_; }
  Client* get() const { return client_; }

  static void Release(Client* client) {
    if (client->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete client;
  }

 private:
  Client* client_;
};

struct LayoutHandle : Tagged<Kind::kLayout> {
  std::shared_ptr<const xla::PjRtLayout> layout;
  // A layout that an executable lists is freed with the executable.
  bool owned_by_executable = false;
};

// A compiled program; facts about it are computed when first asked for, under `mutex`.
struct Executable : Tagged<Kind::kExecutable> {
  Executable(ClientReference client, std::shared_ptr<xla::PjRtExecutable> executable)
      : client(std::move(client)), executable(std::move(executable)) {}

  ClientReference client;
  std::shared_ptr<xla::PjRtExecutable> executable;

  absl::Mutex mutex;
  bool has_outputs = false;
  std::vector<PJRT_Buffer_Type> output_types;
  std::vector<int64_t> output_dimensions;
  std::vector<size_t> output_ranks;
  std::vector<const char*> output_memory_kinds;
  std::vector<size_t> output_memory_kind_sizes;
  std::vector<std::unique_ptr<LayoutHandle>> output_layouts;
  std::vector<PJRT_Layouts_MemoryLayout*> output_layout_handles;
  std::string fingerprint;
  absl::flat_hash_map<std::string, xla::PjRtValueType> cost;
  std::vector<PJRT_NamedValue> cost_values;
};

struct LoadedExecutable : Tagged<Kind::kLoadedExecutable> {
  LoadedExecutable(ClientReference client, std::shared_ptr<xla::PjRtLoadedExecutable> executable)
      : client(std::move(client)), executable(std::move(executable)) {}

  ClientReference client;
  std::shared_ptr<xla::PjRtLoadedExecutable> executable;
  std::vector<PJRT_Device*> devices;
  // Whether a launch computes on the caller's thread; see RunsInline.
  bool runs_inline = false;
  std::atomic<bool> deleted{false};
  absl::Mutex mutex;
  std::string fingerprint;
};

// What few buffers need: made on demand, so that the common buffer stays small.
struct BufferExtras {
  std::vector<int64_t> unpadded_dimensions;
  std::vector<size_t> dynamic_dimensions;
  std::vector<std::unique_ptr<xla::PjRtBuffer::ExternalReference>> references;
};

struct Buffer : Tagged<Kind::kBuffer> {
  Buffer(const ClientReference& client, std::unique_ptr<xla::PjRtBuffer> buffer)
      : client(client), buffer(std::move(buffer)) {}

  BufferExtras& MakeExtras() {
    if (extras == nullptr) extras = std::make_unique<BufferExtras>();
    return *extras;
  }

  // Declared before `buffer`: the XLA buffer must be gone before the client can be.
  ClientReference client;
  std::unique_ptr<xla::PjRtBuffer> buffer;
  std::unique_ptr<BufferExtras> extras;
};

PJRT_Buffer* ToHandle(const ClientReference& client, std::unique_ptr<xla::PjRtBuffer> buffer) {
  return reinterpret_cast<PJRT_Buffer*>(new Buffer(client, std::move(buffer)));
}

struct ExecuteContext : Tagged<Kind::kExecuteContext> {
  xla::ExecuteContext context;
};

}  // namespace
}  // namespace xla_cpu_plugin
