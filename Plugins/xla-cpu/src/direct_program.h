// A launch of the plugin's own for short programs on small arrays.
//
// XLA's launch makes about fifteen objects for each argument and result, whatever their size, which
// for a program with a hundred of them takes twenty times as long as the computation. This one
// hands the compiled thunks a table of addresses and lets them run in the caller's thread. It
// follows CpuPjRtRawLoadedExecutable::Execute in xla/pjrt/cpu/cpu_client.cc, for programs that need
// nothing beyond memory: without collectives, host callbacks and feeds, and with small results. A
// donated argument is copied to its result, since it is small too. When an argument is not there
// yet, or is not as expected, XLA's launch takes over.
#pragma once

namespace xla_cpu_plugin {
namespace {

class DirectProgram {
 public:
  // Null if the program is not of the kind above.
  static std::unique_ptr<DirectProgram> Make(Client* client,
                                             const xla::PjRtLoadedExecutable& executable) {
    auto* cpu_client = dynamic_cast<xla::PjRtCpuClient*>(client->client.get());
    auto* loaded = dynamic_cast<const xla::PjRtCpuLoadedExecutable*>(&executable);
    if (cpu_client == nullptr || loaded == nullptr || loaded->addressable_devices().size() != 1 ||
        loaded->num_replicas() != 1 || loaded->num_partitions() != 1 ||
        loaded->GetExecutable()->compile_options().parameter_is_tupled_arguments) {
      return nullptr;
    }
    auto compiled = std::dynamic_pointer_cast<xla::cpu::CpuExecutable>(
        loaded->GetExecutable()->cpu_executable());
    if (compiled == nullptr || !compiled->has_thunks() || compiled->has_ynn_fusions() ||
        !NeedsOnlyMemory(compiled->thunks().thunk_sequence())) {
      return nullptr;
    }
    auto memory_space = loaded->addressable_devices()[0]->default_memory_space();
    if (!memory_space.ok()) return nullptr;
    auto program = std::unique_ptr<DirectProgram>(
        new DirectProgram(client, cpu_client, std::move(compiled), *memory_space));
    if (!program->Plan(executable.addressable_devices()[0]->id())) return nullptr;
    return program;
  }

  // Runs the program and stores its results. False, with nothing done, if XLA's launch must take
  // over.
  absl::StatusOr<bool> Run(PJRT_Buffer* const* arguments, size_t count, PJRT_Buffer** outputs,
                           absl::Span<const int64_t> not_donated) {
    if (count != parameters_.size()) return false;
    tsl::profiler::TraceMe trace("PjRtCpuLoadedExecutable::ExecuteSharded");
    Addresses addresses(addresses_);
    Holds holds;
    for (size_t i = 0; i < count; ++i) {
      const auto* argument = reinterpret_cast<const Buffer*>(arguments[i]);
      if (ABSL_PREDICT_FALSE(argument == nullptr || argument->tag != Kind::kBuffer)) return false;
      const Parameter& parameter = parameters_[i];
      void* elements = nullptr;
      if (ABSL_PREDICT_TRUE(argument->type == parameter.type && argument->type != nullptr &&
                            argument->IsSmall())) {
        if (argument->deleted.load(std::memory_order_relaxed)) return false;
        elements = argument->elements();
      } else {
        elements = Hold(*argument, parameter.bytes, holds);
        if (elements == nullptr) return false;
      }
      if (parameter.allocation >= 0) {
        addresses[parameter.allocation] = xla::se::DeviceAddressBase(elements, parameter.bytes);
      }
    }
    Results results(*this, outputs);
    TF_RETURN_IF_ERROR(results.Allocate(addresses));
    Temporaries temporaries(temporary_bytes_);
    TF_RETURN_IF_ERROR(temporaries.Allocate());
    for (const Temporary& temporary : temporaries_) {
      addresses[temporary.allocation] =
          xla::se::DeviceAddressBase(temporaries.at(temporary.offset), temporary.bytes);
    }
    if (!donations_.empty()) {
      if (!Donate(arguments, not_donated)) return false;
      for (const Donation& donation : donations_) {
        std::memcpy(reinterpret_cast<Buffer*>(outputs[donation.result])->elements(),
                    reinterpret_cast<const Buffer*>(arguments[donation.parameter])->elements(),
                    parameters_[donation.parameter].bytes);
      }
    }
    TF_RETURN_IF_ERROR(RunThunks(std::move(addresses)));
    results.Keep();
    return true;
  }

 private:
  using Addresses = xla::cpu::BufferAllocations::Buffers;
  using Holds = absl::InlinedVector<xla::CommonPjRtBuffer::ScopedHold, 4>;

  struct Parameter {
    // -1 for a parameter that the program does not use.
    int64_t allocation = -1;
    size_t bytes = 0;
    // Null if the parameter is too large for a small array.
    const ArrayType* type = nullptr;
  };
  struct Result {
    int64_t allocation;
    const ArrayType* type;
  };
  // A result that begins as a copy of an argument, which is deleted unless the caller wants to keep
  // it.
  struct Donation {
    int64_t parameter;
    int64_t result;
  };
  struct Temporary {
    int64_t allocation;
    size_t bytes;
    size_t offset;
  };

  // The results of one run, freed again unless they are kept.
  class Results {
   public:
    Results(const DirectProgram& program, PJRT_Buffer** outputs)
        : program_(program), outputs_(outputs) {}
    ~Results() {
      if (kept_) return;
      for (size_t i = 0; i < count_; ++i) {
        reinterpret_cast<Buffer*>(std::exchange(outputs_[i], nullptr))->Destroy();
      }
    }
    absl::Status Allocate(Addresses& addresses) {
      MemoryPool& pool = MemoryPool::Shared();
      for (const Result& result : program_.results_) {
        Buffer* buffer = Buffer::MakeSmall(program_.client_, result.type);
        if (ABSL_PREDICT_FALSE(buffer == nullptr)) break;
        outputs_[count_++] = reinterpret_cast<PJRT_Buffer*>(buffer);
        addresses[result.allocation] =
            xla::se::DeviceAddressBase(buffer->elements(), result.type->bytes);
      }
      ClientReference::Retain(program_.client_, static_cast<int64_t>(count_));
      pool.Count(static_cast<int64_t>(count_), program_.BytesOfResults(count_),
                 program_.largest_result_);
      if (ABSL_PREDICT_TRUE(count_ == program_.results_.size())) return absl::OkStatus();
      return pool.OutOfMemory(program_.result_bytes_);
    }
    void Keep() { kept_ = true; }

   private:
    const DirectProgram& program_;
    PJRT_Buffer** const outputs_;
    size_t count_ = 0;
    bool kept_ = false;
  };

  // One block for all temporary memory of a run.
  class Temporaries {
   public:
    explicit Temporaries(size_t bytes) : bytes_(bytes) {}
    ~Temporaries() {
      if (block_ != nullptr) MemoryPool::Shared().ReturnBlock(block_, bytes_);
    }
    absl::Status Allocate() {
      if (bytes_ == 0) return absl::OkStatus();
      MemoryPool& pool = MemoryPool::Shared();
      block_ = static_cast<char*>(pool.TakeBlock(bytes_));
      if (block_ == nullptr) return pool.OutOfMemory(bytes_);
      pool.Count(1, MemoryPool::BlockSize(bytes_), MemoryPool::BlockSize(bytes_));
      return absl::OkStatus();
    }
    void* at(size_t offset) const { return block_ + offset; }

   private:
    const size_t bytes_;
    char* block_ = nullptr;
  };

  // The bytes that the blocks of the first `count` results take.
  size_t BytesOfResults(size_t count) const {
    if (ABSL_PREDICT_TRUE(count == results_.size())) return result_bytes_;
    size_t bytes = 0;
    for (size_t i = 0; i < count; ++i) bytes += Buffer::BlockSize(results_[i].type);
    return bytes;
  }

  DirectProgram(Client* client, xla::PjRtCpuClient* cpu_client,
                std::shared_ptr<xla::cpu::CpuExecutable> compiled,
                xla::PjRtMemorySpace* memory_space)
      : client_(client),
        compiled_(std::move(compiled)),
        memory_space_(memory_space),
        thread_pool_(cpu_client->eigen_intraop_device()),
        task_runner_(thread_pool_->getPool()) {}

  static bool NeedsOnlyMemory(const xla::cpu::ThunkSequence& thunks) {
    bool result = true;
    thunks.ForEach([&](const xla::cpu::Thunk& thunk) {
      using Kind = xla::cpu::Thunk::Kind;
      switch (thunk.kind()) {
        case Kind::kCall:
        case Kind::kConditional:
        case Kind::kConvolution:
        case Kind::kCopy:
        case Kind::kDot:
        case Kind::kFft:
        case Kind::kKernel:
        case Kind::kSort:
        case Kind::kTopK:
        case Kind::kWhile:
          break;
        default:
          result = false;
      }
    });
    return result;
  }

  // What each entry of the table of addresses is; false if some is nothing that this launch knows.
  bool Plan(int64_t device) {
    device_ = device;
    const xla::HloModule& module = compiled_->module();
    bool has_nested = false;
    module.input_output_alias_config().ForEachAlias(
        [&](const xla::ShapeIndex& result, const xla::HloInputOutputAliasConfig::Alias& alias) {
          has_nested = has_nested || result.size() > 1 || !alias.parameter_index.empty();
          donations_.push_back({alias.parameter_number, result.empty() ? 0 : result[0]});
        });
    if (has_nested) return false;
    const auto& assignment = compiled_->buffer_assignment();
    addresses_.resize(assignment.Allocations().size());
    std::vector<bool> is_result(addresses_.size());
    if (!PlanResults(is_result)) return false;
    const xla::ComputationLayout& layout = module.entry_computation_layout();
    parameters_.resize(layout.parameter_count());
    for (int i = 0; i < layout.parameter_count(); ++i) {
      const xla::Shape& shape = layout.parameter_shape(i);
      if (!shape.IsArray() || !shape.is_static()) return false;
      parameters_[i].bytes = static_cast<size_t>(xla::ShapeUtil::ByteSizeOf(shape));
      parameters_[i].type = client_->TypeOf(shape, memory_space_);
    }
    for (const xla::BufferAllocation& allocation : assignment.Allocations()) {
      const auto index = static_cast<size_t>(allocation.index());
      const auto bytes = static_cast<size_t>(allocation.size());
      if (allocation.is_entry_computation_parameter()) {
        Parameter& parameter = parameters_[allocation.parameter_number()];
        if (!allocation.param_shape_index().empty() || parameter.bytes != bytes ||
            is_result[index] != IsDonation(allocation)) {
          return false;
        }
        // The memory of a donation is its result's.
        if (!is_result[index]) parameter.allocation = allocation.index();
      } else if (allocation.is_constant()) {
        if (is_result[index]) return false;
        if (index < compiled_->constants().size()) {
          addresses_[index] = compiled_->constants()[index].AsDeviceAddress();
        }
      } else if (!is_result[index] && !allocation.is_thread_local()) {
        temporaries_.push_back({allocation.index(), bytes, temporary_bytes_});
        temporary_bytes_ += (bytes + 63) / 64 * 64;
      }
    }
    return true;
  }

  // Whether the allocation is shared by a parameter and the very result that the parameter is
  // donated to.
  bool IsDonation(const xla::BufferAllocation& allocation) const {
    return absl::c_any_of(donations_, [&](const Donation& donation) {
      return donation.parameter == allocation.parameter_number() &&
             results_[donation.result].allocation == allocation.index() &&
             results_[donation.result].type == parameters_[donation.parameter].type;
    });
  }

  bool PlanResults(std::vector<bool>& is_result) {
    const xla::HloInstruction* root = compiled_->module().entry_computation()->root_instruction();
    const xla::Shape& shape = compiled_->result_shape();
    const int64_t count = shape.IsTuple() ? shape.tuple_shapes().size() : 1;
    for (int64_t i = 0; i < count; ++i) {
      const xla::Shape& part = shape.IsTuple() ? shape.tuple_shapes(i) : shape;
      const xla::ShapeIndex place = shape.IsTuple() ? xla::ShapeIndex{i} : xla::ShapeIndex{};
      const ArrayType* type = client_->TypeOf(part, memory_space_);
      auto slice = compiled_->buffer_assignment().GetUniqueSlice(root, place);
      if (type == nullptr || !slice.ok() || slice->offset() != 0 ||
          slice->size() != static_cast<int64_t>(type->bytes) ||
          slice->allocation()->size() != slice->size() || is_result[slice->index()]) {
        return false;
      }
      is_result[slice->index()] = true;
      results_.push_back({slice->index(), type});
      const size_t block = Buffer::BlockSize(type);
      result_bytes_ += block;
      largest_result_ = std::max(largest_result_, block);
    }
    return true;
  }

  // Deletes the donated arguments. False, with none deleted, if one is not a small array, or was
  // deleted meanwhile, or is an argument twice.
  bool Donate(PJRT_Buffer* const* arguments, absl::Span<const int64_t> not_donated) const {
    absl::InlinedVector<Buffer*, 16> taken;
    bool right = true;
    absl::MutexLock lock(&client_->mutex);
    for (const Donation& donation : donations_) {
      auto* donor = reinterpret_cast<Buffer*>(arguments[donation.parameter]);
      right = right && donor->IsSmall() && !donor->deleted.load(std::memory_order_relaxed);
      if (!right) break;
      if (absl::c_linear_search(not_donated, donation.parameter)) continue;
      donor->deleted.store(true, std::memory_order_relaxed);
      taken.push_back(donor);
    }
    size_t deleted = 0;
    for (size_t i = 0; i < parameters_.size() && right && !taken.empty(); ++i) {
      const auto* argument = reinterpret_cast<const Buffer*>(arguments[i]);
      deleted += argument->deleted.load(std::memory_order_relaxed) ? 1 : 0;
    }
    if (right && deleted == taken.size()) return true;
    for (Buffer* donor : taken) donor->deleted.store(false, std::memory_order_relaxed);
    return false;
  }

  // The elements of an argument that is XLA's, which `holds` protects from being deleted or donated
  // meanwhile. Null if they are not there, or not what the program expects.
  void* Hold(const Buffer& argument, size_t bytes, Holds& holds) const {
    xla::PjRtBuffer* made = argument.xla_buffer.load(std::memory_order_acquire);
    if (made == nullptr || made->memory_space() != memory_space_) return nullptr;
    // Every buffer of XLA's CPU client is one of these.
    auto* buffer = static_cast<xla::CommonPjRtBuffer*>(made);
    holds.push_back(buffer->GetBufferWithHold(xla::CommonPjRtBuffer::ScopedHold::kUsage));
    if (!holds.back().ok()) return nullptr;
    auto* tracked = static_cast<xla::TrackedCpuDeviceBuffer*>(holds.back().buffer());
    if (!tracked->definition_event().IsConcrete() || !tracked->raw_buffer()) return nullptr;
    const auto& memory = tracked->buffer();
    if (!memory.IsConcrete() || memory->size_bytes() != bytes) return nullptr;
    return memory->untyped_data();
  }

  absl::Status RunThunks(Addresses addresses) {
    tsl::port::ScopedFlushDenormal flush;
    tsl::port::ScopedSetRound round(FE_TONEAREST);
    xla::cpu::BufferAllocations allocations(std::move(addresses));
    xla::cpu::Thunk::ExecuteParams parameters = {
        compiled_->function_library(), &allocations, /*xfeed=*/nullptr, thread_pool_, &task_runner_,
    };
    parameters.device_ordinal = device_;
    auto done = compiled_->thunks().Execute(parameters);
    if (ABSL_PREDICT_FALSE(!done.IsAvailable())) tsl::BlockUntilReady(done.GetAsyncValue());
    if (ABSL_PREDICT_FALSE(done.IsError())) return done.GetError();
    return absl::OkStatus();
  }

  // The executable that owns this object keeps its client alive.
  Client* const client_;
  const std::shared_ptr<xla::cpu::CpuExecutable> compiled_;
  xla::PjRtMemorySpace* const memory_space_;
  const Eigen::ThreadPoolDevice* const thread_pool_;
  xla::cpu::ThreadPoolTaskRunner task_runner_;
  int64_t device_ = -1;
  // The table of addresses, the constants filled in.
  Addresses addresses_;
  std::vector<Parameter> parameters_;
  std::vector<Result> results_;
  std::vector<Donation> donations_;
  size_t result_bytes_ = 0;
  size_t largest_result_ = 0;
  std::vector<Temporary> temporaries_;
  size_t temporary_bytes_ = 0;
};

}  // namespace
}  // namespace xla_cpu_plugin
