// Fused float kernels on contiguous CPU memory. Each makes one pass where a chain of operators would make several; the managed
// side checks element type, device and layout, and has the plain formula for everything else.
#pragma once
#include <stdint.h>

#define ELBO_API __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

enum elbo_activation { ELBO_IDENTITY = 0, ELBO_TANH = 1, ELBO_RELU = 2 };

// y[r, c] = f(y[r, c] + bias[c]), in place; bias may be null.
ELBO_API void elbo_bias_activation(float* y, const float* bias, int64_t rows, int64_t cols, int activation);

// The same from z in bfloat16 to y in f32.
ELBO_API void elbo_bias_activation_bf16(const uint16_t* z, const float* bias, float* y, int64_t rows, int64_t cols, int activation);

// dz[r, c] = dy[r, c] f'(z), from y = f(z); dbias[c] = sum over r of dz. dz may be dy; dbias may be null.
ELBO_API void elbo_activation_backward(const float* dy, const float* y, float* dz, float* dbias, int64_t rows, int64_t cols, int activation);

// The same with dz in bfloat16; dbias is the sum of what dz was before rounding.
ELBO_API void elbo_activation_backward_bf16(const float* dy, const float* y, uint16_t* dz, float* dbias, int64_t rows, int64_t cols, int activation);

// logp[r] = sum over c of x l - softplus(l); residual[r, c] = x - sigmoid(l) when not null. x has x_rows rows, used cyclically.
ELBO_API void elbo_bernoulli_forward(const float* x, int64_t x_rows, const float* logits, float* logp, float* residual, int64_t rows, int64_t cols);

// out[r, c] = weight[r] in[r, c].
ELBO_API void elbo_scale_rows(const float* in, const float* weight, float* out, int64_t rows, int64_t cols);

// kl[r] = 1/2 sum over c of mu^2 + e^logvar - 1 - logvar.
ELBO_API void elbo_gaussian_kl(const float* mu, const float* log_var, float* kl, int64_t rows, int64_t cols);
ELBO_API void elbo_gaussian_kl_backward(const float* mu, const float* log_var, const float* g, float* dmu, float* dlog_var, int64_t rows, int64_t cols);

// z = mu + e^(logvar/2) eps, where mu and logvar have n elements and eps, z repeat them `samples` times.
ELBO_API void elbo_gaussian_sample(const float* mu, const float* log_var, const float* eps, float* z, int64_t n, int64_t samples);
ELBO_API void elbo_gaussian_sample_backward(const float* mu, const float* z, const float* dz, float* dmu, float* dlog_var, int64_t n, int64_t samples);

// y = tanh(a) / (1 + e^-b), where z holds for each outer index `inner` numbers a and then as many b.
ELBO_API void elbo_gate_forward(const float* z, float* y, int64_t outer, int64_t inner);
ELBO_API void elbo_gate_backward(const float* z, const float* dy, float* dz, int64_t outer, int64_t inner);

// result[r] = the lowest k with the least squares[k] - 2 products[r, k].
ELBO_API void elbo_least_distance(const float* products, const float* squares, int64_t* result, int64_t rows, int64_t codes);

// out[r] = lambda R' g[r], where lambda R is the scaled rotation that takes z[r] to q[r]; g[r] itself where there is none.
ELBO_API void elbo_turn_rows(const float* z, const float* q, const float* g, float* out, int64_t rows, int64_t size);

// Standard normal numbers, from seed and offset alone. A block of 64 f32 or 32 f64 numbers advances the offset by 64; so for the ones below.
ELBO_API void elbo_normal(float* out, int64_t count, uint64_t seed, uint64_t offset);
ELBO_API void elbo_normal_f64(double* out, int64_t count, uint64_t seed, uint64_t offset);

// Uniform numbers strictly inside (0, 1): multiples of 2^-24 and 2^-53, half a step in place of 0.
ELBO_API void elbo_uniform(float* out, int64_t count, uint64_t seed, uint64_t offset);
ELBO_API void elbo_uniform_f64(double* out, int64_t count, uint64_t seed, uint64_t offset);

// A number of 64 bits from (seed, offset), to seed another generator with.
ELBO_API uint64_t elbo_seed(uint64_t seed, uint64_t offset);

#ifdef __cplusplus
}
#endif
