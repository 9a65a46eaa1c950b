// A stand-in for YNNPACK's header, which XLA's headers for thunks include and the wheel does not
// have. Only the names are needed: the plugin leaves programs with YNNPACK operations to XLA's own
// launch.
#pragma once

enum ynn_status {
  ynn_status_success,
  ynn_status_deprecated,
  ynn_status_error,
  ynn_status_invalid_parameter,
  ynn_status_unsupported_parameter,
};
enum ynn_type { ynn_type_invalid };

struct ynn_subgraph;
struct ynn_runtime;
struct ynn_threadpool;
using ynn_subgraph_t = ynn_subgraph*;
using ynn_runtime_t = ynn_runtime*;
using ynn_threadpool_t = ynn_threadpool*;

extern "C" {
void ynn_delete_subgraph(ynn_subgraph_t);
void ynn_delete_runtime(ynn_runtime_t);
void ynn_delete_threadpool(ynn_threadpool_t);
}
