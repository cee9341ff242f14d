// Gated units: tanh of one half of the channels times the logistic function of the other.
#include <ATen/Parallel.h>

#include <algorithm>

#include "kernels.h"
#include "vector_math.h"

namespace {

constexpr int64_t kGrain = 16384;

ELBO_INLINE float logistic(float x) { return 1.0f / (1.0f + elbo::vexp(-x)); }

ELBO_CLONES void gate(const float* __restrict a, const float* __restrict b, float* __restrict y, int64_t n) {
  for (int64_t k = 0; k < n; ++k) y[k] = elbo::vtanh(a[k]) * logistic(b[k]);
}

ELBO_CLONES void gate_backward(const float* __restrict a, const float* __restrict b, const float* __restrict dy, float* __restrict da,
                               float* __restrict db, int64_t n) {
  for (int64_t k = 0; k < n; ++k) {
    const float t = elbo::vtanh(a[k]), s = logistic(b[k]);
    da[k] = dy[k] * s * (1.0f - t * t);
    db[k] = dy[k] * t * s * (1.0f - s);
  }
}

// Runs over y as one line of outer * inner numbers, whole or cut in pieces that stay inside one outer index.
template <typename F>
void pieces(int64_t outer, int64_t inner, const F& run) {
  at::parallel_for(0, outer * inner, kGrain, [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t o = begin / inner, stop = std::min(end, (o + 1) * inner);
      run(begin, 2 * o * inner + begin - o * inner, stop - begin);
      begin = stop;
    }
  });
}

}  // namespace

extern "C" {

void elbo_gate_forward(const float* z, float* y, int64_t outer, int64_t inner) {
  pieces(outer, inner, [&](int64_t i, int64_t j, int64_t n) { gate(z + j, z + j + inner, y + i, n); });
}

void elbo_gate_backward(const float* z, const float* dy, float* dz, int64_t outer, int64_t inner) {
  pieces(outer, inner, [&](int64_t i, int64_t j, int64_t n) { gate_backward(z + j, z + j + inner, dy + i, dz + j, dz + j + inner, n); });
}

}  // extern "C"
