// What the fused optimizer kernels share. A rule is a loop over a stretch of elements of one parameter; optim_step.cpp cuts the
// parameters into stretches and spreads them over threads. Every element is computed alone, so the cut does not matter.
#pragma once
#include <stdint.h>

// One library runs on every x86-64 machine and still uses the widest vectors there are.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define ELBO_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define ELBO_CLONES
#endif
#define ELBO_INLINE static inline __attribute__((always_inline))

namespace elbo {

// The settings of a step with what depends on the step count worked out, for one parameter.
struct OptimCoefficients {
  double rate;             // Adam(ax): over its bias correction; Adagrad: decayed
  double beta1, beta2, epsilon, weight_decay, momentum, dampening;
  double root_scale;       // Adam: 1 / sqrt(1 - beta2^step)
  double shrink;           // decoupled decay: 1 - rate * weight_decay
  double gradient_scale, gradient_limit;
  bool first, nesterov, centered, amsgrad;
};

template <class T>
using OptimLoop = void (*)(const OptimCoefficients& c, int64_t n, T* parameter, const T* gradient, T* state0, T* state1, T* state2);

// NaN passes both comparisons by.
template <class T>
ELBO_INLINE T clipped(T g, T scale, T limit) {
  g *= scale;
  g = g > limit ? limit : g;
  return g < -limit ? -limit : g;
}

// The larger; NaN when either is.
template <class T>
ELBO_INLINE T larger(T a, T b) {
  const T most = a > b ? a : b;
  return a != a ? a : most;
}

#define ELBO_DECLARE_RULE(name)                                                                                     \
  void name##_f32(const OptimCoefficients&, int64_t, float*, const float*, float*, float*, float*);                 \
  void name##_f64(const OptimCoefficients&, int64_t, double*, const double*, double*, double*, double*);
ELBO_DECLARE_RULE(sgd)
ELBO_DECLARE_RULE(adagrad)
ELBO_DECLARE_RULE(rmsprop)
ELBO_DECLARE_RULE(adam)
ELBO_DECLARE_RULE(adamax)
#undef ELBO_DECLARE_RULE

// Both element types of a rule from one template `name<T>(c, n, p, g, s0, s1, s2)`, cloned for each kind of vector unit.
#define ELBO_DEFINE_RULE(name)                                                                                      \
  ELBO_CLONES void name##_f32(const OptimCoefficients& c, int64_t n, float* p, const float* g, float* s0, float* s1, \
                              float* s2) {                                                                          \
    name<float>(c, n, p, g, s0, s1, s2);                                                                            \
  }                                                                                                                 \
  ELBO_CLONES void name##_f64(const OptimCoefficients& c, int64_t n, double* p, const double* g, double* s0,         \
                              double* s1, double* s2) {                                                             \
    name<double>(c, n, p, g, s0, s1, s2);                                                                           \
  }

}  // namespace elbo
