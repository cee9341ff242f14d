// Generators with their own state, so that initialisation, data order and noise are separate, resumable streams.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>

#include "shim.h"

namespace {
at::Generator borrow_generator(elbo_generator g) {
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(g)));
}
}  // namespace

extern "C" {

int elbo_generator_new(int device_type, int device_index, uint64_t seed, elbo_generator* out) {
  return elbo::guarded([&] {
    const c10::Device device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    auto generator = at::globalContext().defaultGenerator(device).clone();
    generator.set_current_seed(seed);
    *out = generator.unsafeReleaseGeneratorImpl();
  });
}

void elbo_generator_free(elbo_generator g) {
  if (g != nullptr) c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(g));
}

int elbo_generator_state(elbo_generator g, elbo_tensor* out) {
  return elbo::guarded([&] { *out = elbo::release(borrow_generator(g).get_state()); });
}

int elbo_generator_set_state(elbo_generator g, elbo_tensor state) {
  return elbo::guarded([&] { borrow_generator(g).set_state(elbo::borrow(state)); });
}

int elbo_manual_seed(uint64_t seed) {
  return elbo::guarded([&] { at::manual_seed(seed); });
}

}  // extern "C"
