/* Short programs on small arrays, which the plugin launches and keeps itself: each of their buffers
 * must behave like XLA's, whatever is asked of it and in whatever order. */
#include <pthread.h>

#include "check.h"

enum { kCount = 4, kBytes = kCount * sizeof(float) };
static const int64_t kDims[] = {kCount};

static const char kDouble[] =
    "func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
    "  %y = stablehlo.add %x, %x : tensor<4xf32>\n"
    "  return %y : tensor<4xf32>\n}\n";

/* The first argument is donated to the first result. */
static const char kStep[] =
    "func.func @main(%x: tensor<4xf32> {tf.aliasing_output = 0 : i32}, %d: tensor<4xf32>)\n"
    "    -> (tensor<4xf32>, tensor<f32>) {\n"
    "  %y = stablehlo.add %x, %d : tensor<4xf32>\n"
    "  %zero = stablehlo.constant dense<0.0> : tensor<f32>\n"
    "  %s = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [0]\n"
    "    : (tensor<4xf32>, tensor<f32>) -> tensor<f32>\n"
    "  return %y, %s : tensor<4xf32>, tensor<f32>\n}\n";

/* A loop, a product of matrices, a sort, an unused argument, an empty result and a constant one. */
static const char kMixed[] =
    "func.func @main(%x: tensor<4xf32>, %unused: tensor<3xi32>)\n"
    "    -> (tensor<f32>, tensor<4xf32>, tensor<0xf32>, tensor<2xi8>, tensor<i32>) {\n"
    "  %i = stablehlo.constant dense<0> : tensor<i32>\n"
    "  %n = stablehlo.constant dense<10> : tensor<i32>\n"
    "  %one = stablehlo.constant dense<1> : tensor<i32>\n"
    "  %w:2 = stablehlo.while(%j = %i, %a = %x) : tensor<i32>, tensor<4xf32>\n"
    "    cond { %c = stablehlo.compare LT, %j, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>\n"
    "           stablehlo.return %c : tensor<i1> }\n"
    "    do { %k = stablehlo.add %j, %one : tensor<i32>\n"
    "         %b = stablehlo.add %a, %x : tensor<4xf32>\n"
    "         stablehlo.return %k, %b : tensor<i32>, tensor<4xf32> }\n"
    "  %d = stablehlo.dot_general %w#1, %x, contracting_dims = [0] x [0]\n"
    "    : (tensor<4xf32>, tensor<4xf32>) -> tensor<f32>\n"
    "  %s = \"stablehlo.sort\"(%w#1) ({\n"
    "  ^bb0(%p: tensor<f32>, %q: tensor<f32>):\n"
    "    %g = stablehlo.compare GT, %p, %q : (tensor<f32>, tensor<f32>) -> tensor<i1>\n"
    "    stablehlo.return %g : tensor<i1>\n"
    "  }) {dimension = 0 : i64} : (tensor<4xf32>) -> tensor<4xf32>\n"
    "  %e = stablehlo.slice %x [0:0] : (tensor<4xf32>) -> tensor<0xf32>\n"
    "  %k = stablehlo.constant dense<[7, -7]> : tensor<2xi8>\n"
    "  return %d, %s, %e, %k, %w#0\n"
    "    : tensor<f32>, tensor<4xf32>, tensor<0xf32>, tensor<2xi8>, tensor<i32>\n}\n";

/* Long enough for a thread of its own; its result is small. */
static const char kLong[] =
    "func.func @main(%x: tensor<4xf32>) -> tensor<4xf32> {\n"
    "  %m = stablehlo.broadcast_in_dim %x, dims = [0] : (tensor<4xf32>) -> tensor<4x500000xf32>\n"
    "  %t = stablehlo.tanh %m : tensor<4x500000xf32>\n"
    "  %zero = stablehlo.constant dense<0.0> : tensor<f32>\n"
    "  %s = stablehlo.reduce(%t init: %zero) applies stablehlo.maximum across dimensions = [1]\n"
    "    : (tensor<4x500000xf32>, tensor<f32>) -> tensor<4xf32>\n"
    "  return %s : tensor<4xf32>\n}\n";

static PJRT_Buffer* filled(PJRT_Client* client, float first) {
  float data[kCount] = {first, first + 1, first + 2, first + 3};
  return to_device(client, device_at(client, 0), data, PJRT_Buffer_Type_F32, kDims, 1);
}

/* Whether the array is `first`, `first` + `step`, … */
static bool holds(PJRT_Buffer* buffer, float first, float step) {
  float back[kCount] = {0};
  OK(to_host(buffer, back, sizeof(back)));
  bool right = true;
  for (int i = 0; i < kCount; ++i) right = right && back[i] == first + step * (float)i;
  return right;
}

static bool is_deleted(PJRT_Buffer* buffer) {
  ARGS(PJRT_Buffer_IsDeleted, deleted);
  deleted.buffer = buffer;
  MUST(api->PJRT_Buffer_IsDeleted(&deleted));
  return deleted.is_deleted;
}

static void delete_buffer(PJRT_Buffer* buffer) {
  ARGS(PJRT_Buffer_Delete, delete);
  delete.buffer = buffer;
  OK(api->PJRT_Buffer_Delete(&delete));
}

static float* pointer_to(PJRT_Buffer* buffer) {
  ARGS(PJRT_Buffer_OpaqueDeviceMemoryDataPointer, pointer);
  pointer.buffer = buffer;
  OK(api->PJRT_Buffer_OpaqueDeviceMemoryDataPointer(&pointer));
  return pointer.device_memory_ptr;
}

static int64_t bytes_in_use(PJRT_Client* client) {
  ARGS(PJRT_Device_MemoryStats, statistics);
  statistics.device = device_at(client, 0);
  MUST(api->PJRT_Device_MemoryStats(&statistics));
  return statistics.bytes_in_use;
}

/* Leaves -1 wherever the next functions have their local variables. */
__attribute__((noinline)) static void fill_stack(void) {
  volatile int32_t words[16384];
  for (size_t i = 0; i < sizeof(words) / sizeof(*words); ++i) words[i] = -1;
}

/* Rows of three numbers: what a compiler may add to a row must not be divided. */
static void test_division(PJRT_Client* client) {
  static const char kDivide[] =
      "func.func @main(%x: tensor<2x3xi32>, %y: tensor<2x3xi32>) -> tensor<2x3xi32> {\n"
      "  %q = stablehlo.divide %x, %y : tensor<2x3xi32>\n"
      "  return %q : tensor<2x3xi32>\n}\n";
  static const int64_t dims[] = {2, 3};
  const int32_t dividends[6] = {7, -8, 9, 10, 11, INT32_MIN};
  const int32_t divisors[6] = {2, 3, 0, -4, 5, -1};
  const int32_t expected[6] = {3, -2, -1, -2, 2, INT32_MIN};
  PJRT_LoadedExecutable* divide = compile_text(client, kDivide);
  PJRT_Buffer* arguments[2] = {
      to_device(client, device_at(client, 0), dividends, PJRT_Buffer_Type_S32, dims, 2),
      to_device(client, device_at(client, 0), divisors, PJRT_Buffer_Type_S32, dims, 2)};
  for (int round = 0; round < 10; ++round) {
    PJRT_Buffer* quotient = NULL;
    fill_stack();
    OK(execute(divide, arguments, 2, &quotient));
    int32_t back[6] = {0};
    OK(to_host(quotient, back, sizeof(back)));
    CHECK(memcmp(back, expected, sizeof(back)) == 0);
    destroy_buffer(quotient);
  }
  destroy_buffer(arguments[0]);
  destroy_buffer(arguments[1]);
  destroy_executable(divide);
}

static void test_facts(PJRT_Client* client) {
  PJRT_LoadedExecutable* twice = compile_text(client, kDouble);
  PJRT_Buffer* x = filled(client, 1);
  PJRT_Buffer* y = NULL;
  OK(execute(twice, &x, 1, &y));
  ARGS(PJRT_Buffer_ElementType, type);
  type.buffer = y;
  OK(api->PJRT_Buffer_ElementType(&type));
  CHECK(type.type == PJRT_Buffer_Type_F32);
  ARGS(PJRT_Buffer_UnpaddedDimensions, dims);
  dims.buffer = y;
  OK(api->PJRT_Buffer_UnpaddedDimensions(&dims));
  CHECK(dims.num_dims == 1 && dims.unpadded_dims[0] == kCount);
  ARGS(PJRT_Buffer_OnDeviceSizeInBytes, size);
  size.buffer = y;
  OK(api->PJRT_Buffer_OnDeviceSizeInBytes(&size));
  CHECK(size.on_device_size_in_bytes == kBytes);
  ARGS(PJRT_Buffer_Device, device);
  device.buffer = y;
  OK(api->PJRT_Buffer_Device(&device));
  CHECK(device.device == device_at(client, 0));
  ARGS(PJRT_Buffer_Memory, memory);
  memory.buffer = y;
  OK(api->PJRT_Buffer_Memory(&memory));
  ARGS(PJRT_Device_DefaultMemory, expected);
  expected.device = device.device;
  OK(api->PJRT_Device_DefaultMemory(&expected));
  CHECK(memory.memory == expected.memory);
  ARGS(PJRT_Buffer_ReadyEvent, ready);
  ready.buffer = y;
  OK(api->PJRT_Buffer_ReadyEvent(&ready));
  OK(await_event(ready.event));
  destroy_event(ready.event);
  float few[2];
  FAILS(INVALID_ARGUMENT, "dst_size is 8", to_host(y, few, sizeof(few)));

  /* What is written through a pointer is what every later reader sees, and the other way round. */
  float* elements = pointer_to(y);
  CHECK(elements == pointer_to(y) && (uintptr_t)elements % 64 == 0);
  CHECK(elements[3] == 8);
  elements[3] = -1;
  float back[kCount];
  OK(to_host(y, back, sizeof(back)));
  CHECK(back[2] == 6 && back[3] == -1);
  PJRT_Buffer* z = NULL;
  OK(execute(twice, &y, 1, &z));
  OK(to_host(z, back, sizeof(back)));
  CHECK(back[2] == 12 && back[3] == -2);
  destroy_buffer(z);

  ARGS(PJRT_Buffer_CopyToDevice, copy);
  copy.buffer = x;
  copy.dst_device = device_at(client, 1);
  OK(api->PJRT_Buffer_CopyToDevice(&copy));
  CHECK(holds(copy.dst_buffer, 1, 1));
  FAILS(INVALID_ARGUMENT, "device", execute(twice, &copy.dst_buffer, 1, &z));
  destroy_buffer(copy.dst_buffer);
  destroy_buffer(x);
  destroy_buffer(y);
  destroy_executable(twice);
}

static void test_deleted(PJRT_Client* client) {
  PJRT_LoadedExecutable* twice = compile_text(client, kDouble);
  for (int made_for_xla = 0; made_for_xla < 2; ++made_for_xla) {
    PJRT_Buffer* x = filled(client, 1);
    if (made_for_xla) CHECK(pointer_to(x) != NULL);
    CHECK(!is_deleted(x));
    delete_buffer(x);
    delete_buffer(x);
    CHECK(is_deleted(x));
    PJRT_Buffer* y = NULL;
    FAILS(INVALID_ARGUMENT, "deleted", execute(twice, &x, 1, &y));
    float back[kCount];
    FAILS(INVALID_ARGUMENT, "deleted", to_host(x, back, sizeof(back)));
    ARGS(PJRT_Buffer_UnsafePointer, pointer);
    pointer.buffer = x;
    FAILS(INVALID_ARGUMENT, "deleted", api->PJRT_Buffer_UnsafePointer(&pointer));
    destroy_buffer(x);
  }
  destroy_executable(twice);
}

static void test_donated(PJRT_Client* client) {
  PJRT_LoadedExecutable* step = compile_text(client, kStep);
  for (int made_for_xla = 0; made_for_xla < 2; ++made_for_xla) {
    PJRT_Buffer* arguments[2] = {filled(client, 1), filled(client, 10)};
    PJRT_Buffer* results[2] = {NULL, NULL};
    if (made_for_xla) CHECK(pointer_to(arguments[0]) != NULL);
    OK(execute(step, arguments, 2, results));
    CHECK(is_deleted(arguments[0]) && !is_deleted(arguments[1]));
    CHECK(holds(results[0], 11, 2));
    float sum = 0;
    OK(to_host(results[1], &sum, sizeof(sum)));
    CHECK(sum == 10);
    PJRT_Buffer* nothing[2] = {NULL, NULL};
    FAILS(INVALID_ARGUMENT, NULL, execute(step, arguments, 2, nothing));
    destroy_buffer(arguments[0]);
    destroy_buffer(results[1]);
    /* Donated and read at once. */
    arguments[0] = results[0];
    PJRT_Buffer* same[2] = {arguments[0], arguments[0]};
    FAILS(INVALID_ARGUMENT, NULL, execute(step, same, 2, nothing));
    CHECK(!is_deleted(arguments[0]) && holds(arguments[0], 11, 2));
    destroy_buffer(arguments[0]);
    destroy_buffer(arguments[1]);
  }
  /* Kept this time. */
  PJRT_Buffer* x = filled(client, 1);
  PJRT_Buffer* same[2] = {x, x};
  PJRT_Buffer* results[2] = {NULL, NULL};
  PJRT_Buffer* const* arguments = same;
  PJRT_Buffer** outputs = results;
  int64_t kept[] = {0};
  PJRT_ExecuteOptions options = execute_options();
  options.non_donatable_input_indices = kept;
  options.num_non_donatable_input_indices = 1;
  ARGS(PJRT_LoadedExecutable_Execute, run);
  run.executable = step;
  run.options = &options;
  run.argument_lists = &arguments;
  run.num_devices = 1;
  run.num_args = 2;
  run.output_lists = &outputs;
  PJRT_Event* complete = NULL;
  run.device_complete_events = &complete;
  OK(api->PJRT_LoadedExecutable_Execute(&run));
  OK(await_event(complete));
  destroy_event(complete);
  CHECK(holds(x, 1, 1) && holds(results[0], 2, 2));
  destroy_buffer(results[0]);
  destroy_buffer(results[1]);
  destroy_buffer(x);
  destroy_executable(step);
}

static void test_mixed(PJRT_Client* client) {
  PJRT_LoadedExecutable* mixed = compile_text(client, kMixed);
  int32_t unused[3] = {0};
  int64_t three[] = {3};
  PJRT_Buffer* arguments[2] = {filled(client, 1), to_device(client, device_at(client, 0), unused,
                                                            PJRT_Buffer_Type_S32, three, 1)};
  PJRT_Buffer* results[5] = {NULL};
  OK(execute(mixed, arguments, 2, results));
  float dot = 0, none[1];
  OK(to_host(results[0], &dot, sizeof(dot)));
  CHECK(dot == 11 * (1 + 4 + 9 + 16));
  CHECK(holds(results[1], 44, -11));
  OK(to_host(results[2], none, 0));
  int8_t constants[2];
  OK(to_host(results[3], constants, sizeof(constants)));
  CHECK(constants[0] == 7 && constants[1] == -7);
  int32_t rounds = 0;
  OK(to_host(results[4], &rounds, sizeof(rounds)));
  CHECK(rounds == 10);
  for (int i = 0; i < 5; ++i) destroy_buffer(results[i]);
  for (int i = 0; i < 2; ++i) destroy_buffer(arguments[i]);
  destroy_executable(mixed);
}

/* A short program after a long one whose result it takes, and the long one after that. */
static void test_waiting(PJRT_Client* client) {
  PJRT_LoadedExecutable* twice = compile_text(client, kDouble);
  PJRT_LoadedExecutable* far = compile_text(client, kLong);
  float zeros[kCount] = {0};
  PJRT_Buffer* x = to_device(client, device_at(client, 0), zeros, PJRT_Buffer_Type_F32, kDims, 1);
  for (int round = 0; round < 3; ++round) {
    PJRT_Buffer *y = NULL, *z = NULL, *last = NULL;
    OK(execute(far, &x, 1, &y));
    OK(execute(twice, &y, 1, &z));
    OK(execute(far, &z, 1, &last));
    CHECK(holds(last, 0, 0) && holds(z, 0, 0));
    PJRT_Buffer* again = NULL;
    OK(execute(twice, &last, 1, &again));
    CHECK(holds(again, 0, 0));
    destroy_buffer(again);
    destroy_buffer(last);
    destroy_buffer(z);
    destroy_buffer(y);
  }
  destroy_buffer(x);
  destroy_executable(far);
  destroy_executable(twice);
}

struct shared {
  PJRT_LoadedExecutable* twice;
  PJRT_Buffer* x;
  bool right;
};

static void* read_often(void* argument) {
  struct shared* shared = argument;
  shared->right = true;
  for (int i = 0; i < 200; ++i) {
    PJRT_Buffer* y = NULL;
    if (take(execute(shared->twice, &shared->x, 1, &y)) != PJRT_Error_Code_OK) continue;
    float back[kCount];
    must(to_host(y, back, sizeof(back)), "to_host");
    shared->right = shared->right && back[0] == 2 && back[3] == 8;
    destroy_buffer(y);
  }
  return NULL;
}

/* One array read by several threads while another hands it to XLA, and then deletes it. */
static void test_shared(PJRT_Client* client) {
  enum { kThreads = 3 };
  PJRT_LoadedExecutable* twice = compile_text(client, kDouble);
  const int64_t before = bytes_in_use(client);
  for (int round = 0; round < 20; ++round) {
    PJRT_Buffer* x = filled(client, 1);
    pthread_t threads[kThreads];
    struct shared shared[kThreads];
    for (int i = 0; i < kThreads; ++i) {
      shared[i] = (struct shared){twice, x, false};
      CHECK(pthread_create(&threads[i], NULL, read_often, &shared[i]) == 0);
    }
    CHECK(pointer_to(x)[0] == 1);
    if (round % 2) delete_buffer(x);
    for (int i = 0; i < kThreads; ++i) {
      pthread_join(threads[i], NULL);
      CHECK(shared[i].right);
    }
    destroy_buffer(x);
  }
  CHECK(bytes_in_use(client) == before);
  destroy_executable(twice);
}

void test_small_arrays(PJRT_Client* client) {
  const int64_t before = bytes_in_use(client);
  test_division(client);
  test_facts(client);
  test_deleted(client);
  test_donated(client);
  test_mixed(client);
  test_waiting(client);
  test_shared(client);
  CHECK(bytes_in_use(client) == before);
}
