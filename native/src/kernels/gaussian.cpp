// Diagonal Gaussian posterior: KL to the standard normal and the reparameterised draw.
#include <ATen/Parallel.h>

#include "kernels.h"
#include "vector_math.h"

namespace {

constexpr int64_t kGrain = 16384;

ELBO_CLONES float kl_row(const float* __restrict mu, const float* __restrict lv, int64_t n) {
  float sum = 0;
  for (int64_t c = 0; c < n; ++c) sum += mu[c] * mu[c] + elbo::vexp(lv[c]) - 1.0f - lv[c];
  return 0.5f * sum;
}

ELBO_CLONES void kl_row_backward(const float* __restrict mu, const float* __restrict lv, float g, float* __restrict dmu, float* __restrict dlv, int64_t n) {
  for (int64_t c = 0; c < n; ++c) {
    dmu[c] = g * mu[c];
    dlv[c] = 0.5f * g * (elbo::vexp(lv[c]) - 1.0f);
  }
}

ELBO_CLONES void sample(const float* __restrict mu, const float* __restrict lv, const float* __restrict eps, float* __restrict z, int64_t n) {
  for (int64_t c = 0; c < n; ++c) z[c] = mu[c] + elbo::vexp(0.5f * lv[c]) * eps[c];
}

// dz/dlogvar = 1/2 e^(logvar/2) eps = (z - mu) / 2.
ELBO_CLONES void sample_backward(const float* __restrict mu, const float* __restrict z, const float* __restrict dz, float* __restrict dmu, float* __restrict dlv, int64_t n) {
  for (int64_t c = 0; c < n; ++c) {
    dmu[c] += dz[c];
    dlv[c] += 0.5f * dz[c] * (z[c] - mu[c]);
  }
}

int64_t grain_rows(int64_t cols) { return std::max<int64_t>(1, kGrain / std::max<int64_t>(1, cols)); }

}  // namespace

extern "C" {

void elbo_gaussian_kl(const float* mu, const float* lv, float* kl, int64_t rows, int64_t cols) {
  at::parallel_for(0, rows, grain_rows(cols), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) kl[r] = kl_row(mu + r * cols, lv + r * cols, cols);
  });
}

void elbo_gaussian_kl_backward(const float* mu, const float* lv, const float* g, float* dmu, float* dlv, int64_t rows, int64_t cols) {
  at::parallel_for(0, rows, grain_rows(cols), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) kl_row_backward(mu + r * cols, lv + r * cols, g[r], dmu + r * cols, dlv + r * cols, cols);
  });
}

void elbo_gaussian_sample(const float* mu, const float* lv, const float* eps, float* z, int64_t n, int64_t samples) {
  at::parallel_for(0, samples, grain_rows(n), [&](int64_t begin, int64_t end) {
    for (int64_t s = begin; s < end; ++s) sample(mu, lv, eps + s * n, z + s * n, n);
  });
}

void elbo_gaussian_sample_backward(const float* mu, const float* z, const float* dz, float* dmu, float* dlv, int64_t n, int64_t samples) {
  std::memset(dmu, 0, sizeof(float) * n);
  std::memset(dlv, 0, sizeof(float) * n);
  for (int64_t s = 0; s < samples; ++s) sample_backward(mu, z + s * n, dz + s * n, dmu, dlv, n);
}

}  // extern "C"
