// Bernoulli log-likelihood on logits: value and residual x - sigmoid(l) from one exponential.
#include <ATen/Parallel.h>

#include <algorithm>

#include "kernels.h"
#include "vector_math.h"

namespace {

constexpr int64_t kGrain = 8192;

// log p = x l - max(l, 0) - log(1 + e^-|l|); the same e^-|l| gives the sigmoid. Of a stretch, the sum of the logarithms is taken
// as the logarithm of a product: a factor is at most 2, its rounding 6e-8 nats, and the row's sum rounds more.
constexpr int64_t kStretch = 128, kLanes = 16;
constexpr int64_t kMostStretches = 12;  // 2^(8 * 12) is a float

template <bool with_residual>
ELBO_INLINE float row(const float* __restrict x, const float* __restrict l, float* __restrict residual, int64_t n) {
  float sum = 0, factor[kStretch], product[kLanes];
  int64_t c = 0;
  while (c + kStretch <= n) {
    for (int64_t k = 0; k < kLanes; ++k) product[k] = 1.0f;
    const int64_t end = std::min(n / kStretch * kStretch, c + kMostStretches * kStretch);
    for (; c < end; c += kStretch) {
      for (int64_t k = 0; k < kStretch; ++k) {
        const float z = l[c + k], e = elbo::vexp_negative(-std::fabs(z));
        sum += x[c + k] * z - (z > 0 ? z : 0.0f);
        factor[k] = 1.0f + e;
        if constexpr (with_residual) residual[c + k] = x[c + k] - (z >= 0 ? 1.0f : e) / (1.0f + e);
      }
      for (int64_t half = kStretch / 2; half >= kLanes; half /= 2)
        for (int64_t k = 0; k < half; ++k) factor[k] *= factor[k + half];
      for (int64_t k = 0; k < kLanes; ++k) product[k] *= factor[k];
    }
    for (int64_t k = 0; k < kLanes; ++k) sum -= elbo::vlog(product[k]);
  }
  for (; c < n; ++c) {
    const float e = elbo::vexp_negative(-std::fabs(l[c]));
    sum += x[c] * l[c] - (l[c] > 0 ? l[c] : 0.0f) - elbo::vlog1p_unit(e);
    if constexpr (with_residual) residual[c] = x[c] - (l[c] >= 0 ? 1.0f : e) / (1.0f + e);
  }
  return sum;
}

ELBO_CLONES float row_value(const float* x, const float* l, int64_t n) { return row<false>(x, l, nullptr, n); }
ELBO_CLONES float row_value_and_residual(const float* x, const float* l, float* r, int64_t n) { return row<true>(x, l, r, n); }

ELBO_CLONES void scale(const float* in, float w, float* out, int64_t n) {
#pragma GCC ivdep
  for (int64_t c = 0; c < n; ++c) out[c] = w * in[c];
}

}  // namespace

extern "C" {

void elbo_bernoulli_forward(const float* x, int64_t x_rows, const float* logits, float* logp, float* residual, int64_t rows, int64_t cols) {
  at::parallel_for(0, rows, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, cols)), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const float* target = x + (r % x_rows) * cols;
      logp[r] = residual == nullptr ? row_value(target, logits + r * cols, cols)
                                    : row_value_and_residual(target, logits + r * cols, residual + r * cols, cols);
    }
  });
}

void elbo_scale_rows(const float* in, const float* weight, float* out, int64_t rows, int64_t cols) {
  at::parallel_for(0, rows, std::max<int64_t>(1, 4 * kGrain / std::max<int64_t>(1, cols)), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) scale(in + r * cols, weight[r], out + r * cols, cols);
  });
}

}  // extern "C"
