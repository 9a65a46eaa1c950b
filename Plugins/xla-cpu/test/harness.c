/* The state of harness.h. */
#include "harness.h"

#include <dlfcn.h>

const PJRT_Api* api;
char last_message[2048];

void load_plugin(const char* path) {
  void* library = dlopen(path, RTLD_LAZY | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "cannot load the plugin: %s\n", dlerror());
    exit(2);
  }
  const PJRT_Api* (*get)(void) = (const PJRT_Api* (*)(void))dlsym(library, "GetPjrtApi");
  if (get == NULL) {
    fprintf(stderr, "%s has no GetPjrtApi\n", path);
    exit(2);
  }
  api = get();
}
