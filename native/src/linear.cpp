// A linear layer and its activation as one call each way, so that bias, activation and bias gradient cost no pass of their own.
#include "kernels/kernels.h"
#include "shim.h"

extern "C" {

ELBO_API int elbo_linear_forward(elbo_tensor x, elbo_tensor weight, elbo_tensor bias, int activation, elbo_tensor* result) {
  return elbo::guarded([&] {
    const at::NoGradGuard off;
    const auto w = elbo::borrow(weight);
    const auto b = elbo::borrow(bias);
    auto y = at::mm(elbo::borrow(x), w.t());
    elbo_bias_activation(y.data_ptr<float>(), b.defined() ? b.data_ptr<float>() : nullptr, y.size(0), y.size(1), activation);
    *result = elbo::release(std::move(y));
  });
}

ELBO_API int elbo_linear_backward(elbo_tensor dy, elbo_tensor x, elbo_tensor weight, elbo_tensor y, int activation,
                                  int needs_x, int needs_weight, int needs_bias, elbo_tensor* dx, elbo_tensor* dweight, elbo_tensor* dbias) {
  return elbo::guarded([&] {
    const at::NoGradGuard off;
    const auto g = elbo::borrow(dy).contiguous();
    const auto out = elbo::borrow(y);
    auto dz = activation == ELBO_IDENTITY ? g : at::empty_like(g);
    at::Tensor db;
    if (needs_bias || activation != ELBO_IDENTITY) {
      if (needs_bias) db = at::empty({g.size(1)}, g.options());
      elbo_activation_backward(g.data_ptr<float>(), out.data_ptr<float>(), dz.data_ptr<float>(), needs_bias ? db.data_ptr<float>() : nullptr,
                               g.size(0), g.size(1), activation);
    }
    if (needs_weight) *dweight = elbo::release(at::mm(dz.t(), elbo::borrow(x)));
    if (needs_x) *dx = elbo::release(at::mm(dz, elbo::borrow(weight)));
    *dbias = elbo::release(std::move(db));
  });
}

}  // extern "C"
