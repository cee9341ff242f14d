// Creating, describing and letting go of tensors.
#include "shim.h"

extern "C" {

int elbo_tensor_empty(const int64_t* sizes, int rank, int dtype, int device_type, int device_index, elbo_tensor* out) {
  return elbo::guarded([&] {
    const auto options = at::TensorOptions()
                             .dtype(static_cast<c10::ScalarType>(dtype))
                             .device(c10::Device(static_cast<c10::DeviceType>(device_type),
                                                 static_cast<c10::DeviceIndex>(device_index)));
    *out = elbo::release(at::empty(c10::IntArrayRef(sizes, rank), options));
  });
}

void elbo_tensor_describe(elbo_tensor handle, elbo_tensor_info* info) {
  auto* impl = static_cast<c10::TensorImpl*>(handle);
  const auto sizes = impl->sizes();
  const auto view = elbo::borrow(handle);
  info->data = impl->has_storage() && impl->storage_initialized() ? view.data_ptr() : nullptr;
  info->sizes = sizes.data();
  info->strides = impl->strides().data();
  info->count = impl->numel();
  info->rank = static_cast<int32_t>(sizes.size());
  info->dtype = static_cast<uint8_t>(c10::typeMetaToScalarType(impl->dtype()));
  const auto device = impl->device();
  info->device_type = static_cast<uint8_t>(device.type());
  info->device_index = device.index();
  info->flags = static_cast<uint8_t>((impl->is_contiguous() ? 1 : 0) | (view.requires_grad() ? 2 : 0) | (view.is_leaf() ? 4 : 0));
}

void elbo_tensor_free(const elbo_tensor* tensors, int count) {
  for (int k = 0; k < count; ++k) {
    if (tensors[k] == nullptr) continue;
    try {
      c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(static_cast<c10::TensorImpl*>(tensors[k]));
    } catch (...) {
      // A destructor that fails leaves nothing to do and nobody to tell.
    }
  }
}

elbo_tensor elbo_tensor_share(elbo_tensor t) { return elbo::release(elbo::borrow(t)); }

}  // extern "C"
