// The exponential moving average of weights, for all parameters in one pass.
#include "optim_tensors.h"

namespace elbo {
namespace {

ELBO_CLONES void average_f32(int64_t n, float* __restrict shadow, const float* __restrict value, float keep, float take) {
  for (int64_t k = 0; k < n; ++k) shadow[k] = keep * shadow[k] + take * value[k];
}

ELBO_CLONES void average_f64(int64_t n, double* __restrict shadow, const double* __restrict value, double keep, double take) {
  for (int64_t k = 0; k < n; ++k) shadow[k] = keep * shadow[k] + take * value[k];
}

struct Pair {
  void* shadow;
  const void* value;
  bool is_double;
};

}  // namespace
}  // namespace elbo

extern "C" {

int elbo_optim_average(const elbo_tensor* shadows, const elbo_tensor* parameters, int count, double decay, int* done) {
  *done = 0;
  return elbo::guarded([&] {
    elbo::ElementRange<elbo::Pair> range;
    for (int k = 0; k < count; ++k) {
      const auto shadow = elbo::borrow(shadows[k]);
      const auto parameter = elbo::borrow(parameters[k]);
      if (!elbo::plain(shadow) || !elbo::plain_like(parameter, shadow)) return;
      range.add({shadow.data_ptr(), parameter.data_ptr(), shadow.scalar_type() == at::kDouble}, shadow.numel());
    }
    range.for_each([&](const elbo::Pair& pair, int64_t first, int64_t n) {
      if (pair.is_double)
        elbo::average_f64(n, static_cast<double*>(pair.shadow) + first, static_cast<const double*>(pair.value) + first, decay, 1 - decay);
      else
        elbo::average_f32(n, static_cast<float*>(pair.shadow) + first, static_cast<const float*>(pair.value) + first,
                          static_cast<float>(decay), static_cast<float>(1 - decay));
    });
    *done = 1;
  });
}

}  // extern "C"
