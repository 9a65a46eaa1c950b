/* A private extension of the XLA CPU plugin, found like any other in the chain that starts at
 * PJRT_Api.extension_start: programs as text, and StableHLO as portable artifacts. */
#ifndef XLA_CPU_EXTENSION_H_
#define XLA_CPU_EXTENSION_H_

#include "xla/pjrt/c/pjrt_c_api.h"

#ifdef __cplusplus
extern "C" {
#endif

/* "JXCP"; PJRT's own extension types are small numbers. */
#define XLA_CPU_EXTENSION_TYPE 0x4a584350

typedef struct XlaCpu_Text XlaCpu_Text;

struct XlaCpu_Executable_Text_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  PJRT_Executable* executable;
  const char* text;   /* out: the optimised HLO module, as long as `owner` lives */
  size_t text_size;   /* out */
  XlaCpu_Text* owner; /* out */
  void (*owner_deleter)(XlaCpu_Text* owner); /* out */
};
PJRT_DEFINE_STRUCT_TRAITS(XlaCpu_Executable_Text_Args, owner_deleter);

struct XlaCpu_Program_Serialize_Args {
  size_t struct_size;
  PJRT_Extension_Base* extension_start;
  const PJRT_Program* program; /* format "mlir" */
  const char* version;         /* of StableHLO, such as "1.8.0" */
  size_t version_size;
  const char* bytes;  /* out: the portable artifact, as long as `owner` lives */
  size_t bytes_size;  /* out */
  XlaCpu_Text* owner; /* out */
  void (*owner_deleter)(XlaCpu_Text* owner); /* out */
};
PJRT_DEFINE_STRUCT_TRAITS(XlaCpu_Program_Serialize_Args, owner_deleter);

typedef struct XlaCpu_Extension {
  PJRT_Extension_Base base;
  PJRT_Error* (*executable_text)(XlaCpu_Executable_Text_Args* args);
  PJRT_Error* (*program_serialize)(XlaCpu_Program_Serialize_Args* args);
} XlaCpu_Extension;
PJRT_DEFINE_STRUCT_TRAITS(XlaCpu_Extension, program_serialize);

#ifdef __cplusplus
}
#endif

#endif /* XLA_CPU_EXTENSION_H_ */
