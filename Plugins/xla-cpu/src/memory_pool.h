// The memory behind device buffers and temporaries. Freed blocks are kept by size and reused, where
// XLA's own allocator asks the C library for an aligned block each time: large arrays then do not
// fault in fresh pages on every call. (The exponential of four million floats took 1.0 to 1.4 ms
// with this and 1.7 ms without, on two busy cores; a scalar program gains 3 %.) The pool also counts
// what is in use, which PJRT_Device_MemoryStats reports.
//
// Sizes are rounded up to one of four steps between powers of two. Each size class is a list of
// free blocks, linked through their own first bytes, under a lock of its own. What is kept is
// bounded per class and in all.
#pragma once

namespace xla_cpu_plugin {
namespace {

class MemoryPool {
 public:
  struct Statistics {
    int64_t bytes_in_use;
    int64_t peak_bytes_in_use;
    int64_t allocations;
    int64_t largest_allocation;
    int64_t pool_bytes;
  };

  // The pool of the process. Never destroyed: XLA's threads may free memory until the very end.
  static MemoryPool& Shared() {
    static absl::NoDestructor<MemoryPool> pool;
    return *pool;
  }

  absl::StatusOr<std::unique_ptr<xla::CpuMemory>> Allocate(size_t bytes, size_t alignment) {
    const SizeClass size_class = ClassOf(bytes);
    void* block = alignment <= kAlignment ? Take(size_class) : nullptr;
    if (block == nullptr) {
      const size_t block_alignment = std::max(alignment, kAlignment);
      block = AllocateBlock(size_class.size, block_alignment);
      if (block == nullptr) {
        // What is kept for reuse may be what is missing.
        Trim();
        block = AllocateBlock(size_class.size, block_alignment);
      }
      if (block == nullptr) {
        return absl::ResourceExhaustedError(absl::StrCat("out of memory allocating ", bytes,
                                                         " bytes (", bytes_in_use_.load(),
                                                         " bytes in use)"));
      }
    }
    Count(size_class.size);
    return std::make_unique<Block>(*this, block, bytes, size_class);
  }

  // Gives all kept blocks back to the system.
  void Trim() {
    for (FreeList& list : lists_) {
      Node* head = nullptr;
      {
        absl::MutexLock lock(&list.mutex);
        std::swap(head, list.head);
        kept_bytes_.fetch_sub(list.bytes, std::memory_order_relaxed);
        list.bytes = 0;
      }
      while (head != nullptr) std::free(std::exchange(head, head->next));
    }
  }

  Statistics statistics() const {
    return {bytes_in_use_.load(std::memory_order_relaxed),
            peak_bytes_in_use_.load(std::memory_order_relaxed),
            allocations_.load(std::memory_order_relaxed),
            largest_allocation_.load(std::memory_order_relaxed),
            bytes_in_use_.load(std::memory_order_relaxed) +
                kept_bytes_.load(std::memory_order_relaxed)};
  }

 private:
  struct Node {
    Node* next;
  };

  struct SizeClass {
    size_t size;
    size_t index;
  };

  struct alignas(64) FreeList {
    absl::Mutex mutex;
    Node* head = nullptr;
    int64_t bytes = 0;
  };

  class Block final : public xla::CpuMemory {
   public:
    Block(MemoryPool& pool, void* base, size_t bytes, SizeClass size_class)
        : pool_(pool), base_(base), bytes_(bytes), size_class_(size_class) {}
    ~Block() override { pool_.Return(base_, size_class_); }
    void* base() const override { return base_; }
    size_t size_bytes() const override { return bytes_; }

   private:
    MemoryPool& pool_;
    void* base_;
    size_t bytes_;
    SizeClass size_class_;
  };

  static constexpr size_t kAlignment = 64;
  static constexpr size_t kHugePage = size_t{2} << 20;
  static constexpr size_t kClasses = 92;
  // Blocks beyond this size are not kept.
  static constexpr size_t kLargestKept = size_t{512} << 20;
  static constexpr int64_t kMaximumKept = int64_t{1} << 30;
  static constexpr int64_t kMaximumKeptPerClass = int64_t{1} << 20;
  static constexpr int64_t kMaximumBlocksPerClass = 8;

  static SizeClass ClassOf(size_t bytes) {
    if (bytes <= 4 * kAlignment) {
      const size_t units = bytes == 0 ? 1 : (bytes + kAlignment - 1) / kAlignment;
      return {units * kAlignment, units - 1};
    }
    const size_t last = bytes - 1;
    const size_t width = 64 - static_cast<size_t>(__builtin_clzll(last));
    const size_t shift = width - 3;
    const size_t step = last >> shift;
    return {(step + 1) << shift, 4 + (width - 9) * 4 + (step - 4)};
  }

  static bool IsKept(SizeClass size_class) {
    return size_class.size <= kLargestKept && size_class.index < kClasses;
  }

  // Large blocks start on huge pages, which makes their first use several times cheaper.
  static void* AllocateBlock(size_t size, size_t alignment) {
    const bool huge = size >= 2 * kHugePage;
    void* block = nullptr;
    if (posix_memalign(&block, huge ? std::max(alignment, kHugePage) : alignment, size) != 0) {
      return nullptr;
    }
    if (huge) madvise(block, size, MADV_HUGEPAGE);
    return block;
  }

  void* Take(SizeClass size_class) {
    if (!IsKept(size_class)) return nullptr;
    FreeList& list = lists_[size_class.index];
    absl::MutexLock lock(&list.mutex);
    Node* node = list.head;
    if (node == nullptr) return nullptr;
    list.head = node->next;
    list.bytes -= static_cast<int64_t>(size_class.size);
    kept_bytes_.fetch_sub(static_cast<int64_t>(size_class.size), std::memory_order_relaxed);
    return node;
  }

  void Return(void* block, SizeClass size_class) {
    const auto size = static_cast<int64_t>(size_class.size);
    bytes_in_use_.fetch_sub(size, std::memory_order_relaxed);
    if (IsKept(size_class) && kept_bytes_.load(std::memory_order_relaxed) + size <= kMaximumKept) {
      FreeList& list = lists_[size_class.index];
      absl::MutexLock lock(&list.mutex);
      if (list.bytes + size <= std::max(kMaximumKeptPerClass, kMaximumBlocksPerClass * size)) {
        auto* node = static_cast<Node*>(block);
        node->next = list.head;
        list.head = node;
        list.bytes += size;
        kept_bytes_.fetch_add(size, std::memory_order_relaxed);
        return;
      }
    }
    std::free(block);
  }

  void Count(size_t size) {
    const auto bytes = static_cast<int64_t>(size);
    allocations_.fetch_add(1, std::memory_order_relaxed);
    RaiseTo(largest_allocation_, bytes);
    RaiseTo(peak_bytes_in_use_, bytes_in_use_.fetch_add(bytes, std::memory_order_relaxed) + bytes);
  }

  static void RaiseTo(std::atomic<int64_t>& maximum, int64_t value) {
    int64_t current = maximum.load(std::memory_order_relaxed);
    while (value > current && !maximum.compare_exchange_weak(current, value)) {
    }
  }

  std::array<FreeList, kClasses> lists_;
  std::atomic<int64_t> bytes_in_use_{0};
  std::atomic<int64_t> peak_bytes_in_use_{0};
  std::atomic<int64_t> allocations_{0};
  std::atomic<int64_t> largest_allocation_{0};
  std::atomic<int64_t> kept_bytes_{0};
};

}  // namespace
}  // namespace xla_cpu_plugin
