/* What the plugin's C programs share: loading the plugin, argument structs, a client, programs and
 * buffers. */
#ifndef XLA_CPU_TEST_HARNESS_H_
#define XLA_CPU_TEST_HARNESS_H_

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "xla/ffi/api/c_api.h"
#include "xla/pjrt/c/pjrt_c_api.h"
#include "xla/pjrt/c/pjrt_c_api_ffi_extension.h"
#include "xla/pjrt/c/pjrt_c_api_layouts_extension.h"
#include "xla/pjrt/c/pjrt_c_api_profiler_extension.h"
#include "xla_cpu_extension.h"

/* Declares the zeroed argument struct of function `name`, its size set. */
#define ARGS(name, variable)              \
  name##_Args variable;                   \
  memset(&variable, 0, sizeof(variable)); \
  variable.struct_size = name##_Args_STRUCT_SIZE

/* Set by load_plugin. */
extern const PJRT_Api* api;

/* Frees `error` and returns its code; the message is left in `last_message`. */
extern char last_message[2048];
static inline int take(PJRT_Error* error) {
  last_message[0] = '\0';
  if (error == NULL) return PJRT_Error_Code_OK;
  ARGS(PJRT_Error_Message, message);
  message.error = error;
  api->PJRT_Error_Message(&message);
  snprintf(last_message, sizeof(last_message), "%.*s", (int)message.message_size, message.message);
  ARGS(PJRT_Error_GetCode, code);
  code.error = error;
  api->PJRT_Error_GetCode(&code);
  ARGS(PJRT_Error_Destroy, destroy);
  destroy.error = error;
  api->PJRT_Error_Destroy(&destroy);
  return code.code;
}

/* For steps that must succeed for the rest to make sense. */
static inline void must(PJRT_Error* error, const char* what) {
  if (take(error) == PJRT_Error_Code_OK) return;
  fprintf(stderr, "%s failed: %s\n", what, last_message);
  exit(2);
}
#define MUST(call) must((call), #call)

/* Loads the plugin, or ends the program with a message. */
void load_plugin(const char* path);

static inline PJRT_Extension_Base* find_extension(int type) {
  for (PJRT_Extension_Base* base = api->extension_start; base != NULL; base = base->next) {
    if ((int)base->type == type) return base;
  }
  return NULL;
}

static inline double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static inline PJRT_NamedValue integer_option(const char* name, int64_t value) {
  PJRT_NamedValue option;
  memset(&option, 0, sizeof(option));
  option.struct_size = PJRT_NamedValue_STRUCT_SIZE;
  option.name = name;
  option.name_size = strlen(name);
  option.type = PJRT_NamedValue_kInt64;
  option.int64_value = value;
  option.value_size = 1;
  return option;
}

static inline PJRT_Client* make_client(int64_t device_count) {
  PJRT_NamedValue option = integer_option("cpu_device_count", device_count);
  ARGS(PJRT_Client_Create, create);
  create.create_options = &option;
  create.num_options = 1;
  MUST(api->PJRT_Client_Create(&create));
  return create.client;
}

static inline PJRT_Device* device_at(PJRT_Client* client, size_t index) {
  ARGS(PJRT_Client_AddressableDevices, devices);
  devices.client = client;
  MUST(api->PJRT_Client_AddressableDevices(&devices));
  return devices.addressable_devices[index];
}

static inline PJRT_Program make_program(const char* code, size_t size, const char* format) {
  PJRT_Program program;
  memset(&program, 0, sizeof(program));
  program.struct_size = PJRT_Program_STRUCT_SIZE;
  program.code = (char*)code;
  program.code_size = size;
  program.format = format;
  program.format_size = strlen(format);
  return program;
}

/* Serialized CompileOptionsProto: device ordinal -1, replicas and partitions. */
static inline size_t compile_options(uint8_t replicas, uint8_t partitions, char out[32]) {
  static const uint8_t head[] = {0x1a, 0x0f, 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                 0xff, 0xff, 0xff, 0x01, 0x20, 0x00, 0x28, 0x00};
  memcpy(out, head, sizeof(head));
  out[14] = (char)replicas;
  out[16] = (char)partitions;
  return sizeof(head);
}

static inline PJRT_Error* try_compile(PJRT_Client* client, const PJRT_Program* program,
                                      uint8_t replicas, PJRT_LoadedExecutable** out) {
  char options[32];
  ARGS(PJRT_Client_Compile, compile);
  compile.client = client;
  compile.program = program;
  compile.compile_options = options;
  compile.compile_options_size = compile_options(replicas, 1, options);
  PJRT_Error* error = api->PJRT_Client_Compile(&compile);
  *out = compile.executable;
  return error;
}

static inline PJRT_LoadedExecutable* compile_text(PJRT_Client* client, const char* text) {
  PJRT_Program program = make_program(text, strlen(text), "mlir");
  PJRT_LoadedExecutable* executable = NULL;
  must(try_compile(client, &program, 1, &executable), "compile");
  return executable;
}

static inline void destroy_executable(PJRT_LoadedExecutable* executable) {
  ARGS(PJRT_LoadedExecutable_Destroy, destroy);
  destroy.executable = executable;
  MUST(api->PJRT_LoadedExecutable_Destroy(&destroy));
}

static inline void destroy_event(PJRT_Event* event) {
  ARGS(PJRT_Event_Destroy, destroy);
  destroy.event = event;
  MUST(api->PJRT_Event_Destroy(&destroy));
}

static inline PJRT_Error* await_event(PJRT_Event* event) {
  ARGS(PJRT_Event_Await, await);
  await.event = event;
  return api->PJRT_Event_Await(&await);
}

static inline PJRT_Buffer* to_device(PJRT_Client* client, PJRT_Device* device, const void* data,
                                     PJRT_Buffer_Type type, const int64_t* dims, size_t rank) {
  ARGS(PJRT_Client_BufferFromHostBuffer, make);
  make.client = client;
  make.data = data;
  make.type = type;
  make.dims = dims;
  make.num_dims = rank;
  make.host_buffer_semantics = PJRT_HostBufferSemantics_kImmutableOnlyDuringCall;
  make.device = device;
  MUST(api->PJRT_Client_BufferFromHostBuffer(&make));
  destroy_event(make.done_with_host_buffer);
  return make.buffer;
}

static inline PJRT_Error* to_host(PJRT_Buffer* buffer, void* out, size_t size) {
  ARGS(PJRT_Buffer_ToHostBuffer, copy);
  copy.src = buffer;
  copy.dst = out;
  copy.dst_size = size;
  PJRT_Error* error = api->PJRT_Buffer_ToHostBuffer(&copy);
  if (error != NULL) return error;
  error = await_event(copy.event);
  destroy_event(copy.event);
  return error;
}

static inline void destroy_buffer(PJRT_Buffer* buffer) {
  ARGS(PJRT_Buffer_Destroy, destroy);
  destroy.buffer = buffer;
  MUST(api->PJRT_Buffer_Destroy(&destroy));
}

static inline PJRT_ExecuteOptions execute_options(void) {
  PJRT_ExecuteOptions options;
  memset(&options, 0, sizeof(options));
  options.struct_size = PJRT_ExecuteOptions_STRUCT_SIZE;
  return options;
}

/* Runs on one device, without asking for the completion event. */
static inline PJRT_Error* execute(PJRT_LoadedExecutable* executable, PJRT_Buffer* const* arguments,
                                  size_t count, PJRT_Buffer** outputs) {
  PJRT_ExecuteOptions options = execute_options();
  ARGS(PJRT_LoadedExecutable_Execute, run);
  run.executable = executable;
  run.options = &options;
  run.argument_lists = &arguments;
  run.num_devices = 1;
  run.num_args = count;
  run.output_lists = &outputs;
  return api->PJRT_LoadedExecutable_Execute(&run);
}

#endif /* XLA_CPU_TEST_HARNESS_H_ */
