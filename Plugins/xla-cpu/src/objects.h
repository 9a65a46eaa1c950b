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

// The type and place of small arrays (see Buffer), one object for all that are alike: two are equal
// if they are the same object. It lives as long as its client.
struct ArrayType {
  xla::Shape shape;
  size_t bytes;
  xla::PjRtMemorySpace* memory_space;
  PJRT_Device* device;
  PJRT_Memory* memory;
};

struct Client : Tagged<Kind::kClient> {
  // The type of small arrays of `shape` in `memory_space`, or null if such arrays are not kept by
  // the plugin.
  const ArrayType* TypeOf(const xla::Shape& shape, xla::PjRtMemorySpace* memory_space);
  // The same, or null if there was none like it yet.
  const ArrayType* KnownType(xla::PrimitiveType type, absl::Span<const int64_t> dims,
                             const xla::PjRtMemorySpace* memory_space) {
    absl::MutexLock lock(&types_mutex);
    auto known = types.find(TypeKey{type, memory_space, {dims.begin(), dims.end()}});
    return known == types.end() ? nullptr : known->second.get();
  }

  // Null for XLA's own; outlives `client`, which uses it.
  std::unique_ptr<tsl::thread::ThreadPool> operation_threads;
  std::unique_ptr<xla::PjRtClient> client;
  std::vector<std::unique_ptr<Device>> devices;
  std::vector<PJRT_Device*> device_handles;
  std::vector<PJRT_Device*> addressable_device_handles;
  std::vector<std::unique_ptr<Memory>> memories;
  std::vector<PJRT_Memory*> memory_handles;
  absl::flat_hash_map<const xla::PjRtDevice*, Device*> device_of;
  absl::flat_hash_map<const xla::PjRtMemorySpace*, Memory*> memory_of;
  Topology topology;
  // Guards what buffers make lazily (see Buffer).
  absl::Mutex mutex;
  absl::Mutex types_mutex;
  using TypeKey =
      std::tuple<xla::PrimitiveType, const xla::PjRtMemorySpace*, absl::InlinedVector<int64_t, 6>>;
  absl::flat_hash_map<TypeKey, std::unique_ptr<ArrayType>> types;
  std::atomic<bool> destroyed{false};
  std::atomic<int64_t> references{1};
};

// One counted reference to a client.
class ClientReference {
 public:
  struct Counted {};

  explicit ClientReference(Client* client) : client_(client) { Retain(client, 1); }
  // Takes over one that was counted before.
  ClientReference(Client* client, Counted) : client_(client) {}
  ClientReference(const ClientReference& other) : ClientReference(other.client_) {}
  ClientReference(ClientReference&& other) : client_(std::exchange(other.client_, nullptr)) {}
  ClientReference& operator=(const ClientReference&) = delete;
  ~ClientReference() {
    if (client_ != nullptr) Release(client_);
  }

  Client* operator->() const { return client_; }
  Client* get() const { return client_; }

  static void Retain(Client* client, int64_t count) {
    client->references.fetch_add(count, std::memory_order_relaxed);
  }
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

class DirectProgram;

struct LoadedExecutable : Tagged<Kind::kLoadedExecutable> {
  LoadedExecutable(ClientReference client, std::shared_ptr<xla::PjRtLoadedExecutable> executable)
      : client(std::move(client)), executable(std::move(executable)) {}

  ClientReference client;
  std::shared_ptr<xla::PjRtLoadedExecutable> executable;
  std::vector<PJRT_Device*> devices;
  // Whether a launch computes on the caller's thread; see RunsInline.
  bool runs_inline = false;
  // Null unless the plugin itself can run the program.
  std::unique_ptr<DirectProgram> direct;
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

struct Buffer;

struct ExecuteContext : Tagged<Kind::kExecuteContext> {
  xla::ExecuteContext context;
};

}  // namespace
}  // namespace xla_cpu_plugin
