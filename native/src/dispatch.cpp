// One boxed entry into libtorch's dispatcher: an operator handle, tagged values in, tagged values out.
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <memory>
#include <mutex>
#include <unordered_map>

#include "shim.h"

namespace {

struct Op {
  c10::OperatorHandle handle;
  std::vector<c10::IValue> defaults;  // None where the schema gives none
  std::vector<bool> has_default;
  std::string schema;
};

std::mutex ops_mutex;
std::unordered_map<std::string, std::unique_ptr<Op>> ops;

std::unique_ptr<Op> describe(c10::OperatorHandle handle) {
  auto op = std::make_unique<Op>(Op{handle, {}, {}, {}});
  for (const auto& argument : handle.schema().arguments()) {
    op->has_default.push_back(argument.default_value().has_value());
    op->defaults.push_back(argument.default_value().value_or(c10::IValue()));
  }
  std::ostringstream text;
  text << handle.schema();
  op->schema = text.str();
  return op;
}

c10::IValue unpack(const elbo_value& v) {
  switch (v.tag) {
    case ELBO_NONE: return {};
    case ELBO_TENSOR: return elbo::borrow(v.p);
    case ELBO_INT: return v.i;
    case ELBO_DOUBLE: return v.d;
    case ELBO_BOOL: return v.i != 0;
    case ELBO_INTS: return c10::IntArrayRef(static_cast<const int64_t*>(v.p), v.count);
    case ELBO_DOUBLES: return c10::ArrayRef<double>(static_cast<const double*>(v.p), v.count).vec();
    case ELBO_STRING: return std::string(static_cast<const char*>(v.p), v.count);
    case ELBO_DEVICE: {
      const auto index = v.i & 0xff;
      return c10::Device(static_cast<c10::DeviceType>(v.i >> 8), index == 0xff ? -1 : static_cast<c10::DeviceIndex>(index));
    }
    case ELBO_TENSORS: {
      c10::List<at::Tensor> list;
      list.reserve(v.count);
      for (int k = 0; k < v.count; ++k) list.push_back(elbo::borrow(static_cast<elbo_tensor*>(v.p)[k]));
      return list;
    }
    case ELBO_OPT_TENSORS: {
      c10::List<elbo::OptionalTensor> list;
      list.reserve(v.count);
      for (int k = 0; k < v.count; ++k) {
        auto handle = static_cast<elbo_tensor*>(v.p)[k];
        list.push_back(handle == nullptr ? elbo::OptionalTensor() : elbo::OptionalTensor(elbo::borrow(handle)));
      }
      return list;
    }
    case ELBO_GENERATOR: {
      auto impl = c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(v.p));
      return at::Generator(std::move(impl));
    }
    default: TORCH_CHECK(false, "unknown value tag ", v.tag);
  }
}

void pack(c10::IValue&& v, elbo_value& out) {
  out = {};
  if (v.isTensor()) {
    out.tag = ELBO_TENSOR;
    out.p = elbo::release(std::move(v).toTensor());
  } else if (v.isTensorList()) {
    auto list = std::move(v).toTensorVector();
    out.tag = ELBO_TENSORS;
    out.count = static_cast<int32_t>(list.size());
    auto handles = static_cast<elbo_tensor*>(malloc(sizeof(elbo_tensor) * (list.size() + 1)));
    TORCH_CHECK(handles != nullptr, "out of memory");
    for (size_t k = 0; k < list.size(); ++k) handles[k] = elbo::release(std::move(list[k]));
    out.p = handles;
  } else if (v.isInt()) {
    out.tag = ELBO_INT;
    out.i = v.toInt();
  } else if (v.isDouble()) {
    out.tag = ELBO_DOUBLE;
    out.d = v.toDouble();
  } else if (v.isBool()) {
    out.tag = ELBO_BOOL;
    out.i = v.toBool();
  } else {
    TORCH_CHECK(v.isNone(), "the operator returned a ", v.tagKind(), ", which the shim does not pass on");
  }
}

// Calls may nest (a managed backward runs inside one), so only the outermost uses the kept stack.
class BorrowedStack {
 public:
  BorrowedStack() : outermost_(depth_++ == 0) {}
  ~BorrowedStack() {
    if (outermost_) kept_.clear();
    --depth_;
  }
  torch::jit::Stack& operator*() { return outermost_ ? kept_ : own_; }

 private:
  static thread_local int depth_;
  static thread_local torch::jit::Stack kept_;
  bool outermost_;
  torch::jit::Stack own_;
};
thread_local int BorrowedStack::depth_ = 0;
thread_local torch::jit::Stack BorrowedStack::kept_;

}  // namespace

extern "C" {

int elbo_op_find(const char* name, const char* overload, elbo_op* result, const char** schema) {
  return elbo::guarded([&] {
    const std::lock_guard<std::mutex> lock(ops_mutex);
    auto key = std::string(name) + "." + overload;
    auto found = ops.find(key);
    if (found == ops.end()) {
      auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
      TORCH_CHECK(handle.has_value(), "this libtorch has no operator ", name, overload[0] ? "." : "", overload);
      found = ops.emplace(std::move(key), describe(*handle)).first;
    }
    *result = found->second.get();
    *schema = found->second->schema.c_str();
  });
}

int elbo_op_call(elbo_op handle, const elbo_value* in, int in_count, elbo_value* out, int out_capacity, int* out_count) {
  return elbo::guarded([&] {
    auto& op = *static_cast<Op*>(handle);
    BorrowedStack borrowed;
    auto& stack = *borrowed;
    const int arity = static_cast<int>(op.defaults.size());
    TORCH_CHECK(in_count <= arity, "takes ", arity, " arguments, given ", in_count);
    for (int k = 0; k < arity; ++k) {
      if (k < in_count && in[k].tag != ELBO_DEFAULT) {
        stack.push_back(unpack(in[k]));
      } else {
        TORCH_CHECK(op.has_default[k], "argument '", op.handle.schema().arguments()[k].name(), "' is missing");
        stack.push_back(op.defaults[k]);
      }
    }
    op.handle.callBoxed(stack);
    // An in-place or out= call asks for no results: the caller has them already.
    const int results = out_capacity == 0 ? 0 : static_cast<int>(stack.size());
    TORCH_CHECK(results <= out_capacity, "returns ", results, " values, room for ", out_capacity);
    for (int k = 0; k < results; ++k) pack(std::move(stack[k]), out[k]);
    *out_count = results;
  });
}

void elbo_free_list(void* tensors) { free(tensors); }

}  // extern "C"
