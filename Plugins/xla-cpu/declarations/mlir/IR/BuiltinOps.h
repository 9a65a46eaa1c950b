// Stand-ins for the few MLIR declarations that XLA's headers name. The wheel ships XLA's headers
// but none of LLVM's; the classes below have the same layout and the same mangled names as the real
// ones, so calls bind to the definitions inside the wheel's libraries. Nothing else of MLIR is
// used.
#pragma once

namespace mlir {

class Operation {
 public:
  void erase();
};

class MLIRContext {
 public:
  enum class Threading { DISABLED, ENABLED };
  explicit MLIRContext(Threading threading);
  ~MLIRContext();
  MLIRContext(const MLIRContext&) = delete;
  MLIRContext& operator=(const MLIRContext&) = delete;

 private:
  void* implementation_;
};

class ModuleOp {
 public:
  ModuleOp() = default;
  explicit ModuleOp(Operation* operation) : operation_(operation) {}
  Operation* getOperation() const { return operation_; }
  explicit operator bool() const { return operation_ != nullptr; }

 private:
  Operation* operation_ = nullptr;
};

template <typename Op>
class OwningOpRef {
 public:
  OwningOpRef() = default;
  OwningOpRef(OwningOpRef&& other) : op_(other.op_) { other.op_ = Op(); }
  ~OwningOpRef() {
    if (op_) op_.getOperation()->erase();
  }
  Op get() const { return op_; }

 private:
  Op op_;
};

}  // namespace mlir
