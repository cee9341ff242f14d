// Replacing what a parameter holds without replacing the parameter.
#include "shim.h"

extern "C" {

int elbo_set_data(elbo_tensor t, elbo_tensor value) {
  return elbo::guarded([&] { elbo::borrow(t).set_data(elbo::borrow(value)); });
}

}  // extern "C"
