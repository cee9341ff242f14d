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

ELBO_INLINE float load(float x) { return x; }
ELBO_INLINE float load(uint16_t x) { return elbo::from_bf16(x); }
ELBO_INLINE void store(float& to, float x) { to = x; }
ELBO_INLINE void store(uint16_t& to, float x) { to = elbo::to_bf16(x); }

// y may be z.
template <int activation, class Z>
ELBO_INLINE void forward_rows(const Z* z, const float* __restrict bias, float* y, int64_t begin, int64_t end, int64_t cols) {
  for (int64_t r = begin; r < end; ++r) {
    const Z* in = z + r * cols;
    float* out = y + r * cols;
    if (bias != nullptr) {
#pragma GCC ivdep
      for (int64_t c = 0; c < cols; ++c) out[c] = apply<activation>(load(in[c]) + bias[c]);
    } else {
#pragma GCC ivdep
      for (int64_t c = 0; c < cols; ++c) out[c] = apply<activation>(load(in[c]));
    }
  }
}

// dz may be dy.
template <int activation, class Z>
ELBO_INLINE void backward_rows(const float* dy, const float* __restrict y, Z* dz, float* __restrict dbias, int64_t begin, int64_t end, int64_t cols) {
  for (int64_t r = begin; r < end; ++r) {
    const float* dy_row = dy + r * cols;
    const float* __restrict y_row = y + r * cols;
    Z* dz_row = dz + r * cols;
#pragma GCC ivdep
    for (int64_t c = 0; c < cols; ++c) {
      const float g = dy_row[c] * slope<activation>(y_row[c]);
      store(dz_row[c], g);
      dbias[c] += g;
    }
  }
}

// The compiler's clones want plain functions: one per activation and element type.
#define ELBO_ACTIVATION(name, activation, Z)                                                                                                    \
  ELBO_CLONES void forward_##name(const Z* z, const float* b, float* y, int64_t i, int64_t j, int64_t n) { forward_rows<activation, Z>(z, b, y, i, j, n); } \
  ELBO_CLONES void backward_##name(const float* g, const float* y, Z* z, float* b, int64_t i, int64_t j, int64_t n) { backward_rows<activation, Z>(g, y, z, b, i, j, n); }

ELBO_ACTIVATION(identity, ELBO_IDENTITY, float)
ELBO_ACTIVATION(tanh, ELBO_TANH, float)
ELBO_ACTIVATION(relu, ELBO_RELU, float)
ELBO_ACTIVATION(identity_bf16, ELBO_IDENTITY, uint16_t)
ELBO_ACTIVATION(tanh_bf16, ELBO_TANH, uint16_t)
ELBO_ACTIVATION(relu_bf16, ELBO_RELU, uint16_t)

template <class F>
F* choose(int activation, F* identity, F* tanh, F* relu) {
  return activation == ELBO_TANH ? tanh : activation == ELBO_RELU ? relu : identity;
}

ELBO_CLONES void add(float* __restrict into, const float* __restrict from, int64_t n) {
  for (int64_t c = 0; c < n; ++c) into[c] += from[c];
}

template <class Z, class Run>
void forward(Run* run, const Z* z, const float* bias, float* y, int64_t rows, int64_t cols) {
  at::parallel_for(0, rows, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, cols)),
                   [&](int64_t begin, int64_t end) { run(z, bias, y, begin, end, cols); });
}

template <class Z, class Run>
void backward(Run* run, const float* dy, const float* y, Z* dz, float* dbias, int64_t rows, int64_t cols) {
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

}  // namespace

extern "C" {

void elbo_bias_activation(float* y, const float* bias, int64_t rows, int64_t cols, int activation) {
  forward<float>(choose(activation, &forward_identity, &forward_tanh, &forward_relu), y, bias, y, rows, cols);
}

void elbo_bias_activation_bf16(const uint16_t* z, const float* bias, float* y, int64_t rows, int64_t cols, int activation) {
  forward(choose(activation, &forward_identity_bf16, &forward_tanh_bf16, &forward_relu_bf16), z, bias, y, rows, cols);
}

void elbo_activation_backward(const float* dy, const float* y, float* dz, float* dbias, int64_t rows, int64_t cols, int activation) {
  backward(choose(activation, &backward_identity, &backward_tanh, &backward_relu), dy, y, dz, dbias, rows, cols);
}

void elbo_activation_backward_bf16(const float* dy, const float* y, uint16_t* dz, float* dbias, int64_t rows, int64_t cols, int activation) {
  backward(choose(activation, &backward_identity_bf16, &backward_tanh_bf16, &backward_relu_bf16), dy, y, dz, dbias, rows, cols);
}

}  // extern "C"
