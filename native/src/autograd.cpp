// Gradient mode, backward, and custom functions whose backward is managed code.
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

#include <mutex>

#include "shim.h"

namespace {

using torch::autograd::Node;
using torch::autograd::SavedVariable;
using torch::autograd::variable_list;

class ManagedNode final : public Node {
 public:
  ManagedNode(void* context, elbo_backward_callback backward, elbo_release_callback release)
      : context_(context), backward_(backward), release_(release) {}

  ~ManagedNode() override { release_(context_); }

  void save(const at::Tensor& tensor, bool is_output) { saved_.emplace_back(tensor, is_output); }

  void release_variables() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (auto& saved : saved_) saved.reset_data();
    released_ = true;
  }

  variable_list apply(variable_list&& incoming) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    TORCH_CHECK(!released_, "backward through this graph a second time: its saved tensors are freed; ask to retain the graph");
    std::vector<elbo_tensor> in, saved;
    for (auto& gradient : incoming) in.push_back(elbo::release(std::move(gradient)));
    for (auto& variable : saved_) saved.push_back(elbo::release(variable.unpack(shared_from_this())));
    const auto edges = static_cast<int>(next_edges().size());
    std::vector<uint8_t> needed(edges);
    for (int k = 0; k < edges; ++k) needed[k] = task_should_compute_output(k);
    std::vector<elbo_tensor> out(edges, nullptr);
    char error[2048] = "";
    const int failed = backward_(context_, in.data(), static_cast<int>(in.size()), saved.data(), static_cast<int>(saved.size()),
                                 needed.data(), out.data(), edges, error, sizeof error);
    variable_list result(edges);
    for (int k = 0; k < edges; ++k) {
      if (out[k] != nullptr) result[k] = at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(
                                 static_cast<c10::TensorImpl*>(out[k])));
    }
    TORCH_CHECK(!failed, error);
    return result;
  }

 private:
  void* context_;
  elbo_backward_callback backward_;
  elbo_release_callback release_;
  std::vector<SavedVariable> saved_;
  std::mutex mutex_;
  bool released_ = false;
};

std::vector<at::Tensor> borrow_all(const elbo_tensor* handles, int count) {
  std::vector<at::Tensor> result;
  result.reserve(count);
  for (int k = 0; k < count; ++k) result.push_back(elbo::borrow(handles[k]));
  return result;
}

}  // namespace

extern "C" {

int elbo_grad_enabled(void) { return at::GradMode::is_enabled() ? 1 : 0; }
void elbo_set_grad_enabled(int enabled) { at::GradMode::set_enabled(enabled != 0); }

int elbo_set_requires_grad(elbo_tensor t, int value) {
  return elbo::guarded([&] { elbo::borrow(t).requires_grad_(value != 0); });
}

int elbo_grad(elbo_tensor t, elbo_tensor* out) {
  return elbo::guarded([&] {
    auto gradient = elbo::borrow(t).grad();
    *out = elbo::release(std::move(gradient));
  });
}

int elbo_set_grad(elbo_tensor t, elbo_tensor grad) {
  return elbo::guarded([&] { elbo::borrow(t).mutable_grad() = elbo::borrow(grad); });
}

int elbo_backward(elbo_tensor root, elbo_tensor seed, int retain_graph, int create_graph) {
  return elbo::guarded([&] {
    torch::autograd::backward({elbo::borrow(root)}, {elbo::borrow(seed)}, retain_graph != 0, create_graph != 0);
  });
}

int elbo_gradients(const elbo_tensor* outputs, const elbo_tensor* seeds, int output_count, const elbo_tensor* inputs,
                   int input_count, int retain_graph, int create_graph, int allow_unused, elbo_tensor* results) {
  return elbo::guarded([&] {
    auto gradients = torch::autograd::grad(
        borrow_all(outputs, output_count), borrow_all(inputs, input_count),
        seeds == nullptr ? std::vector<at::Tensor>(output_count) : borrow_all(seeds, output_count), retain_graph != 0, create_graph != 0, allow_unused != 0);
    for (int k = 0; k < input_count; ++k) results[k] = elbo::release(std::move(gradients[k]));
  });
}

int elbo_attach(const elbo_tensor* inputs, int input_count, const elbo_tensor* outputs, int output_count,
                const elbo_tensor* saved, int saved_count, void* context, elbo_backward_callback backward,
                elbo_release_callback release, int* attached) {
  *attached = 0;
  return elbo::guarded([&] {
    const auto in = borrow_all(inputs, input_count);
    bool any = false;
    for (const auto& tensor : in) any = any || (tensor.defined() && tensor.requires_grad());
    if (!any || !at::GradMode::is_enabled()) return;
    auto node = std::shared_ptr<ManagedNode>(new ManagedNode(context, backward, release), torch::autograd::deleteNode);
    *attached = 1;  // from here on the node releases the context
    torch::autograd::edge_list edges;
    for (const auto& tensor : in)
      edges.push_back(tensor.defined() && tensor.requires_grad() ? torch::autograd::impl::gradient_edge(tensor)
                                                                 : torch::autograd::Edge());
    node->set_next_edges(std::move(edges));
    for (int k = 0; k < output_count; ++k) {
      auto output = elbo::borrow(outputs[k]);
      if (c10::isFloatingType(output.scalar_type())) torch::autograd::set_history(output, node);
    }
    for (int k = 0; k < saved_count; ++k) {
      bool is_output = false;
      for (int j = 0; j < output_count; ++j) is_output = is_output || outputs[j] == saved[k];
      node->save(elbo::borrow(saved[k]), is_output);
    }
  });
}

}  // extern "C"
