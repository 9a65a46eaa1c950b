/* The conformance test of the XLA CPU plugin: calls every function that the plugin fills in through
 * the C API alone, rightly and wrongly. Prints what failed and, last, how many checks passed and
 * failed. */
#include "check.h"

int passed;
int failed;

int main(int argc, char** argv) {
  if (argc != 2) {
    fprintf(stderr, "usage: %s PLUGIN\n", argv[0]);
    return 2;
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  load_plugin(argv[1]);
  CHECK(api->struct_size >= PJRT_Api_STRUCT_SIZE);
  CHECK(api->pjrt_api_version.major_version == PJRT_API_MAJOR);
  CHECK(api->pjrt_api_version.minor_version == PJRT_API_MINOR);

  test_misuse();
  test_events();
  PJRT_Client* client = make_client(4);
  test_client(client);
  test_topology(client);
  test_buffers(client);
  test_programs(client);
  test_execution(client);
  test_small_arrays(client);
  test_extensions(client);

  ARGS(PJRT_Client_Destroy, destroy);
  destroy.client = client;
  OK(api->PJRT_Client_Destroy(&destroy));
  printf("%d passed, %d failed\n", passed, failed);
  return failed != 0;
}
