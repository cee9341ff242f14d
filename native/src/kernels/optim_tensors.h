// Reading parameters, gradients and states as plain memory, and walking them as one long range of elements.
#pragma once
#include <ATen/Parallel.h>

#include <algorithm>
#include <vector>

#include "optim.h"
#include "shim.h"

namespace elbo {

// Fewer elements than this per thread cost less than waking the thread.
constexpr int64_t kOptimGrain = 32768;

inline bool plain(const at::Tensor& t) {
  return t.layout() == at::kStrided && t.device().is_cpu() && t.is_contiguous() && (t.scalar_type() == at::kFloat || t.scalar_type() == at::kDouble);
}

inline bool plain_like(const at::Tensor& t, const at::Tensor& parameter) {
  return plain(t) && t.scalar_type() == parameter.scalar_type() && t.numel() == parameter.numel();
}

// The tensors taken as one range of elements: the k-th begins at start[k], and start.back() is the total.
template <class Item>
struct ElementRange {
  std::vector<Item> items;
  std::vector<int64_t> start{0};

  void add(const Item& item, int64_t count) {
    items.push_back(item);
    start.push_back(start.back() + count);
  }

  // body(item, first element, number of elements), in parallel when the total is worth it.
  template <class Body>
  void for_each(const Body& body) const {
    at::parallel_for(0, start.back(), kOptimGrain, [&](int64_t begin, int64_t end) {
      auto k = std::upper_bound(start.begin(), start.end(), begin) - start.begin() - 1;
      while (begin < end) {
        const int64_t stop = std::min(end, start[k + 1]);
        if (stop > begin) body(items[k], begin - start[k], stop - begin);
        begin = stop;
        ++k;
      }
    });
  }
};

}  // namespace elbo
