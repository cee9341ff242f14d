// Adamax. Kingma and Ba 2015, algorithm 2; the epsilon joins |g| before the maximum, as in PyTorch.
#include <cmath>

#include "optim.h"

namespace elbo {
namespace {

template <class T, bool Decay>
ELBO_INLINE void adamax_loop(const OptimCoefficients& c, int64_t n, T* __restrict p, const T* __restrict gradient, T* __restrict m,
                             T* __restrict u) {
  const T beta1 = T(c.beta1), rest1 = T(1 - c.beta1), beta2 = T(c.beta2);
  const T rate = T(c.rate), epsilon = T(c.epsilon), decay = T(c.weight_decay);
  const T scale = T(c.gradient_scale), limit = T(c.gradient_limit);
  for (int64_t k = 0; k < n; ++k) {
    T g = clipped(gradient[k], scale, limit);
    if (Decay) g += decay * p[k];
    const T mean = beta1 * m[k] + rest1 * g;
    const T norm = larger(beta2 * u[k], std::fabs(g) + epsilon);
    m[k] = mean;
    u[k] = norm;
    p[k] -= rate * mean / norm;
  }
}

template <class T>
ELBO_INLINE void adamax(const OptimCoefficients& c, int64_t n, T* p, const T* g, T* m, T* u, T*) {
  if (c.weight_decay != 0) adamax_loop<T, true>(c, n, p, g, m, u);
  else adamax_loop<T, false>(c, n, p, g, m, u);
}

}  // namespace

ELBO_DEFINE_RULE(adamax)

}  // namespace elbo
