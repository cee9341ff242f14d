// Bias and activation in the pass that follows a matrix product, and their gradients in the pass before the next two.
#include <ATen/Parallel.h>

#include <vector>

#include "kernels.h"
#include "vector_math.h"

namespace {

constexpr int64_t kGrain = 16384;  // elements per task: below it a second thread costs more than it brings

template <int activation>
ELBO_INLINE float apply(float z) {
  if constexpr (activation == ELBO_TANH) return elbo::vtanh(z);
  if constexpr (activation == ELBO_RELU) return z > 0.0f ? z : (z != z ? z : 0.0f);
  return z;
}

template <int activation>
ELBO_INLINE float slope(float y) {
  if constexpr (activation == ELBO_TANH) return 1.0f - y * y;
  if constexpr (activation == ELBO_RELU) return y > 0.0f ? 1.0f : 0.0f;
  return 1.0f;
}

template <int activation>
ELBO_INLINE void forward_rows(float* __restrict y, const float* __restrict bias, int64_t begin, int64_t end, int64_t cols) {
  for (int64_t r = begin; r < end; ++r) {
    float* __restrict row = y + r * cols;
    if (bias != nullptr) {
      for (int64_t c = 0; c < cols; ++c) row[c] = apply<activation>(row[c] + bias[c]);
    } else {
      for (int64_t c = 0; c < cols; ++c) row[c] = apply<activation>(row[c]);
    }
  }
}

template <int activation>
ELBO_INLINE void backward_rows(const float* dy, const float* __restrict y, float* dz, float* __restrict dbias, int64_t begin,
                               int64_t end, int64_t cols) {
  for (int64_t r = begin; r < end; ++r) {
    const float* dy_row = dy + r * cols;
    const float* __restrict y_row = y + r * cols;
    float* dz_row = dz + r * cols;
#pragma GCC ivdep
    for (int64_t c = 0; c < cols; ++c) {
      const float g = dy_row[c] * slope<activation>(y_row[c]);
      dz_row[c] = g;
      dbias[c] += g;
    }
  }
}

ELBO_CLONES void forward_identity(float* y, const float* b, int64_t i, int64_t j, int64_t n) { forward_rows<ELBO_IDENTITY>(y, b, i, j, n); }
ELBO_CLONES void forward_tanh(float* y, const float* b, int64_t i, int64_t j, int64_t n) { forward_rows<ELBO_TANH>(y, b, i, j, n); }
ELBO_CLONES void forward_relu(float* y, const float* b, int64_t i, int64_t j, int64_t n) { forward_rows<ELBO_RELU>(y, b, i, j, n); }

ELBO_CLONES void backward_identity(const float* g, const float* y, float* z, float* b, int64_t i, int64_t j, int64_t n) { backward_rows<ELBO_IDENTITY>(g, y, z, b, i, j, n); }
ELBO_CLONES void backward_tanh(const float* g, const float* y, float* z, float* b, int64_t i, int64_t j, int64_t n) { backward_rows<ELBO_TANH>(g, y, z, b, i, j, n); }
ELBO_CLONES void backward_relu(const float* g, const float* y, float* z, float* b, int64_t i, int64_t j, int64_t n) { backward_rows<ELBO_RELU>(g, y, z, b, i, j, n); }

ELBO_CLONES void add(float* __restrict into, const float* __restrict from, int64_t n) {
  for (int64_t c = 0; c < n; ++c) into[c] += from[c];
}

}  // namespace

extern "C" {

void elbo_bias_activation(float* y, const float* bias, int64_t rows, int64_t cols, int activation) {
  const auto run = activation == ELBO_TANH ? &forward_tanh : activation == ELBO_RELU ? &forward_relu : &forward_identity;
  at::parallel_for(0, rows, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, cols)),
                   [&](int64_t begin, int64_t end) { run(y, bias, begin, end, cols); });
}

void elbo_activation_backward(const float* dy, const float* y, float* dz, float* dbias, int64_t rows, int64_t cols, int activation) {
  const auto run = activation == ELBO_TANH ? &backward_tanh : activation == ELBO_RELU ? &backward_relu : &backward_identity;
  // Blocks of rows fixed by the shape, added up in order: the bias gradient does not depend on the number of threads.
  const int64_t block = std::max<int64_t>(1, kGrain / std::max<int64_t>(1, cols));
  const int64_t blocks = (rows + block - 1) / block;
  std::vector<float> partial(static_cast<size_t>(blocks * cols), 0.0f);
  at::parallel_for(0, blocks, 1, [&](int64_t first, int64_t last) {
    for (int64_t k = first; k < last; ++k)
      run(dy, y, dz, partial.data() + k * cols, k * block, std::min(rows, (k + 1) * block), cols);
  });
  if (dbias == nullptr) return;
  std::memset(dbias, 0, sizeof(float) * cols);
  for (int64_t k = 0; k < blocks; ++k) add(dbias, partial.data() + k * cols, cols);
}

}  // extern "C"
