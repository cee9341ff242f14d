// Adagrad. Duchi et al. 2011, with PyTorch's decay of the rate.
#include <cmath>

#include "optim.h"

namespace elbo {
namespace {

template <class T, bool Decay>
ELBO_INLINE void adagrad_loop(const OptimCoefficients& c, int64_t n, T* __restrict p, const T* __restrict gradient, T* __restrict sum) {
  const T rate = T(c.rate), epsilon = T(c.epsilon), decay = T(c.weight_decay);
  const T scale = T(c.gradient_scale), limit = T(c.gradient_limit);
  for (int64_t k = 0; k < n; ++k) {
    T g = clipped(gradient[k], scale, limit);
    if (Decay) g += decay * p[k];
    const T total = sum[k] + g * g;
    sum[k] = total;
    p[k] -= rate * g / (std::sqrt(total) + epsilon);
  }
}

template <class T>
ELBO_INLINE void adagrad(const OptimCoefficients& c, int64_t n, T* p, const T* g, T* sum, T*, T*) {
  if (c.weight_decay != 0) adagrad_loop<T, true>(c, n, p, g, sum);
  else adagrad_loop<T, false>(c, n, p, g, sum);
}

}  // namespace

ELBO_DEFINE_RULE(adagrad)

}  // namespace elbo
