/* Times the plugin's hot paths through the C API, in nanoseconds per call: best of several rounds.
 */
#include "harness.h"

enum { kRounds = 7, kCalls = 20000 };

#define TIME(name, body)                            \
  do {                                              \
    double best = 1e9;                              \
    for (int round = 0; round < kRounds; ++round) { \
      double start = now();                         \
      for (int call = 0; call < kCalls; ++call) {   \
        body;                                       \
      }                                             \
      double each = (now() - start) / kCalls;       \
      if (each < best) best = each;                 \
    }                                               \
    printf("%-44s %7.0f ns\n", name, best * 1e9);   \
  } while (0)

static const char kAdd[] =
    "func.func @main(%a: tensor<f32>, %b: tensor<f32>) -> tensor<f32> {\n"
    "  %c = stablehlo.add %a, %b : tensor<f32>\n"
    "  return %c : tensor<f32>\n}\n";

/* A program that passes 100 scalars through an addition each. */
static char* hundred(void) {
  char* text = malloc(100000);
  char* p = text + sprintf(text, "func.func @main(");
  for (int i = 0; i < 100; ++i) p += sprintf(p, "%s%%a%d: tensor<f32>", i ? ", " : "", i);
  p += sprintf(p, ") -> (");
  for (int i = 0; i < 100; ++i) p += sprintf(p, "%stensor<f32>", i ? ", " : "");
  p += sprintf(p, ") {\n");
  for (int i = 0; i < 100; ++i) {
    p += sprintf(p, "  %%b%d = stablehlo.add %%a%d, %%a%d : tensor<f32>\n", i, i, i);
  }
  p += sprintf(p, "  return ");
  for (int i = 0; i < 100; ++i) p += sprintf(p, "%s%%b%d", i ? ", " : "", i);
  p += sprintf(p, " : ");
  for (int i = 0; i < 100; ++i) p += sprintf(p, "%stensor<f32>", i ? ", " : "");
  sprintf(p, "\n}\n");
  return text;
}

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s PLUGIN\n", argv[0]);
    return 2;
  }
  double start = now();
  load_plugin(argv[1]);
  printf("load %.3f s\n", now() - start);
  start = now();
  PJRT_Client* client = make_client(1);
  printf("client %.3f s\n", now() - start);
  PJRT_Device* device = device_at(client, 0);
  start = now();
  PJRT_LoadedExecutable* add = compile_text(client, kAdd);
  printf("first compile %.1f ms\n", (now() - start) * 1e3);
  start = now();
  destroy_executable(compile_text(client, kAdd));
  printf("second compile %.1f ms\n", (now() - start) * 1e3);

  float value = 1.5f;
  PJRT_Buffer* x = to_device(client, device, &value, PJRT_Buffer_Type_F32, NULL, 0);
  PJRT_Buffer* arguments[2] = {x, x};
  PJRT_Buffer* output = NULL;
  TIME("execute scalar add + destroy output", {
    MUST(execute(add, arguments, 2, &output));
    destroy_buffer(output);
  });

  MUST(execute(add, arguments, 2, &output));
  TIME("scalar to host, event destroyed", MUST(to_host(output, &value, sizeof(value))));
  destroy_buffer(output);

  TIME("scalar from host + destroy",
       destroy_buffer(to_device(client, device, &value, PJRT_Buffer_Type_F32, NULL, 0)));

  static float data[1024];
  int64_t dims[1] = {1024};
  TIME("1024 floats from host + destroy",
       destroy_buffer(to_device(client, device, data, PJRT_Buffer_Type_F32, dims, 1)));
  PJRT_Buffer* y = to_device(client, device, data, PJRT_Buffer_Type_F32, dims, 1);
  TIME("1024 floats to host", MUST(to_host(y, data, sizeof(data))));
  destroy_buffer(y);

  TIME("element type + dimensions", {
    ARGS(PJRT_Buffer_ElementType, type);
    type.buffer = x;
    MUST(api->PJRT_Buffer_ElementType(&type));
    ARGS(PJRT_Buffer_Dimensions, shape);
    shape.buffer = x;
    MUST(api->PJRT_Buffer_Dimensions(&shape));
  });

  char* text = hundred();
  PJRT_LoadedExecutable* many = compile_text(client, text);
  free(text);
  PJRT_Buffer* inputs[100];
  PJRT_Buffer* outputs[100];
  for (int i = 0; i < 100; ++i) inputs[i] = x;
  TIME("execute 100 in, 100 out + destroy outputs", {
    MUST(execute(many, inputs, 100, outputs));
    for (int i = 0; i < 100; ++i) destroy_buffer(outputs[i]);
  });

  destroy_buffer(x);
  destroy_executable(many);
  destroy_executable(add);
  ARGS(PJRT_Client_Destroy, destroy);
  destroy.client = client;
  MUST(api->PJRT_Client_Destroy(&destroy));
  return 0;
}
