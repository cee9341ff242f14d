// What every source of the shim shares: the error guard and the passage between handles and at::Tensor.
#pragma once
#include <ATen/ATen.h>
#include <c10/util/Exception.h>
#include <torch/csrc/api/include/torch/version.h>

#include <exception>
#include <optional>
#include <string>

#include "elbo_torch.h"

namespace elbo {

// libtorch had an optional of its own until 2.4 made it std::optional.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
using OptionalTensor = std::optional<at::Tensor>;
#else
using OptionalTensor = c10::optional<at::Tensor>;
#endif

void set_error(const char* message) noexcept;

// Runs `body`; turns whatever it throws into a stored message and the return value 1.
template <class F>
int guarded(F&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    set_error(e.what_without_backtrace());
  } catch (const std::exception& e) {
    set_error(e.what());
  } catch (...) {
    set_error("unknown C++ exception");
  }
  return 1;
}

// A second reference to the tensor behind a borrowed handle (null gives the undefined tensor).
inline at::Tensor borrow(elbo_tensor handle) {
  if (handle == nullptr) return {};
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(
      static_cast<c10::TensorImpl*>(handle)));
}

// Gives the tensor's reference away as an owned handle.
inline elbo_tensor release(at::Tensor&& tensor) {
  if (!tensor.defined()) return nullptr;
  return std::move(tensor).unsafeReleaseTensorImpl();
}

}  // namespace elbo
