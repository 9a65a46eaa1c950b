/* Execution: on one device and on several, donation, errors, threads, launches from inside a
 * launch. */
#include <pthread.h>

#include "check.h"

static const char kAddOne[] =
    "func.func @main(%x: tensor<256xf32> {tf.aliasing_output = 0 : i32}) -> tensor<256xf32> {\n"
    "  %one = stablehlo.constant dense<1.0> : tensor<256xf32>\n"
    "  %y = stablehlo.add %x, %one : tensor<256xf32>\n"
    "  return %y : tensor<256xf32>\n}\n";

static const char kSum[] =
    "func.func @main(%x: tensor<f32>) -> tensor<f32> {\n"
    "  %s = \"stablehlo.all_reduce\"(%x) ({\n"
    "  ^bb0(%a: tensor<f32>, %b: tensor<f32>):\n"
    "    %c = stablehlo.add %a, %b : tensor<f32>\n"
    "    stablehlo.return %c : tensor<f32>\n"
    "  }) {replica_groups = dense<[[0, 1, 2, 3]]> : tensor<1x4xi64>} : (tensor<f32>) -> "
    "tensor<f32>\n"
    "  return %s : tensor<f32>\n}\n";

static PJRT_LoadedExecutable_Execute_Args launch(PJRT_LoadedExecutable* executable,
                                                 PJRT_Buffer* const* const* arguments,
                                                 size_t devices, size_t count,
                                                 PJRT_Buffer** const* outputs) {
  ARGS(PJRT_LoadedExecutable_Execute, run);
  run.executable = executable;
  run.argument_lists = arguments;
  run.num_devices = devices;
  run.num_args = count;
  run.output_lists = outputs;
  return run;
}

static bool is_deleted(PJRT_Buffer* buffer) {
  ARGS(PJRT_Buffer_IsDeleted, deleted);
  deleted.buffer = buffer;
  MUST(api->PJRT_Buffer_IsDeleted(&deleted));
  return deleted.is_deleted;
}

static void test_donation(PJRT_Client* client) {
  static float data[256];
  int64_t dims[] = {256};
  PJRT_Device* device = device_at(client, 0);
  PJRT_LoadedExecutable* executable = compile_text(client, kAddOne);
  PJRT_Buffer* x = to_device(client, device, data, PJRT_Buffer_Type_F32, dims, 1);
  ARGS(PJRT_Buffer_UnsafePointer, before);
  before.buffer = x;
  OK(api->PJRT_Buffer_UnsafePointer(&before));
  PJRT_Buffer* y = NULL;
  OK(execute(executable, &x, 1, &y));
  CHECK(is_deleted(x));
  ARGS(PJRT_Buffer_UnsafePointer, after);
  after.buffer = y;
  OK(api->PJRT_Buffer_UnsafePointer(&after));
  CHECK(before.buffer_pointer == after.buffer_pointer);
  PJRT_Buffer* z = NULL;
  FAILS(INVALID_ARGUMENT, "donated", execute(executable, &x, 1, &z));
  destroy_buffer(x);

  /* Not to be donated this time. */
  int64_t kept[] = {0};
  PJRT_ExecuteOptions options = execute_options();
  options.non_donatable_input_indices = kept;
  options.num_non_donatable_input_indices = 1;
  PJRT_Buffer* const* arguments = &y;
  PJRT_Buffer** outputs = &z;
  PJRT_LoadedExecutable_Execute_Args run = launch(executable, &arguments, 1, 1, &outputs);
  run.options = &options;
  OK(api->PJRT_LoadedExecutable_Execute(&run));
  CHECK(!is_deleted(y));
  float back[256];
  OK(to_host(y, back, sizeof(back)));
  CHECK(back[255] == 1);
  OK(to_host(z, back, sizeof(back)));
  CHECK(back[255] == 2);
  options.non_donatable_input_indices = NULL;
  FAILS(INVALID_ARGUMENT, "non_donatable", api->PJRT_LoadedExecutable_Execute(&run));
  destroy_buffer(y);
  destroy_buffer(z);
  destroy_executable(executable);
}

static void test_wrong_launches(PJRT_Client* client) {
  static float data[256];
  int64_t dims[] = {256}, few[] = {2};
  PJRT_Device* device = device_at(client, 0);
  PJRT_LoadedExecutable* executable = compile_text(client, kAddOne);
  PJRT_Buffer* x = to_device(client, device, data, PJRT_Buffer_Type_F32, dims, 1);
  PJRT_Buffer* small = to_device(client, device, data, PJRT_Buffer_Type_F32, few, 1);
  PJRT_Buffer* pair[] = {x, x};
  PJRT_Buffer* y = NULL;
  FAILS(INVALID_ARGUMENT, NULL, execute(executable, pair, 2, &y));
  FAILS(INVALID_ARGUMENT, NULL, execute(executable, NULL, 0, &y));
  FAILS(INVALID_ARGUMENT, "size", execute(executable, &small, 1, &y));
  PJRT_Buffer* none = NULL;
  FAILS(INVALID_ARGUMENT, "argument 0", execute(executable, &none, 1, &y));
  PJRT_Buffer* wrong = (PJRT_Buffer*)client;
  FAILS(INVALID_ARGUMENT, "argument 0", execute(executable, &wrong, 1, &y));

  PJRT_Buffer* const* arguments = &x;
  PJRT_Buffer** outputs = &y;
  PJRT_LoadedExecutable_Execute_Args run = launch(executable, &arguments, 3, 1, &outputs);
  FAILS(INVALID_ARGUMENT, "num_devices is 3", api->PJRT_LoadedExecutable_Execute(&run));
  run = launch(executable, NULL, 1, 1, &outputs);
  FAILS(INVALID_ARGUMENT, "argument_lists", api->PJRT_LoadedExecutable_Execute(&run));
  run = launch(executable, &arguments, 1, 1, &outputs);
  run.execute_device = (PJRT_Device*)x;
  FAILS(INVALID_ARGUMENT, "execute_device", api->PJRT_LoadedExecutable_Execute(&run));
  run.execute_device = device_at(client, 1); /* the program was compiled for device 0 */
  FAILS(INVALID_ARGUMENT, NULL, api->PJRT_LoadedExecutable_Execute(&run));
  PJRT_ExecuteOptions options = execute_options();
  run.execute_device = NULL;
  run.options = &options;
  options.num_send_ops = 1;
  FAILS(UNIMPLEMENTED, "send", api->PJRT_LoadedExecutable_Execute(&run));
  options.num_send_ops = 0;
  options.struct_size = 16;
  FAILS(INVALID_ARGUMENT, "struct_size", api->PJRT_LoadedExecutable_Execute(&run));
  CHECK(!is_deleted(x)); /* none of these took the argument */

  /* An older caller, without `execute_device` and with short options. */
  options = execute_options();
  options.struct_size = offsetof(PJRT_ExecuteOptions, num_non_donatable_input_indices) + 8;
  options.context = (PJRT_ExecuteContext*)x;
  run.struct_size = offsetof(PJRT_LoadedExecutable_Execute_Args, device_complete_events) + 8;
  run.execute_device = (PJRT_Device*)x;
  OK(api->PJRT_LoadedExecutable_Execute(&run));
  destroy_buffer(y);
  destroy_buffer(x);
  destroy_buffer(small);
  destroy_executable(executable);
}

static void test_all_devices(PJRT_Client* client) {
  PJRT_Program program = make_program(kSum, strlen(kSum), "mlir");
  PJRT_LoadedExecutable* executable = NULL;
  OK(try_compile(client, &program, 4, &executable));
  ARGS(PJRT_LoadedExecutable_AddressableDevices, devices);
  devices.executable = executable;
  OK(api->PJRT_LoadedExecutable_AddressableDevices(&devices));
  CHECK(devices.num_addressable_devices == 4);
  PJRT_Buffer* inputs[4];
  PJRT_Buffer* const* arguments[4];
  PJRT_Buffer* results[4];
  PJRT_Buffer** outputs[4];
  PJRT_Event* events[4];
  for (int i = 0; i < 4; ++i) {
    float value = (float)(1 << i);
    inputs[i] = to_device(client, device_at(client, i), &value, PJRT_Buffer_Type_F32, NULL, 0);
    arguments[i] = &inputs[i];
    outputs[i] = &results[i];
  }
  PJRT_LoadedExecutable_Execute_Args run = launch(executable, arguments, 4, 1, outputs);
  run.device_complete_events = events;
  OK(api->PJRT_LoadedExecutable_Execute(&run));
  for (int i = 0; i < 4; ++i) {
    OK(await_event(events[i]));
    destroy_event(events[i]);
    float sum = 0;
    OK(to_host(results[i], &sum, sizeof(sum)));
    CHECK(sum == 15);
    ARGS(PJRT_Buffer_Device, device);
    device.buffer = results[i];
    OK(api->PJRT_Buffer_Device(&device));
    CHECK(device.device == device_at(client, i));
    destroy_buffer(results[i]);
  }
  /* Many launches that nobody awaits must not lock each other out. */
  enum { kLaunches = 200 };
  static PJRT_Buffer* many[kLaunches][4];
  run.device_complete_events = NULL;
  for (int n = 0; n < kLaunches; ++n) {
    for (int i = 0; i < 4; ++i) outputs[i] = &many[n][i];
    MUST(api->PJRT_LoadedExecutable_Execute(&run));
  }
  float sum = 0;
  OK(to_host(many[kLaunches - 1][3], &sum, sizeof(sum)));
  CHECK(sum == 15);
  for (int n = 0; n < kLaunches; ++n) {
    for (int i = 0; i < 4; ++i) destroy_buffer(many[n][i]);
  }
  for (int i = 0; i < 4; ++i) destroy_buffer(inputs[i]);
  destroy_executable(executable);
}

/* CompileOptionsProto with compile_portable_executable: the device is chosen at launch. */
static void test_portable(PJRT_Client* client) {
  char options[34];
  size_t size = compile_options(1, 1, options);
  options[size++] = 0x20; /* field 4, true */
  options[size++] = 0x01;
  PJRT_Program program = make_program(kAddOne, strlen(kAddOne), "mlir");
  ARGS(PJRT_Client_Compile, compile);
  compile.client = client;
  compile.program = &program;
  compile.compile_options = options;
  compile.compile_options_size = size;
  OK(api->PJRT_Client_Compile(&compile));
  static float data[256];
  int64_t dims[] = {256};
  PJRT_Buffer* x = to_device(client, device_at(client, 2), data, PJRT_Buffer_Type_F32, dims, 1);
  PJRT_Buffer* y = NULL;
  PJRT_Buffer* const* arguments = &x;
  PJRT_Buffer** outputs = &y;
  PJRT_Event* event = NULL;
  PJRT_LoadedExecutable_Execute_Args run = launch(compile.executable, &arguments, 1, 1, &outputs);
  FAILS(INVALID_ARGUMENT, "execute_device", api->PJRT_LoadedExecutable_Execute(&run));
  run.execute_device = device_at(client, 2);
  run.device_complete_events = &event;
  OK(api->PJRT_LoadedExecutable_Execute(&run));
  OK(await_event(event));
  destroy_event(event);
  float back[256];
  OK(to_host(y, back, sizeof(back)));
  CHECK(back[0] == 1);
  ARGS(PJRT_LoadedExecutable_GetDeviceAssignment, assignment);
  assignment.executable = compile.executable;
  FAILS(FAILED_PRECONDITION, "portable",
        api->PJRT_LoadedExecutable_GetDeviceAssignment(&assignment));
  destroy_buffer(x);
  destroy_buffer(y);
  destroy_executable(compile.executable);
}

struct work {
  PJRT_Client* client;
  PJRT_LoadedExecutable* executable;
  bool right;
};

static void* call_often(void* argument) {
  struct work* work = argument;
  PJRT_Device* device = device_at(work->client, 0);
  static float data[256];
  int64_t dims[] = {256};
  work->right = true;
  for (int i = 0; i < 500; ++i) {
    PJRT_Buffer* x = to_device(work->client, device, data, PJRT_Buffer_Type_F32, dims, 1);
    PJRT_Buffer* y = NULL;
    must(execute(work->executable, &x, 1, &y), "execute");
    float back[256];
    must(to_host(y, back, sizeof(back)), "to_host");
    work->right = work->right && back[0] == 1 && back[255] == 1;
    destroy_buffer(x);
    destroy_buffer(y);
  }
  return NULL;
}

static void test_threads(PJRT_Client* client) {
  enum { kThreads = 8 };
  PJRT_LoadedExecutable* executable = compile_text(client, kAddOne);
  ARGS(PJRT_Device_MemoryStats, before);
  before.device = device_at(client, 0);
  OK(api->PJRT_Device_MemoryStats(&before));
  pthread_t threads[kThreads];
  struct work work[kThreads];
  for (int i = 0; i < kThreads; ++i) {
    work[i] = (struct work){client, executable, false};
    CHECK(pthread_create(&threads[i], NULL, call_often, &work[i]) == 0);
  }
  for (int i = 0; i < kThreads; ++i) {
    pthread_join(threads[i], NULL);
    CHECK(work[i].right);
  }
  ARGS(PJRT_Device_MemoryStats, after);
  after.device = device_at(client, 0);
  OK(api->PJRT_Device_MemoryStats(&after));
  CHECK(after.bytes_in_use == before.bytes_in_use);
  destroy_executable(executable);
}

void test_execution(PJRT_Client* client) {
  test_donation(client);
  test_wrong_launches(client);
  test_all_devices(client);
  test_portable(client);
  test_threads(client);
}
