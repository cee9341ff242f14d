// A linear layer and its activation as one call each way, so that bias, activation and bias gradient cost no pass of their own.
// With bfloat16 operands the two matrix products of backward take the forward's rounded ones; bias, activation and results are f32.
#include <ATen/core/grad_mode.h>

#include "kernels/kernels.h"
#include "shim.h"

namespace {

uint16_t* halves(const at::Tensor& t) { return reinterpret_cast<uint16_t*>(t.data_ptr<at::BFloat16>()); }
float* floats(const at::Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; }

// [..., C] as [R, C]; what comes in is contiguous.
at::Tensor rows(const at::Tensor& t) {
  if (t.dim() == 2) return t;
  int64_t count = 1;
  for (int64_t k = 0; k + 1 < t.dim(); ++k) count *= t.size(k);
  return t.view({count, t.size(-1)});
}

// [R, O] with the leading axes of x again; no view for autograd, as a history is set on it.
at::Tensor with_axes_of(at::Tensor y, const at::Tensor& x) {
  if (x.dim() == 2) return y;
  auto shape = x.sizes().vec();
  shape.back() = y.size(1);
  return at::_unsafe_view(y, shape);
}

}  // namespace

extern "C" {

ELBO_API int elbo_linear_forward(elbo_tensor x, elbo_tensor weight, elbo_tensor bias, int activation, elbo_tensor* result) {
  return elbo::guarded([&] {
    const at::NoGradGuard off;
    const auto a = elbo::borrow(x);
    auto y = at::mm(rows(a), elbo::borrow(weight).t());
    elbo_bias_activation(floats(y), floats(elbo::borrow(bias)), y.size(0), y.size(1), activation);
    *result = elbo::release(with_axes_of(std::move(y), a));
  });
}

ELBO_API int elbo_linear_forward_bf16(elbo_tensor x, elbo_tensor weight, elbo_tensor bias, int activation, elbo_tensor* result,
                                      elbo_tensor* rounded_x, elbo_tensor* rounded_weight) {
  return elbo::guarded([&] {
    const at::NoGradGuard off;
    auto a = elbo::borrow(x).to(at::kBFloat16), w = elbo::borrow(weight).to(at::kBFloat16);
    const auto z = at::mm(rows(a), w.t());
    auto y = at::empty(z.sizes(), z.options().dtype(at::kFloat));
    elbo_bias_activation_bf16(halves(z), floats(elbo::borrow(bias)), floats(y), z.size(0), z.size(1), activation);
    *result = elbo::release(with_axes_of(std::move(y), a));
    *rounded_x = elbo::release(std::move(a));
    *rounded_weight = elbo::release(std::move(w));
  });
}

// Which of the two forwards it was, x says.
ELBO_API int elbo_linear_backward(elbo_tensor dy, elbo_tensor x, elbo_tensor weight, elbo_tensor y, int activation,
                                  int needs_x, int needs_weight, int needs_bias, elbo_tensor* dx, elbo_tensor* dweight, elbo_tensor* dbias) {
  return elbo::guarded([&] {
    const at::NoGradGuard off;
    const auto input = elbo::borrow(x), a = rows(input), out = elbo::borrow(y);
    const auto g = rows(elbo::borrow(dy).contiguous());
    const bool low = a.scalar_type() == at::kBFloat16;
    auto dz = low ? at::empty(g.sizes(), a.options()) : activation == ELBO_IDENTITY ? g : at::empty_like(g);
    at::Tensor db;
    if (needs_bias) db = at::empty({g.size(1)}, g.options());
    if (low) {
      elbo_activation_backward_bf16(floats(g), floats(out), halves(dz), floats(db), g.size(0), g.size(1), activation);
    } else if (needs_bias || activation != ELBO_IDENTITY) {
      elbo_activation_backward(floats(g), floats(out), floats(dz), floats(db), g.size(0), g.size(1), activation);
    }
    if (needs_weight) *dweight = elbo::release(at::mm(dz.t(), a).to(at::kFloat));
    if (needs_x) *dx = elbo::release(at::mm(dz, elbo::borrow(weight)).to(at::kFloat).view(input.sizes()));
    *dbias = elbo::release(std::move(db));
  });
}

}  // extern "C"
