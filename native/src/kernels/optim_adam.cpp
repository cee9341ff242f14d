// Adam, AMSGrad and AdamW. Kingma and Ba 2015, algorithm 1; Reddi et al. 2018; Loshchilov and Hutter 2019. The epsilon stands
// outside the root and after the bias correction, as in PyTorch.
#include <cmath>

#include "optim.h"

namespace elbo {
namespace {

template <class T, bool Decay, bool Amsgrad>
ELBO_INLINE void adam_loop(const OptimCoefficients& c, int64_t n, T* __restrict p, const T* __restrict gradient, T* __restrict m,
                           T* __restrict v, T* __restrict most) {
  const T beta1 = T(c.beta1), rest1 = T(1 - c.beta1), beta2 = T(c.beta2), rest2 = T(1 - c.beta2);
  const T rate = T(c.rate), root_scale = T(c.root_scale), epsilon = T(c.epsilon), decay = T(c.weight_decay), shrink = T(c.shrink);
  const T scale = T(c.gradient_scale), limit = T(c.gradient_limit);
  for (int64_t k = 0; k < n; ++k) {
    T g = clipped(gradient[k], scale, limit);
    T value = p[k];
    if (Decay) g += decay * value;
    value *= shrink;
    const T mean = beta1 * m[k] + rest1 * g;
    T square = beta2 * v[k] + rest2 * g * g;
    m[k] = mean;
    v[k] = square;
    if (Amsgrad) most[k] = square = larger(most[k], square);
    p[k] = value - rate * mean / (std::sqrt(square) * root_scale + epsilon);
  }
}

template <class T>
ELBO_INLINE void adam(const OptimCoefficients& c, int64_t n, T* p, const T* g, T* m, T* v, T* most) {
  if (c.weight_decay != 0) {
    if (c.amsgrad) adam_loop<T, true, true>(c, n, p, g, m, v, most);
    else adam_loop<T, true, false>(c, n, p, g, m, v, most);
  } else {
    if (c.amsgrad) adam_loop<T, false, true>(c, n, p, g, m, v, most);
    else adam_loop<T, false, false>(c, n, p, g, m, v, most);
  }
}

}  // namespace

ELBO_DEFINE_RULE(adam)

}  // namespace elbo
