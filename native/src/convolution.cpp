// A convolution over two axes with its activation as one call each way. Images are kept channels-last, in which libtorch's kernels need
// no reordering between layers; a transposed convolution is the gradient of a plain one in its input, and its own gradients are plain ones.
#include <ATen/core/grad_mode.h>

#include "kernels/kernels.h"
#include "shim.h"

namespace {

constexpr auto kLast = at::MemoryFormat::ChannelsLast;

struct Geometry {
  explicit Geometry(const int64_t* numbers)
      : stride(numbers, 2), padding(numbers + 2, 2), dilation(numbers + 4, 2), output_padding(numbers + 6, 2), groups(numbers[8]), transposed(numbers[9] != 0) {}

  at::IntArrayRef stride, padding, dilation, output_padding;
  int64_t groups;
  bool transposed;
};

constexpr int64_t kNone[2] = {0, 0};

float* floats(const at::Tensor& t) { return t.defined() ? t.data_ptr<float>() : nullptr; }

// Channels-last, said in the strides too where one channel or one pixel would let both orders pass: kernels are chosen by them.
at::Tensor operand(const at::Tensor& t) {
  auto c = t.contiguous(kLast);
  const int64_t n = c.size(1), h = c.size(2), w = c.size(3);
  const int64_t strides[] = {h * w * n, 1, w * n, n};
  return c.strides() == at::IntArrayRef(strides) ? c : c.as_strided(c.sizes(), strides);
}

at::Tensor correlate(const at::Tensor& x, const at::Tensor& weight, const elbo::OptionalTensor& bias, const Geometry& g) {
  return at::convolution(x, weight, bias, g.stride, g.padding, g.dilation, false, kNone, g.groups).contiguous(kLast);
}

// The gradient of `correlate` in its input, whose shape alone counts.
at::Tensor spread(const at::Tensor& dy, const at::Tensor& x, const at::Tensor& weight, const Geometry& g) {
  return std::get<0>(at::convolution_backward(dy, x, weight, c10::nullopt, g.stride, g.padding, g.dilation, false, kNone, g.groups, {true, false, false})).contiguous(kLast);
}

at::Tensor weigh(const at::Tensor& dy, const at::Tensor& x, const at::Tensor& weight, const Geometry& g) {
  return std::get<1>(at::convolution_backward(dy, x, weight, c10::nullopt, g.stride, g.padding, g.dilation, false, kNone, g.groups, {false, true, false})).contiguous();
}

at::Tensor enlarge(const at::Tensor& x, const at::Tensor& weight, const Geometry& g) {
  int64_t size[2];
  for (int axis = 0; axis < 2; ++axis)
    size[axis] = (x.size(2 + axis) - 1) * g.stride[axis] - 2 * g.padding[axis] + g.dilation[axis] * (weight.size(2 + axis) - 1) + g.output_padding[axis] + 1;
  const auto y = at::empty({x.size(0), weight.size(1) * g.groups, size[0], size[1]}, x.options().memory_format(kLast));
  return spread(x, y, weight, g);
}

}  // namespace

extern "C" {

ELBO_API int elbo_convolution_forward(elbo_tensor x, elbo_tensor weight, elbo_tensor bias, const int64_t* geometry, int activation, elbo_tensor* result,
                                      elbo_tensor* kept) {
  return elbo::guarded([&] {
    const at::NoGradGuard off;
    const Geometry g(geometry);
    auto a = operand(elbo::borrow(x));
    const auto w = elbo::borrow(weight), b = elbo::borrow(bias);
    auto y = g.transposed ? enlarge(a, w, g) : correlate(a, w, b.defined() ? elbo::OptionalTensor(b) : elbo::OptionalTensor(), g);
    const bool add = g.transposed && b.defined();
    if (add || activation != ELBO_IDENTITY)
      elbo_bias_activation(floats(y), add ? floats(b) : nullptr, y.numel() / std::max<int64_t>(1, y.size(1)), y.size(1), activation);
    *result = elbo::release(std::move(y));
    *kept = elbo::release(std::move(a));
  });
}

// x is what forward kept.
ELBO_API int elbo_convolution_backward(elbo_tensor dy, elbo_tensor x, elbo_tensor weight, elbo_tensor y, const int64_t* geometry, int activation,
                                       int needs_x, int needs_weight, int needs_bias, elbo_tensor* dx, elbo_tensor* dweight, elbo_tensor* dbias) {
  return elbo::guarded([&] {
    const at::NoGradGuard off;
    const Geometry g(geometry);
    const auto a = elbo::borrow(x), w = elbo::borrow(weight), out = elbo::borrow(y);
    const auto incoming = operand(elbo::borrow(dy));
    auto dz = activation == ELBO_IDENTITY ? incoming : at::empty_like(incoming);
    at::Tensor db;
    if (needs_bias) db = at::empty({dz.size(1)}, dz.options().memory_format(at::MemoryFormat::Contiguous));
    if (needs_bias || activation != ELBO_IDENTITY)
      elbo_activation_backward(floats(incoming), floats(out), floats(dz), floats(db), dz.numel() / std::max<int64_t>(1, dz.size(1)), dz.size(1), activation);
    if (needs_weight) *dweight = elbo::release(g.transposed ? weigh(a, dz, w, g) : weigh(dz, a, w, g));
    if (needs_x) *dx = elbo::release(g.transposed ? correlate(dz, w, {}, g) : spread(dz, a, w, g));
    *dbias = elbo::release(std::move(db));
  });
}

}  // extern "C"
