// Bernoulli log-likelihood on logits: value and residual x - sigmoid(l) from one exponential.
#include <ATen/Parallel.h>

#include "kernels.h"
#include "vector_math.h"

namespace {

constexpr int64_t kGrain = 8192;

// log p = x l - max(l, 0) - log(1 + e^-|l|); the same e^-|l| gives the sigmoid.
ELBO_CLONES float row_value(const float* __restrict x, const float* __restrict l, int64_t n) {
  float sum = 0;
  for (int64_t c = 0; c < n; ++c) {
    const float e = elbo::vexp(-std::fabs(l[c]));
    sum += x[c] * l[c] - (l[c] > 0 ? l[c] : 0.0f) - elbo::vlog1p_unit(e);
  }
  return sum;
}

ELBO_CLONES float row_value_and_residual(const float* __restrict x, const float* __restrict l, float* __restrict residual, int64_t n) {
  float sum = 0;
  for (int64_t c = 0; c < n; ++c) {
    const float e = elbo::vexp(-std::fabs(l[c]));
    sum += x[c] * l[c] - (l[c] > 0 ? l[c] : 0.0f) - elbo::vlog1p_unit(e);
    residual[c] = x[c] - (l[c] >= 0 ? 1.0f : e) / (1.0f + e);
  }
  return sum;
}

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
