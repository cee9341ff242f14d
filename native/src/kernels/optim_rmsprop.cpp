// RMSprop, plain, centred (Graves 2013, eq. 40) and with momentum; the epsilon stands outside the root, as in PyTorch.
#include <cmath>

#include "optim.h"

namespace elbo {
namespace {

template <class T, bool Decay, bool Centred, bool Momentum>
ELBO_INLINE void rmsprop_loop(const OptimCoefficients& c, int64_t n, T* __restrict p, const T* __restrict gradient,
                              T* __restrict square, T* __restrict buffer, T* __restrict mean) {
  const T alpha = T(c.beta2), rest = T(1 - c.beta2), momentum = T(c.momentum);
  const T rate = T(c.rate), epsilon = T(c.epsilon), decay = T(c.weight_decay);
  const T scale = T(c.gradient_scale), limit = T(c.gradient_limit);
  for (int64_t k = 0; k < n; ++k) {
    T g = clipped(gradient[k], scale, limit);
    if (Decay) g += decay * p[k];
    T spread = alpha * square[k] + rest * g * g;
    square[k] = spread;
    if (Centred) {
      const T centre = alpha * mean[k] + rest * g;
      mean[k] = centre;
      spread -= centre * centre;
    }
    const T root = std::sqrt(spread) + epsilon;
    if (Momentum) {
      const T moved = momentum * buffer[k] + g / root;
      buffer[k] = moved;
      p[k] -= rate * moved;
    } else {
      p[k] -= rate * g / root;
    }
  }
}

template <class T, bool Decay, bool Centred>
ELBO_INLINE void rmsprop_momentum(const OptimCoefficients& c, int64_t n, T* p, const T* g, T* square, T* buffer, T* mean) {
  if (c.momentum > 0) rmsprop_loop<T, Decay, Centred, true>(c, n, p, g, square, buffer, mean);
  else rmsprop_loop<T, Decay, Centred, false>(c, n, p, g, square, buffer, mean);
}

template <class T>
ELBO_INLINE void rmsprop(const OptimCoefficients& c, int64_t n, T* p, const T* g, T* square, T* buffer, T* mean) {
  if (c.weight_decay != 0) {
    if (c.centered) rmsprop_momentum<T, true, true>(c, n, p, g, square, buffer, mean);
    else rmsprop_momentum<T, true, false>(c, n, p, g, square, buffer, mean);
  } else {
    if (c.centered) rmsprop_momentum<T, false, true>(c, n, p, g, square, buffer, mean);
    else rmsprop_momentum<T, false, false>(c, n, p, g, square, buffer, mean);
  }
}

}  // namespace

ELBO_DEFINE_RULE(rmsprop)

}  // namespace elbo
