/* Programs: compiled from every format, what executables tell, serialization. */
#include "check.h"

static const char kProgram[] =
    "module @axpy {\n"
    "  func.func @main(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<i32>) "
    "{\n"
    "    %z = stablehlo.add %x, %y : tensor<2x3xf32>\n"
    "    %c = stablehlo.constant dense<42> : tensor<i32>\n"
    "    return %z, %c : tensor<2x3xf32>, tensor<i32>\n"
    "  }\n"
    "}\n";

static void check_runs(PJRT_Client* client, PJRT_LoadedExecutable* executable) {
  float x[6] = {1, 2, 3, 4, 5, 6}, z[6] = {0};
  int32_t c = 0;
  int64_t dims[] = {2, 3};
  PJRT_Buffer* buffer = to_device(client, device_at(client, 0), x, PJRT_Buffer_Type_F32, dims, 2);
  PJRT_Buffer* arguments[] = {buffer, buffer};
  PJRT_Buffer* outputs[2] = {NULL, NULL};
  OK(execute(executable, arguments, 2, outputs));
  OK(to_host(outputs[0], z, sizeof(z)));
  OK(to_host(outputs[1], &c, sizeof(c)));
  CHECK(z[0] == 2 && z[5] == 12 && c == 42);
  destroy_buffer(outputs[0]);
  destroy_buffer(outputs[1]);
  destroy_buffer(buffer);
}

static PJRT_Executable* executable_of(PJRT_LoadedExecutable* loaded) {
  ARGS(PJRT_LoadedExecutable_GetExecutable, get);
  get.loaded_executable = loaded;
  MUST(api->PJRT_LoadedExecutable_GetExecutable(&get));
  return get.executable;
}

static void destroy(PJRT_Executable* executable) {
  ARGS(PJRT_Executable_Destroy, destroy);
  destroy.executable = executable;
  OK(api->PJRT_Executable_Destroy(&destroy));
}

static void test_facts(PJRT_Executable* executable) {
  ARGS(PJRT_Executable_Name, name);
  name.executable = executable;
  OK(api->PJRT_Executable_Name(&name));
  CHECK(name.executable_name_size == 4 && memcmp(name.executable_name, "axpy", 4) == 0);
  ARGS(PJRT_Executable_NumReplicas, replicas);
  replicas.executable = executable;
  OK(api->PJRT_Executable_NumReplicas(&replicas));
  CHECK(replicas.num_replicas == 1);
  ARGS(PJRT_Executable_NumPartitions, partitions);
  partitions.executable = executable;
  OK(api->PJRT_Executable_NumPartitions(&partitions));
  CHECK(partitions.num_partitions == 1);
  ARGS(PJRT_Executable_NumOutputs, outputs);
  outputs.executable = executable;
  OK(api->PJRT_Executable_NumOutputs(&outputs));
  CHECK(outputs.num_outputs == 2);
  ARGS(PJRT_Executable_OutputElementTypes, types);
  types.executable = executable;
  OK(api->PJRT_Executable_OutputElementTypes(&types));
  CHECK(types.num_output_types == 2 && types.output_types[0] == PJRT_Buffer_Type_F32);
  CHECK(types.output_types[1] == PJRT_Buffer_Type_S32);
  ARGS(PJRT_Executable_OutputDimensions, dims);
  dims.executable = executable;
  OK(api->PJRT_Executable_OutputDimensions(&dims));
  CHECK(dims.num_outputs == 2 && dims.dim_sizes[0] == 2 && dims.dim_sizes[1] == 0);
  CHECK(dims.dims[0] == 2 && dims.dims[1] == 3);
  ARGS(PJRT_Executable_OutputMemoryKinds, kinds);
  kinds.executable = executable;
  OK(api->PJRT_Executable_OutputMemoryKinds(&kinds));
  CHECK(kinds.num_outputs == 2 && kinds.memory_kind_sizes[0] == 6);
  CHECK(memcmp(kinds.memory_kinds[0], "device", 6) == 0);
  ARGS(PJRT_Executable_SizeOfGeneratedCodeInBytes, code);
  code.executable = executable;
  OK(api->PJRT_Executable_SizeOfGeneratedCodeInBytes(&code));
  ARGS(PJRT_Executable_Fingerprint, fingerprint);
  fingerprint.executable = executable;
  OK(api->PJRT_Executable_Fingerprint(&fingerprint));
  CHECK(fingerprint.executable_fingerprint_size > 0);

  ARGS(PJRT_Executable_GetCostAnalysis, cost);
  cost.executable = executable;
  OK(api->PJRT_Executable_GetCostAnalysis(&cost));
  float flops = -1;
  for (size_t i = 0; i < cost.num_properties; ++i) {
    const PJRT_NamedValue* value = &cost.properties[i];
    if (value->name_size == 5 && memcmp(value->name, "flops", 5) == 0) flops = value->float_value;
  }
  CHECK(flops == 6);

  ARGS(PJRT_Executable_GetCompiledMemoryStats, stats);
  stats.executable = executable;
  stats.total_size_in_bytes = -1;
  OK(api->PJRT_Executable_GetCompiledMemoryStats(&stats));
  CHECK(stats.argument_size_in_bytes == 48 && stats.total_size_in_bytes != -1);
  stats.struct_size = offsetof(PJRT_Executable_GetCompiledMemoryStats_Args, temp_size_in_bytes) + 8;
  stats.total_size_in_bytes = -1;
  stats.host_temp_size_in_bytes = -1;
  OK(api->PJRT_Executable_GetCompiledMemoryStats(&stats));
  CHECK(stats.total_size_in_bytes == -1 && stats.host_temp_size_in_bytes == -1);

  ARGS(PJRT_Executable_GetCompileOptions, options);
  options.executable = executable;
  OK(api->PJRT_Executable_GetCompileOptions(&options));
  CHECK(options.serialized_bytes_size > 0);
  options.serialized_compile_options_deleter(options.serialized_compile_options);
}

/* Returns the optimised program, which the caller frees. */
static char* optimized(PJRT_Executable* executable, size_t* size) {
  PJRT_Program program;
  memset(&program, 0, sizeof(program));
  ARGS(PJRT_Executable_OptimizedProgram, get);
  get.executable = executable;
  get.program = &program;
  FAILS(INVALID_ARGUMENT, "struct_size", api->PJRT_Executable_OptimizedProgram(&get));
  program.struct_size = PJRT_Program_STRUCT_SIZE;
  OK(api->PJRT_Executable_OptimizedProgram(&get));
  CHECK(program.format_size == 15 && memcmp(program.format, "hlo_with_config", 15) == 0);
  CHECK(program.code_size > 0);
  char* code = malloc(program.code_size);
  program.code = code;
  *size = program.code_size;
  program.code_size = *size - 1;
  FAILS(INVALID_ARGUMENT, "code_size", api->PJRT_Executable_OptimizedProgram(&get));
  program.code_size = *size;
  OK(api->PJRT_Executable_OptimizedProgram(&get));
  CHECK(program.code_size == *size);
  return code;
}

static void test_serialization(PJRT_Client* client, PJRT_Executable* executable) {
  ARGS(PJRT_Executable_Serialize, serialize);
  serialize.executable = executable;
  OK(api->PJRT_Executable_Serialize(&serialize));
  CHECK(serialize.serialized_bytes_size > 0);
  ARGS(PJRT_Executable_DeserializeAndLoad, load);
  load.client = client;
  load.serialized_executable = serialize.serialized_bytes;
  load.serialized_executable_size = serialize.serialized_bytes_size;
  OK(api->PJRT_Executable_DeserializeAndLoad(&load));
  check_runs(client, load.loaded_executable);
  destroy_executable(load.loaded_executable);

  char options[32];
  load.overridden_serialized_compile_options = options;
  load.overridden_serialized_compile_options_size = compile_options(1, 1, options);
  OK(api->PJRT_Executable_DeserializeAndLoad(&load));
  destroy_executable(load.loaded_executable);
  load.overridden_serialized_compile_options_size = 3;
  FAILS(INVALID_ARGUMENT, "CompileOptionsProto", api->PJRT_Executable_DeserializeAndLoad(&load));
  load.struct_size = offsetof(PJRT_Executable_DeserializeAndLoad_Args, loaded_executable) + 8;
  OK(api->PJRT_Executable_DeserializeAndLoad(
      &load)); /* an older caller: the options are not read */
  destroy_executable(load.loaded_executable);

  load.serialized_executable = NULL;
  FAILS(INVALID_ARGUMENT, "serialized", api->PJRT_Executable_DeserializeAndLoad(&load));
  load.serialized_executable = "garbage";
  load.serialized_executable_size = 7;
  FAILS_SOMEHOW(NULL, api->PJRT_Executable_DeserializeAndLoad(&load));
  load.serialized_executable_size = 0;
  FAILS_SOMEHOW(NULL, api->PJRT_Executable_DeserializeAndLoad(&load));
  serialize.serialized_executable_deleter(serialize.serialized_executable);
}

static void test_wrong_programs(PJRT_Client* client) {
  PJRT_LoadedExecutable* executable = NULL;
  PJRT_Program program = make_program("func.func @main(", 16, "mlir");
  FAILS(INVALID_ARGUMENT, "expected", try_compile(client, &program, 1, &executable));
  program = make_program("", 0, "mlir");
  FAILS_SOMEHOW(NULL, try_compile(client, &program, 1, &executable));
  program = make_program("ML\xefR garbage", 12, "mlir");
  FAILS_SOMEHOW(NULL, try_compile(client, &program, 1, &executable));
  program = make_program(kProgram, strlen(kProgram), "fortran");
  FAILS(INVALID_ARGUMENT, "fortran", try_compile(client, &program, 1, &executable));
  program.format = NULL;
  FAILS(INVALID_ARGUMENT, "format", try_compile(client, &program, 1, &executable));
  program = make_program(NULL, 0, "mlir");
  FAILS(INVALID_ARGUMENT, "code", try_compile(client, &program, 1, &executable));
  program.struct_size = 8;
  FAILS(INVALID_ARGUMENT, "struct_size", try_compile(client, &program, 1, &executable));
  FAILS(INVALID_ARGUMENT, "program", try_compile(client, NULL, 1, &executable));
  program = make_program("garbage", 7, "hlo");
  FAILS(INVALID_ARGUMENT, "HloModuleProto", try_compile(client, &program, 1, &executable));
  program = make_program("", 0, "hlo");
  FAILS(INVALID_ARGUMENT, "program shape", try_compile(client, &program, 1, &executable));
  program = make_program("garbage", 7, "hlo_with_config");
  FAILS(INVALID_ARGUMENT, "HloModule", try_compile(client, &program, 1, &executable));
  program = make_program(kProgram, strlen(kProgram), "mlir");
  FAILS_SOMEHOW(NULL, try_compile(client, &program, 100, &executable));
  const char missing[] =
      "func.func @main() -> tensor<f32> {\n"
      "  %0 = stablehlo.custom_call @nobody_registered_this() {api_version = 4 : i32} : () -> "
      "tensor<f32>\n"
      "  return %0 : tensor<f32>\n}\n";
  program = make_program(missing, strlen(missing), "mlir");
  FAILS_SOMEHOW("nobody_registered_this", try_compile(client, &program, 1, &executable));

  ARGS(PJRT_Client_Compile, compile);
  program = make_program(kProgram, strlen(kProgram), "mlir");
  compile.client = client;
  compile.program = &program;
  compile.compile_options = "\xff\xff\xff";
  compile.compile_options_size = 3;
  FAILS(INVALID_ARGUMENT, "CompileOptionsProto", api->PJRT_Client_Compile(&compile));
  compile.compile_options = NULL;
  FAILS(INVALID_ARGUMENT, "compile_options", api->PJRT_Client_Compile(&compile));
  compile.compile_options_size = 0; /* no options: the defaults */
  OK(api->PJRT_Client_Compile(&compile));
  check_runs(client, compile.executable);
  destroy_executable(compile.executable);
}

static void test_portable_artifact(PJRT_Client* client) {
  XlaCpu_Extension* text = (XlaCpu_Extension*)find_extension(XLA_CPU_EXTENSION_TYPE);
  CHECK(text != NULL && text->base.struct_size == XlaCpu_Extension_STRUCT_SIZE);
  PJRT_Program program = make_program(kProgram, strlen(kProgram), "mlir");
  ARGS(XlaCpu_Program_Serialize, serialize);
  FAILS(INVALID_ARGUMENT, "program", text->program_serialize(&serialize));
  serialize.program = &program;
  FAILS(INVALID_ARGUMENT, "version", text->program_serialize(&serialize));
  serialize.version = "latest";
  serialize.version_size = 6;
  FAILS_SOMEHOW(NULL, text->program_serialize(&serialize));
  serialize.version = "1.8.0";
  serialize.version_size = 5;
  OK(text->program_serialize(&serialize));
  CHECK(serialize.bytes_size > 4 && memcmp(serialize.bytes, "ML\xefR", 4) == 0);
  program = make_program(serialize.bytes, serialize.bytes_size, "mlir");
  PJRT_LoadedExecutable* executable = NULL;
  OK(try_compile(client, &program, 1, &executable));
  check_runs(client, executable);
  destroy_executable(executable);
  serialize.owner_deleter(serialize.owner);
}

static void test_compile_for_topology(PJRT_Client* client) {
  ARGS(PJRT_TopologyDescription_Create, create);
  create.topology_name = "cpu:1";
  create.topology_name_size = 5;
  OK(api->PJRT_TopologyDescription_Create(&create));
  PJRT_Program program = make_program(kProgram, strlen(kProgram), "mlir");
  char options[32];
  ARGS(PJRT_Compile, compile);
  compile.topology = create.topology;
  FAILS(INVALID_ARGUMENT, "program", api->PJRT_Compile(&compile));
  compile.program = &program;
  compile.compile_options = options;
  compile.compile_options_size = compile_options(1, 1, options);
  for (int with_client = 0; with_client < 2; ++with_client) {
    compile.client = with_client ? client : NULL;
    OK(api->PJRT_Compile(&compile));
    test_facts(compile.executable);
    test_serialization(client, compile.executable);
    destroy(compile.executable);
  }
  ARGS(PJRT_TopologyDescription_Destroy, drop);
  drop.topology = create.topology;
  OK(api->PJRT_TopologyDescription_Destroy(&drop));
}

void test_programs(PJRT_Client* client) {
  PJRT_LoadedExecutable* loaded = compile_text(client, kProgram);
  check_runs(client, loaded);
  PJRT_Executable* executable = executable_of(loaded);
  test_facts(executable);
  test_serialization(client, executable);

  ARGS(PJRT_LoadedExecutable_Fingerprint, fingerprint);
  fingerprint.executable = loaded;
  OK(api->PJRT_LoadedExecutable_Fingerprint(&fingerprint));
  CHECK(fingerprint.executable_fingerprint_size > 0);
  ARGS(PJRT_LoadedExecutable_AddressableDevices, devices);
  devices.executable = loaded;
  OK(api->PJRT_LoadedExecutable_AddressableDevices(&devices));
  CHECK(devices.num_addressable_devices == 1);
  CHECK(devices.addressable_devices[0] == device_at(client, 0));
  ARGS(PJRT_LoadedExecutable_GetDeviceAssignment, assignment);
  assignment.executable = loaded;
  OK(api->PJRT_LoadedExecutable_GetDeviceAssignment(&assignment));
  CHECK(assignment.serialized_bytes_size > 0);
  assignment.serialized_device_assignment_deleter(assignment.serialized_device_assignment);

  /* The optimised program is a program again. */
  size_t size = 0;
  char* code = optimized(executable, &size);
  PJRT_Program program = make_program(code, size, "hlo_with_config");
  PJRT_LoadedExecutable* again = NULL;
  OK(try_compile(client, &program, 1, &again));
  check_runs(client, again);
  destroy_executable(again);
  free(code);

  XlaCpu_Extension* extension = (XlaCpu_Extension*)find_extension(XLA_CPU_EXTENSION_TYPE);
  ARGS(XlaCpu_Executable_Text, text);
  FAILS(INVALID_ARGUMENT, "executable", extension->executable_text(&text));
  text.executable = executable;
  OK(extension->executable_text(&text));
  CHECK(text.text_size > 0 && memmem(text.text, text.text_size, "HloModule axpy", 14) != NULL);
  text.owner_deleter(text.owner);

  /* A wrong kind of handle. */
  ARGS(PJRT_Executable_Name, name);
  name.executable = (PJRT_Executable*)loaded;
  FAILS(INVALID_ARGUMENT, "not a handle of this kind", api->PJRT_Executable_Name(&name));

  /* Deleted, it runs no more; the executable made from it still tells. */
  ARGS(PJRT_LoadedExecutable_IsDeleted, deleted);
  deleted.executable = loaded;
  OK(api->PJRT_LoadedExecutable_IsDeleted(&deleted));
  CHECK(!deleted.is_deleted);
  ARGS(PJRT_LoadedExecutable_Delete, remove);
  remove.executable = loaded;
  OK(api->PJRT_LoadedExecutable_Delete(&remove));
  OK(api->PJRT_LoadedExecutable_IsDeleted(&deleted));
  CHECK(deleted.is_deleted);
  FAILS(INVALID_ARGUMENT, "deleted", execute(loaded, NULL, 0, NULL));
  destroy_executable(loaded);
  test_facts(executable);
  destroy(executable);

  test_wrong_programs(client);
  test_portable_artifact(client);
  test_compile_for_topology(client);
}
