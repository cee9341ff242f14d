// C interface of the shim between Elbo and libtorch.
//
// Rules that hold for every function here:
//  * Nothing throws. A function that can fail returns 0 for success and 1 for failure; the reason is in elbo_last_error().
//  * A tensor is a `void*` to a c10::TensorImpl that carries one owned reference. Arguments are borrowed, results are owned.
//  * Only this folder includes a torch header.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ELBO_API __attribute__((visibility("default")))

// Bumped whenever a signature below changes; the managed side refuses another number.
#define ELBO_ABI 2

typedef void* elbo_tensor;
typedef void* elbo_generator;
typedef void* elbo_op;

enum elbo_tag {
  ELBO_NONE = 0,
  ELBO_TENSOR = 1,         // p: tensor
  ELBO_INT = 2,            // i
  ELBO_DOUBLE = 3,         // d
  ELBO_BOOL = 4,           // i
  ELBO_INTS = 5,           // p: int64_t[count]
  ELBO_DOUBLES = 6,        // p: double[count]
  ELBO_TENSORS = 7,        // p: tensor[count]
  ELBO_STRING = 8,         // p: utf-8, count bytes
  ELBO_DEVICE = 9,         // i: type << 8 | index (255: none)
  ELBO_OPT_TENSORS = 10,   // p: tensor[count], null allowed
  ELBO_GENERATOR = 11,     // p: generator
  ELBO_DEFAULT = 12        // take the schema's default
};

typedef struct elbo_value {
  int32_t tag;
  int32_t count;
  union {
    int64_t i;
    double d;
    void* p;
  };
} elbo_value;

typedef struct elbo_tensor_info {
  void* data;              // null unless the tensor is dense and has memory
  const int64_t* sizes;    // valid while the tensor lives and keeps its shape
  const int64_t* strides;
  int64_t count;
  int32_t rank;
  uint8_t dtype;           // c10::ScalarType
  uint8_t device_type;
  int8_t device_index;
  uint8_t flags;           // 1 contiguous, 2 requires grad, 4 leaf
} elbo_tensor_info;

// runtime.cpp
ELBO_API int elbo_abi(void);
ELBO_API const char* elbo_last_error(void);
ELBO_API const char* elbo_torch_version(void);
ELBO_API const char* elbo_torch_config(void);
ELBO_API int elbo_threads(void);
ELBO_API int elbo_set_threads(int count);
ELBO_API int elbo_cuda_available(void);
ELBO_API void elbo_memory(int64_t* live_bytes, int64_t* peak_bytes, int64_t* allocations);
ELBO_API void elbo_memory_reset_peak(void);

// dispatch.cpp
ELBO_API int elbo_op_find(const char* name, const char* overload, elbo_op* op, const char** schema);
ELBO_API int elbo_op_call(elbo_op op, const elbo_value* in, int in_count, elbo_value* out, int out_capacity, int* out_count);
ELBO_API void elbo_free_list(void* tensors);

// tensor.cpp
ELBO_API int elbo_tensor_empty(const int64_t* sizes, int rank, int dtype, int device_type, int device_index, elbo_tensor* out);
ELBO_API void elbo_tensor_describe(elbo_tensor t, elbo_tensor_info* info);
ELBO_API void elbo_tensor_free(const elbo_tensor* tensors, int count);
ELBO_API elbo_tensor elbo_tensor_share(elbo_tensor t);

// autograd.cpp
ELBO_API int elbo_grad_enabled(void);
ELBO_API void elbo_set_grad_enabled(int enabled);
ELBO_API int elbo_set_requires_grad(elbo_tensor t, int value);
ELBO_API int elbo_grad(elbo_tensor t, elbo_tensor* out);
ELBO_API int elbo_set_grad(elbo_tensor t, elbo_tensor grad);
ELBO_API int elbo_backward(elbo_tensor root, elbo_tensor seed, int retain_graph, int create_graph);
ELBO_API int elbo_gradients(const elbo_tensor* outputs, const elbo_tensor* seeds, int output_count,
                            const elbo_tensor* inputs, int input_count, int retain_graph, int create_graph,
                            int allow_unused, elbo_tensor* results);

// The managed half of a custom function. `incoming` and `saved` are owned by the callee, as are the results by the caller
// (null: no gradient). Returns 0, or 1 after writing a message of at most `error_size` bytes to `error`.
typedef int (*elbo_backward_callback)(void* context, const elbo_tensor* incoming, int incoming_count,
                                      const elbo_tensor* saved, int saved_count, const uint8_t* needed,
                                      elbo_tensor* results, int result_count, char* error, int error_size);
typedef void (*elbo_release_callback)(void* context);
ELBO_API int elbo_attach(const elbo_tensor* inputs, int input_count, const elbo_tensor* outputs, int output_count,
                         const elbo_tensor* saved, int saved_count, void* context,
                         elbo_backward_callback backward, elbo_release_callback release, int* attached);

// random.cpp
ELBO_API int elbo_generator_new(int device_type, int device_index, uint64_t seed, elbo_generator* out);
ELBO_API void elbo_generator_free(elbo_generator g);
ELBO_API int elbo_generator_state(elbo_generator g, elbo_tensor* out);
ELBO_API int elbo_generator_set_state(elbo_generator g, elbo_tensor state);
ELBO_API int elbo_manual_seed(uint64_t seed);

// kernels/optim_*.cpp ---------------------------------------------------------------------------------------------------
// Gives `t` the storage, shape and element type of `value`, keeping its identity: handles, autograd leaf and optimizer state
// that refer to `t` stay valid. A gradient of another type or device must be forgotten first.
ELBO_API int elbo_set_data(elbo_tensor t, elbo_tensor value);

enum elbo_optim_rule {
  ELBO_SGD = 0,       // states: momentum_buffer
  ELBO_ADAGRAD = 1,   // states: sum
  ELBO_RMSPROP = 2,   // states: square_avg, momentum_buffer, grad_avg
  ELBO_ADAM = 3,      // states: exp_avg, exp_avg_sq, max_exp_avg_sq
  ELBO_ADAMAX = 4     // states: exp_avg, exp_inf
};

enum elbo_optim_flag {
  ELBO_NESTEROV = 1,
  ELBO_CENTERED = 2,
  ELBO_AMSGRAD = 4,
  ELBO_DECOUPLED = 8  // weight decay acts on the parameter (AdamW), not through the gradient
};

typedef struct elbo_optim_settings {
  int32_t rule;
  int32_t flags;
  double rate;
  double beta1;
  double beta2;           // RMSprop: its alpha
  double epsilon;
  double weight_decay;
  double momentum;
  double dampening;
  double rate_decay;
  double gradient_scale;  // every gradient times this,
  double gradient_limit;  // then clamped to ±this (infinity: not at all)
} elbo_optim_settings;

// One optimizer step over all parameters in one pass over memory. `states` has three handles per parameter, null where the rule
// keeps fewer. Parameters without a gradient are skipped; for the others steps[k] grows by one first. Sets *done to 0, and
// changes nothing, unless every tensor involved is dense f32 or f64 on the CPU, contiguous and of its parameter's type.
ELBO_API int elbo_optim_step(const elbo_optim_settings* settings, const elbo_tensor* parameters, const elbo_tensor* states,
                             int64_t* steps, int count, int* done);

// The Euclidean norm of all gradients taken as one vector, accumulated in double; the order of addition does not depend on the
// number of threads. Same conditions, same *done.
ELBO_API int elbo_optim_gradient_norm(const elbo_tensor* parameters, int count, double* norm, int* done);

// shadow = decay * shadow + (1 - decay) * parameter, for all pairs in one pass. Same conditions, same *done.
ELBO_API int elbo_optim_average(const elbo_tensor* shadows, const elbo_tensor* parameters, int count, double decay, int* done);
// ------------------------------------------------------------------------------------------------------------------------

#ifdef __cplusplus
}
#endif
