// What small operations cost in direct C++, and through the dispatcher's boxed call: the reference of the op overhead table.
// Build: g++ -O2 -std=c++17 native/bench/op_overhead.cpp -o /tmp/op_overhead -I/usr/include/torch/csrc/api/include -ltorch_cpu -lc10
// Run:   /tmp/op_overhead [calls per round, 20000]
// Prints one JSON line per operation: {"op": ..., "ns": direct call, "boxed_ns": boxed call}, nanoseconds per call including
// the result's release, medians of interleaved rounds; tensors are 2x2 float32 that require no gradient, one thread.

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

namespace {

constexpr int kRounds = 31;

// Keeps the compiler from dropping a result.
inline void keep(const at::Tensor& tensor) { asm volatile("" : : "r"(tensor.unsafeGetTensorImpl()) : "memory"); }

template <typename Call>
double nanoseconds(int calls, const Call& call) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < calls; ++i) call();
  const std::chrono::duration<double, std::nano> elapsed = std::chrono::steady_clock::now() - begin;
  return elapsed.count() / calls;
}

double median(std::vector<double>& values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}

template <typename Direct>
void compare(const char* op, int calls, const Direct& direct, const char* schema, const char* overload,
             const std::function<void(torch::jit::Stack&)>& push) {
  const auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(schema, overload);
  torch::jit::Stack stack;
  // The stack is filled for every call, as any boxed caller has to.
  const auto boxed = [&] {
    stack.clear();
    push(stack);
    handle.callBoxed(&stack);
    keep(stack.back().toTensor());
  };
  nanoseconds(calls, direct);
  nanoseconds(calls, boxed);
  std::vector<double> plain, through;
  for (int round = 0; round < kRounds; ++round) {
    plain.push_back(nanoseconds(calls, direct));
    through.push_back(nanoseconds(calls, boxed));
  }
  std::printf("{\"op\": \"%s\", \"ns\": %.1f, \"boxed_ns\": %.1f}\n", op, median(plain), median(through));
}

}  // namespace

int main(int argc, char** argv) {
  const int calls = argc > 1 ? std::atoi(argv[1]) : 20000;
  if (calls < 1) {
    std::fprintf(stderr, "op_overhead: calls per round must be a positive number, not %s\n", argv[1]);
    return 2;
  }
  at::set_num_threads(1);
  const at::Tensor a = at::rand({2, 2}), b = at::rand({2, 2});
  using Stack = torch::jit::Stack;

  compare("add", calls, [&] { keep(at::add(a, b)); }, "aten::add", "Tensor",
          [&](Stack& s) { s.emplace_back(a); s.emplace_back(b); s.emplace_back(1); });
  compare("mm", calls, [&] { keep(at::mm(a, b)); }, "aten::mm", "",
          [&](Stack& s) { s.emplace_back(a); s.emplace_back(b); });
  compare("tanh", calls, [&] { keep(at::tanh(a)); }, "aten::tanh", "",
          [&](Stack& s) { s.emplace_back(a); });
  compare("view", calls, [&] { keep(a.view({4})); }, "aten::view", "",
          [&](Stack& s) { s.emplace_back(a); s.emplace_back(std::vector<int64_t>{4}); });
  compare("select", calls, [&] { keep(at::select(a, 0, 1)); }, "aten::select", "int",
          [&](Stack& s) { s.emplace_back(a); s.emplace_back(0); s.emplace_back(1); });
  compare("sum", calls, [&] { keep(at::sum(a)); }, "aten::sum", "",
          [&](Stack& s) { s.emplace_back(a); s.emplace_back(c10::IValue()); });
  return 0;
}
