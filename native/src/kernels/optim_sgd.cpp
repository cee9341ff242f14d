// Stochastic gradient descent with momentum as PyTorch writes it: the first step fills the buffer with the gradient, undamped.
#include "optim.h"

namespace elbo {
namespace {

template <class T, bool Decay, bool Momentum>
ELBO_INLINE void sgd_loop(const OptimCoefficients& c, int64_t n, T* __restrict p, const T* __restrict gradient, T* __restrict buffer) {
  // The buffer of the first step may hold anything finite, for it counts 0.
  const T keep = T(c.first ? 0 : c.momentum), take = T(c.first ? 1 : 1 - c.dampening);
  const T from_gradient = T(c.nesterov ? 1 : 0), from_buffer = T(c.nesterov ? c.momentum : 1);
  const T rate = T(c.rate), decay = T(c.weight_decay), scale = T(c.gradient_scale), limit = T(c.gradient_limit);
  for (int64_t k = 0; k < n; ++k) {
    T g = clipped(gradient[k], scale, limit);
    if (Decay) g += decay * p[k];
    if (Momentum) {
      const T moved = keep * buffer[k] + take * g;
      buffer[k] = moved;
      g = from_gradient * g + from_buffer * moved;
    }
    p[k] -= rate * g;
  }
}

template <class T>
ELBO_INLINE void sgd(const OptimCoefficients& c, int64_t n, T* p, const T* g, T* buffer, T*, T*) {
  if (c.weight_decay != 0) {
    if (c.momentum != 0) sgd_loop<T, true, true>(c, n, p, g, buffer);
    else sgd_loop<T, true, false>(c, n, p, g, buffer);
  } else {
    if (c.momentum != 0) sgd_loop<T, false, true>(c, n, p, g, buffer);
    else sgd_loop<T, false, false>(c, n, p, g, buffer);
  }
}

}  // namespace

ELBO_DEFINE_RULE(sgd)

}  // namespace elbo
