// Versions, threads, the last error, and a CPU allocator that counts.
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>
#include <malloc.h>
#include <stdlib.h>
#include <torch/csrc/api/include/torch/version.h>

#include <atomic>
#include <cstring>

#include "shim.h"

namespace {

thread_local std::string last_error;

std::atomic<int64_t> live_bytes{0};
std::atomic<int64_t> peak_bytes{0};
std::atomic<int64_t> allocation_count{0};

constexpr size_t kAlignment = 64;

void counted_free(void* p) {
  if (p == nullptr) return;
  live_bytes.fetch_sub(static_cast<int64_t>(malloc_usable_size(p)), std::memory_order_relaxed);
  free(p);
}

// Counts every byte libtorch takes on the CPU. Alignment 64 lets vector code load without crossing cache lines.
class CountingAllocator final : public c10::Allocator {
 public:
  // libtorch took the const off this method in 2.x and added copy_data: both forms are here, and each version overrides its own.
  c10::DataPtr allocate(size_t n) const { return make(n); }
  c10::DataPtr allocate(size_t n) { return make(n); }
  void copy_data(void* dest, const void* src, std::size_t count) const { std::memcpy(dest, src, count); }
  c10::DeleterFnPtr raw_deleter() const override { return &counted_free; }

 private:
  static c10::DataPtr make(size_t n) {
    if (n == 0) return {nullptr, nullptr, &counted_free, c10::Device(c10::DeviceType::CPU)};
    void* p = nullptr;
    TORCH_CHECK(posix_memalign(&p, kAlignment, n) == 0, "out of memory: ", n, " bytes asked for");
    const auto now = live_bytes.fetch_add(static_cast<int64_t>(malloc_usable_size(p)), std::memory_order_relaxed) +
                     static_cast<int64_t>(malloc_usable_size(p));
    allocation_count.fetch_add(1, std::memory_order_relaxed);
    auto peak = peak_bytes.load(std::memory_order_relaxed);
    while (now > peak && !peak_bytes.compare_exchange_weak(peak, now, std::memory_order_relaxed)) {
    }
    return {p, p, &counted_free, c10::Device(c10::DeviceType::CPU)};
  }
};

CountingAllocator counting_allocator;

// A step allocates and frees the same few megabytes over and over. With glibc's defaults each round maps and unmaps them, which
// costs a page fault per 4 KiB; keeping them in the heap does not.
struct Install {
  Install() {
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    c10::SetCPUAllocator(&counting_allocator, 100);
  }
} install;

}  // namespace

namespace elbo {
void set_error(const char* message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
}
}  // namespace elbo

extern "C" {

int elbo_abi(void) { return ELBO_ABI; }
const char* elbo_last_error(void) { return last_error.c_str(); }
const char* elbo_torch_version(void) { return TORCH_VERSION; }

const char* elbo_torch_config(void) {
  static const std::string text = [] {
    try {
      return at::show_config();
    } catch (...) {
      return std::string();
    }
  }();
  return text.c_str();
}

int elbo_threads(void) { return at::get_num_threads(); }

int elbo_set_threads(int count) {
  return elbo::guarded([&] { at::set_num_threads(count); });
}

int elbo_cuda_available(void) {
  try {
    return at::globalContext().hasCUDA() ? 1 : 0;
  } catch (...) {
    return 0;
  }
}

void elbo_memory(int64_t* live, int64_t* peak, int64_t* allocations) {
  *live = live_bytes.load();
  *peak = peak_bytes.load();
  *allocations = allocation_count.load();
}

void elbo_memory_reset_peak(void) { peak_bytes.store(live_bytes.load()); }

}  // extern "C"
