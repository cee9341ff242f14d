// The norm of all gradients, with a sum whose order is fixed.
#include <cmath>

#include "optim_tensors.h"

namespace elbo {
namespace {

// Each piece is summed by one thread into one partial sum, and the partial sums are added in order.
constexpr int64_t kPiece = 8192;

ELBO_CLONES double sum_of_squares_f32(const float* x, int64_t n) {
  double sum = 0;
  for (int64_t k = 0; k < n; ++k) sum += static_cast<double>(x[k]) * static_cast<double>(x[k]);
  return sum;
}

ELBO_CLONES double sum_of_squares_f64(const double* x, int64_t n) {
  double sum = 0;
  for (int64_t k = 0; k < n; ++k) sum += x[k] * x[k];
  return sum;
}

struct Piece {
  const void* memory;
  int64_t count;
  bool is_double;
};

}  // namespace
}  // namespace elbo

extern "C" {

int elbo_optim_gradient_norm(const elbo_tensor* parameters, int count, double* norm, int* done) {
  *done = 0;
  return elbo::guarded([&] {
    std::vector<elbo::Piece> pieces;
    for (int k = 0; k < count; ++k) {
      const auto parameter = elbo::borrow(parameters[k]);
      const auto& gradient = parameter.grad();
      if (!gradient.defined()) continue;
      if (!elbo::plain(gradient)) return;
      const bool is_double = gradient.scalar_type() == at::kDouble;
      const auto* memory = static_cast<const char*>(gradient.data_ptr());
      for (int64_t first = 0; first < gradient.numel(); first += elbo::kPiece)
        pieces.push_back({memory + first * (is_double ? 8 : 4), std::min(elbo::kPiece, gradient.numel() - first), is_double});
    }
    std::vector<double> partial(pieces.size());
    at::parallel_for(0, static_cast<int64_t>(pieces.size()), elbo::kOptimGrain / elbo::kPiece, [&](int64_t begin, int64_t end) {
      for (int64_t k = begin; k < end; ++k) {
        const auto& piece = pieces[k];
        partial[k] = piece.is_double ? elbo::sum_of_squares_f64(static_cast<const double*>(piece.memory), piece.count)
                                     : elbo::sum_of_squares_f32(static_cast<const float*>(piece.memory), piece.count);
      }
    });
    double sum = 0;
    for (const double value : partial) sum += value;
    *norm = std::sqrt(sum);
    *done = 1;
  });
}

}  // extern "C"
