/* The extensions: FFI handlers, layouts, the profiler. */
#include "check.h"

/* Answers XLA's question what API version a handler speaks; true if that was the call. */
static bool answer_metadata(XLA_FFI_CallFrame* frame) {
  for (XLA_FFI_Extension_Base* base = frame->extension_start; base != NULL; base = base->next) {
    if (base->type != XLA_FFI_Extension_Metadata) continue;
    XLA_FFI_Metadata* metadata = ((struct XLA_FFI_Metadata_Extension*)base)->metadata;
    metadata->api_version.major_version = XLA_FFI_API_MAJOR;
    metadata->api_version.minor_version = XLA_FFI_API_MINOR;
    return true;
  }
  return false;
}

static XLA_FFI_Error* ffi_error(XLA_FFI_CallFrame* frame, const char* message) {
  XLA_FFI_Error_Create_Args create;
  memset(&create, 0, sizeof(create));
  create.struct_size = XLA_FFI_Error_Create_Args_STRUCT_SIZE;
  create.message = message;
  create.errc = XLA_FFI_Error_Code_DATA_LOSS;
  return frame->api->XLA_FFI_Error_Create(&create);
}

static int64_t user_type;

/* Adds the number in the user data to every element. */
static XLA_FFI_Error* add_user_data(XLA_FFI_CallFrame* frame) {
  if (answer_metadata(frame)) return NULL;
  XLA_FFI_TypeId type = {user_type};
  XLA_FFI_ExecutionContext_Get_Args get;
  memset(&get, 0, sizeof(get));
  get.struct_size = XLA_FFI_ExecutionContext_Get_Args_STRUCT_SIZE;
  get.ctx = frame->ctx;
  get.type_id = &type;
  XLA_FFI_Error* error = frame->api->XLA_FFI_ExecutionContext_Get(&get);
  if (error != NULL) return error;
  const XLA_FFI_Buffer* in = frame->args.args[0];
  XLA_FFI_Buffer* out = frame->rets.rets[0];
  for (int64_t i = 0; i < in->dims[0]; ++i) {
    ((float*)out->data)[i] = ((float*)in->data)[i] + *(float*)get.data;
  }
  return NULL;
}

static XLA_FFI_Error* always_fails(XLA_FFI_CallFrame* frame) {
  if (answer_metadata(frame)) return NULL;
  return ffi_error(frame, "as it must");
}

/* A handler that runs another program of the same client. */
static PJRT_LoadedExecutable* inner;
static XLA_FFI_Error* run_inner(XLA_FFI_CallFrame* frame) {
  if (answer_metadata(frame)) return NULL;
  ARGS(PJRT_LoadedExecutable_AddressableDevices, devices);
  devices.executable = inner;
  if (api->PJRT_LoadedExecutable_AddressableDevices(&devices) != NULL)
    return ffi_error(frame, "devices");
  PJRT_Buffer* output = NULL;
  if (execute(inner, NULL, 0, &output) != NULL) return ffi_error(frame, "inner program");
  float value = 0;
  if (to_host(output, &value, sizeof(value)) != NULL) return ffi_error(frame, "inner result");
  destroy_buffer(output);
  const XLA_FFI_Buffer* in = frame->args.args[0];
  XLA_FFI_Buffer* out = frame->rets.rets[0];
  for (int64_t i = 0; i < in->dims[0]; ++i) ((float*)out->data)[i] = ((float*)in->data)[i] * value;
  return NULL;
}

static PJRT_Error* register_handler(PJRT_FFI_Extension* ffi, const char* name,
                                    XLA_FFI_Error* (*handler)(XLA_FFI_CallFrame*)) {
  ARGS(PJRT_FFI_Register_Handler, args);
  args.target_name = name;
  args.target_name_size = strlen(name);
  args.handler = (void*)handler;
  args.platform_name = "Host";
  args.platform_name_size = 4;
  return ffi->register_handler(&args);
}

static PJRT_LoadedExecutable* compile_call(PJRT_Client* client, const char* name) {
  char text[512];
  snprintf(text, sizeof(text),
           "func.func @main(%%x: tensor<4xf32>) -> tensor<4xf32> {\n"
           "  %%y = stablehlo.custom_call @%s(%%x) {api_version = 4 : i32} : (tensor<4xf32>) -> "
           "tensor<4xf32>\n"
           "  return %%y : tensor<4xf32>\n}\n",
           name);
  return compile_text(client, text);
}

/* Runs and reads the result: an error may come from either. */
static PJRT_Error* run(PJRT_LoadedExecutable* executable, PJRT_Buffer* x,
                       PJRT_ExecuteContext* context, float* out) {
  PJRT_ExecuteOptions options = execute_options();
  options.context = context;
  options.call_location = "test:1";
  PJRT_Buffer* y = NULL;
  PJRT_Buffer* const* arguments = &x;
  PJRT_Buffer** outputs = &y;
  ARGS(PJRT_LoadedExecutable_Execute, run);
  run.executable = executable;
  run.options = &options;
  run.argument_lists = &arguments;
  run.num_devices = 1;
  run.num_args = 1;
  run.output_lists = &outputs;
  PJRT_Error* error = api->PJRT_LoadedExecutable_Execute(&run);
  if (error != NULL) return error;
  error = to_host(y, out, 4 * sizeof(float));
  destroy_buffer(y);
  return error;
}

static void test_ffi(PJRT_Client* client) {
  PJRT_FFI_Extension* ffi = (PJRT_FFI_Extension*)find_extension(PJRT_Extension_Type_FFI);
  CHECK(ffi != NULL && ffi->base.struct_size >= PJRT_FFI_Extension_STRUCT_SIZE);
  OK(register_handler(ffi, "xla_cpu_test_add", add_user_data));
  OK(register_handler(ffi, "xla_cpu_test_fail", always_fails));
  OK(register_handler(ffi, "xla_cpu_test_nest", run_inner));
  FAILS(INVALID_ARGUMENT, NULL, register_handler(ffi, "xla_cpu_test_add", always_fails));
  FAILS(INVALID_ARGUMENT, "handler", register_handler(ffi, "xla_cpu_test_null", NULL));
  FAILS(INVALID_ARGUMENT, "target_name", register_handler(ffi, "", add_user_data));
  ARGS(PJRT_FFI_Register_Handler, no_platform);
  no_platform.target_name = "x";
  no_platform.target_name_size = 1;
  no_platform.handler = (void*)add_user_data;
  FAILS(INVALID_ARGUMENT, "platform_name", ffi->register_handler(&no_platform));
  FAILS(INVALID_ARGUMENT, NULL, ffi->register_handler(NULL));

  ARGS(PJRT_FFI_Type_Register, type);
  FAILS(INVALID_ARGUMENT, "type_name", ffi->type_register(&type));
  type.type_name = "xla_cpu_test_type";
  type.type_name_size = strlen(type.type_name);
  OK(ffi->type_register(&type));
  CHECK(type.type_id != 0);
  user_type = type.type_id;
  OK(ffi->type_register(&type)); /* the same name with the same id again */
  type.type_id = user_type + 1000;
  FAILS_SOMEHOW(NULL, ffi->type_register(&type));

  ARGS(PJRT_ExecuteContext_Create, context);
  OK(api->PJRT_ExecuteContext_Create(&context));
  float number = 10;
  ARGS(PJRT_FFI_UserData_Add, add);
  add.user_data.type_id = user_type;
  add.user_data.data = &number;
  FAILS(INVALID_ARGUMENT, "context", ffi->user_data_add(&add));
  add.context = context.context;
  OK(ffi->user_data_add(&add));
  FAILS_SOMEHOW(NULL, ffi->user_data_add(&add)); /* one of each type */

  float data[4] = {1, 2, 3, 4}, back[4];
  int64_t dims[] = {4};
  PJRT_Buffer* x = to_device(client, device_at(client, 0), data, PJRT_Buffer_Type_F32, dims, 1);
  PJRT_LoadedExecutable* executable = compile_call(client, "xla_cpu_test_add");
  OK(run(executable, x, context.context, back));
  CHECK(back[0] == 11 && back[3] == 14);
  FAILS_SOMEHOW(NULL, run(executable, x, NULL, back)); /* no user data */
  destroy_executable(executable);
  FAILS(
      INVALID_ARGUMENT, "context",
      run(executable = compile_call(client, "xla_cpu_test_add"), x, (PJRT_ExecuteContext*)x, back));
  destroy_executable(executable);
  ARGS(PJRT_ExecuteContext_Destroy, drop);
  drop.context = context.context;
  OK(api->PJRT_ExecuteContext_Destroy(&drop));

  executable = compile_call(client, "xla_cpu_test_fail");
  FAILS(DATA_LOSS, "as it must", run(executable, x, NULL, back));
  destroy_executable(executable);

  inner = compile_text(client,
                       "func.func @main() -> tensor<f32> {\n"
                       "  %0 = stablehlo.constant dense<3.0> : tensor<f32>\n"
                       "  return %0 : tensor<f32>\n}\n");
  executable = compile_call(client, "xla_cpu_test_nest");
  for (int i = 0; i < 16; ++i) {
    OK(run(executable, x, NULL, back));
    CHECK(back[0] == 3 && back[3] == 12);
  }
  destroy_executable(executable);
  destroy_executable(inner);
  destroy_buffer(x);
}

static void expect_layout(PJRT_Layouts_Extension* layouts, PJRT_Layouts_MemoryLayout* layout,
                          const char* text) {
  ARGS(PJRT_Layouts_MemoryLayout_Serialize, serialize);
  serialize.layout = layout;
  OK(layouts->PJRT_Layouts_MemoryLayout_Serialize(&serialize));
  CHECK(serialize.serialized_bytes_size == strlen(text) &&
        memcmp(serialize.serialized_bytes, text, strlen(text)) == 0);
  serialize.serialized_layout_deleter(serialize.serialized_layout);
  ARGS(PJRT_Layouts_MemoryLayout_Destroy, destroy);
  destroy.layout = layout;
  OK(layouts->PJRT_Layouts_MemoryLayout_Destroy(&destroy));
}

static void test_layouts(PJRT_Client* client) {
  PJRT_Layouts_Extension* layouts =
      (PJRT_Layouts_Extension*)find_extension(PJRT_Extension_Type_Layouts);
  CHECK(layouts != NULL && layouts->base.struct_size >= PJRT_Layouts_Extension_STRUCT_SIZE);
  int64_t dims[] = {2, 3};
  float data[6] = {0};
  ARGS(PJRT_Layouts_PJRT_Client_GetDefaultLayout, preferred);
  preferred.client = client;
  preferred.dims = dims;
  preferred.num_dims = 2;
  FAILS(INVALID_ARGUMENT, "element type",
        layouts->PJRT_Layouts_PJRT_Client_GetDefaultLayout(&preferred));
  preferred.type = PJRT_Buffer_Type_F32;
  OK(layouts->PJRT_Layouts_PJRT_Client_GetDefaultLayout(&preferred));
  expect_layout(layouts, preferred.layout, "{1,0}");

  ARGS(PJRT_Client_TopologyDescription, topology);
  topology.client = client;
  OK(api->PJRT_Client_TopologyDescription(&topology));
  ARGS(PJRT_Layouts_PJRT_Topology_GetDefaultLayout, of_topology);
  of_topology.dims = dims;
  of_topology.num_dims = 2;
  of_topology.type = PJRT_Buffer_Type_F32;
  FAILS(INVALID_ARGUMENT, "topology",
        layouts->PJRT_Layouts_PJRT_Topology_GetDefaultLayout(&of_topology));
  of_topology.topology_description = topology.topology;
  OK(layouts->PJRT_Layouts_PJRT_Topology_GetDefaultLayout(&of_topology));
  expect_layout(layouts, of_topology.layout, "{1,0}");

  PJRT_Buffer* buffer =
      to_device(client, device_at(client, 0), data, PJRT_Buffer_Type_F32, dims, 2);
  ARGS(PJRT_Layouts_PJRT_Buffer_MemoryLayout, of_buffer);
  FAILS(INVALID_ARGUMENT, "buffer", layouts->PJRT_Layouts_PJRT_Buffer_MemoryLayout(&of_buffer));
  of_buffer.buffer = buffer;
  OK(layouts->PJRT_Layouts_PJRT_Buffer_MemoryLayout(&of_buffer));
  expect_layout(layouts, of_buffer.layout, "{1,0}");
  destroy_buffer(buffer);

  PJRT_LoadedExecutable* loaded = compile_text(
      client,
      "func.func @main(%x: tensor<2x3xf32>) -> (tensor<2x3xf32> {mhlo.layout_mode = \"{0,1}\"}) {\n"
      "  %y = stablehlo.add %x, %x : tensor<2x3xf32>\n"
      "  return %y : tensor<2x3xf32>\n}\n");
  ARGS(PJRT_LoadedExecutable_GetExecutable, get);
  get.loaded_executable = loaded;
  OK(api->PJRT_LoadedExecutable_GetExecutable(&get));
  ARGS(PJRT_Layouts_PJRT_Executable_GetOutputLayouts, outputs);
  FAILS(INVALID_ARGUMENT, "executable",
        layouts->PJRT_Layouts_PJRT_Executable_GetOutputLayouts(&outputs));
  outputs.executable = get.executable;
  OK(layouts->PJRT_Layouts_PJRT_Executable_GetOutputLayouts(&outputs));
  CHECK(outputs.num_outputs == 1);
  expect_layout(layouts, outputs.layouts[0], "{0,1}");
  expect_layout(layouts, outputs.layouts[0], "{0,1}"); /* the executable's own outlives Destroy */
  ARGS(PJRT_Executable_Destroy, destroy);
  destroy.executable = get.executable;
  OK(api->PJRT_Executable_Destroy(&destroy));
  destroy_executable(loaded);

  ARGS(PJRT_Layouts_MemoryLayout_Destroy, nothing);
  OK(layouts->PJRT_Layouts_MemoryLayout_Destroy(&nothing));
  ARGS(PJRT_Layouts_MemoryLayout_Serialize, no_layout);
  FAILS(INVALID_ARGUMENT, "layout", layouts->PJRT_Layouts_MemoryLayout_Serialize(&no_layout));
}

/* The profiler's errors are the API's under another name. */
static PJRT_Error* of_profiler(PLUGIN_Profiler_Api* profiler, PLUGIN_Profiler_Error* error) {
  if (error == NULL) return NULL;
  ARGS(PLUGIN_Profiler_Error_Message, message);
  message.error = error;
  profiler->error_message(&message);
  CHECK(message.message_size > 0);
  ARGS(PLUGIN_Profiler_Error_GetCode, code);
  code.error = error;
  CHECK(profiler->error_get_code(&code) == NULL && code.code != 0);
  return (PJRT_Error*)error;
}

static void test_profiler(PJRT_Client* client) {
  PJRT_Profiler_Extension* extension =
      (PJRT_Profiler_Extension*)find_extension(PJRT_Extension_Type_Profiler);
  CHECK(extension != NULL && extension->profiler_api != NULL);
  PLUGIN_Profiler_Api* profiler = extension->profiler_api;
  ARGS(PLUGIN_Profiler_Create, create);
  create.options = "\xff\xff\xff";
  create.options_size = 3;
  FAILS(INVALID_ARGUMENT, "ProfileOptions", of_profiler(profiler, profiler->create(&create)));
  create.options_size = 0;
  OK(of_profiler(profiler, profiler->create(&create)));
  ARGS(PLUGIN_Profiler_Start, start);
  FAILS(INVALID_ARGUMENT, "profiler", of_profiler(profiler, profiler->start(&start)));
  start.profiler = create.profiler;
  ARGS(PLUGIN_Profiler_Stop, stop);
  FAILS(INVALID_ARGUMENT, "profiler", of_profiler(profiler, profiler->stop(&stop)));
  stop.profiler = create.profiler;
  ARGS(PLUGIN_Profiler_CollectData, collect);
  FAILS(INVALID_ARGUMENT, "profiler", of_profiler(profiler, profiler->collect_data(&collect)));
  collect.profiler = create.profiler;

  FAILS(FAILED_PRECONDITION, "not run", of_profiler(profiler, profiler->stop(&stop)));
  OK(of_profiler(profiler, profiler->start(&start)));
  FAILS(FAILED_PRECONDITION, "already", of_profiler(profiler, profiler->start(&start)));
  FAILS(FAILED_PRECONDITION, "still", of_profiler(profiler, profiler->collect_data(&collect)));
  destroy_executable(compile_text(client,
                                  "func.func @main() -> tensor<f32> {\n"
                                  "  %0 = stablehlo.constant dense<3.0> : tensor<f32>\n"
                                  "  return %0 : tensor<f32>\n}\n"));
  OK(of_profiler(profiler, profiler->stop(&stop)));
  OK(of_profiler(profiler, profiler->collect_data(&collect)));
  CHECK(collect.buffer_size_in_bytes > 0);
  uint8_t* data = malloc(collect.buffer_size_in_bytes);
  collect.buffer = data;
  OK(of_profiler(profiler, profiler->collect_data(&collect)));
  CHECK(memmem(data, collect.buffer_size_in_bytes, "/host:CPU", 9) != NULL);
  free(data);
  ARGS(PLUGIN_Profiler_Destroy, destroy);
  OK(of_profiler(profiler, profiler->destroy(&destroy))); /* null */
  destroy.profiler = create.profiler;
  OK(of_profiler(profiler, profiler->destroy(&destroy)));
  FAILS(INVALID_ARGUMENT, "null", of_profiler(profiler, profiler->create(NULL)));
  ARGS(PLUGIN_Profiler_Error_GetCode, no_error);
  FAILS(INVALID_ARGUMENT, "error", (PJRT_Error*)profiler->error_get_code(&no_error));
  ARGS(PLUGIN_Profiler_Error_Message, no_message);
  profiler->error_message(&no_message);
  CHECK(no_message.message_size == 0);
  ARGS(PLUGIN_Profiler_Error_Destroy, nothing);
  profiler->error_destroy(&nothing);
  create.options = "\xff\xff\xff";
  create.options_size = 3;
  nothing.error = profiler->create(&create);
  CHECK(nothing.error != NULL);
  profiler->error_destroy(&nothing);
}

void test_extensions(PJRT_Client* client) {
  test_ffi(client);
  test_layouts(client);
  test_profiler(client);
}
