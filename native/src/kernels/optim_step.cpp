// One optimizer step over all parameters: gathers the pointers, works out the coefficients, runs the rule's loop.
#include <cmath>

#include "optim_tensors.h"

namespace elbo {
namespace {

struct Stretch {
  OptimCoefficients coefficients;
  void* memory[5];  // parameter, gradient, states
  bool is_double;
};

struct Rule {
  OptimLoop<float> f32;
  OptimLoop<double> f64;
};

constexpr Rule kRules[] = {{sgd_f32, sgd_f64}, {adagrad_f32, adagrad_f64}, {rmsprop_f32, rmsprop_f64}, {adam_f32, adam_f64}, {adamax_f32, adamax_f64}};

OptimCoefficients coefficients(const elbo_optim_settings& s, int64_t step) {
  OptimCoefficients c{};
  c.rate = s.rate;
  c.beta1 = s.beta1;
  c.beta2 = s.beta2;
  c.epsilon = s.epsilon;
  c.weight_decay = s.weight_decay;
  c.momentum = s.momentum;
  c.dampening = s.dampening;
  c.gradient_scale = s.gradient_scale;
  c.gradient_limit = s.gradient_limit;
  c.shrink = 1;
  c.first = step == 1;
  c.nesterov = s.flags & ELBO_NESTEROV;
  c.centered = s.flags & ELBO_CENTERED;
  c.amsgrad = s.flags & ELBO_AMSGRAD;
  if (s.flags & ELBO_DECOUPLED) {
    c.shrink = 1 - s.rate * s.weight_decay;
    c.weight_decay = 0;
  }
  if (s.rule == ELBO_ADAGRAD) c.rate = s.rate / (1 + static_cast<double>(step - 1) * s.rate_decay);
  if (s.rule == ELBO_ADAM || s.rule == ELBO_ADAMAX) c.rate = s.rate / (1 - std::pow(s.beta1, static_cast<double>(step)));
  if (s.rule == ELBO_ADAM) c.root_scale = 1 / std::sqrt(1 - std::pow(s.beta2, static_cast<double>(step)));
  return c;
}

}  // namespace
}  // namespace elbo

extern "C" {

int elbo_optim_step(const elbo_optim_settings* settings, const elbo_tensor* parameters, const elbo_tensor* states, int64_t* steps,
                    int count, int* done) {
  *done = 0;
  return elbo::guarded([&] {
    TORCH_CHECK(settings->rule >= ELBO_SGD && settings->rule <= ELBO_ADAMAX, "no optimizer rule has number ", settings->rule);
    elbo::ElementRange<elbo::Stretch> range;
    std::vector<int> moved;
    for (int k = 0; k < count; ++k) {
      const auto parameter = elbo::borrow(parameters[k]);
      const auto& gradient = parameter.grad();
      if (!gradient.defined()) continue;
      if (!elbo::plain(parameter) || !elbo::plain_like(gradient, parameter)) return;
      elbo::Stretch stretch{elbo::coefficients(*settings, steps[k] + 1), {parameter.data_ptr(), gradient.data_ptr()}, parameter.scalar_type() == at::kDouble};
      for (int j = 0; j < 3; ++j) {
        if (states[3 * k + j] == nullptr) continue;
        const auto state = elbo::borrow(states[3 * k + j]);
        if (!elbo::plain_like(state, parameter)) return;
        stretch.memory[2 + j] = state.data_ptr();
      }
      range.add(stretch, parameter.numel());
      moved.push_back(k);
    }
    const auto rule = elbo::kRules[settings->rule];
    range.for_each([&](const elbo::Stretch& s, int64_t first, int64_t n) {
      const auto at = [&](int k, auto* type) { return s.memory[k] == nullptr ? nullptr : static_cast<decltype(type)>(s.memory[k]) + first; };
      if (s.is_double) {
        double* type = nullptr;
        rule.f64(s.coefficients, n, at(0, type), at(1, type), at(2, type), at(3, type), at(4, type));
      } else {
        float* type = nullptr;
        rule.f32(s.coefficients, n, at(0, type), at(1, type), at(2, type), at(3, type), at(4, type));
      }
    });
    for (const int k : moved) {
      ++steps[k];
      // Autograd must notice when a graph that still needs the old values is differentiated.
      static_cast<c10::TensorImpl*>(parameters[k])->bump_version();
    }
    *done = 1;
  });
}

}  // extern "C"
