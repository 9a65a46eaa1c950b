// Conversions between the C API's plain values and XLA's: element types, shapes, memory layouts,
// named values. Everything a caller can get wrong is checked here, because XLA's own constructors
// abort on bad input.
#pragma once

namespace xla_cpu_plugin {
namespace {

constexpr xla::PrimitiveType kPrimitiveTypes[] = {
    xla::PRIMITIVE_TYPE_INVALID,
    xla::PRED,
    xla::S8,
    xla::S16,
    xla::S32,
    xla::S64,
    xla::U8,
    xla::U16,
    xla::U32,
    xla::U64,
    xla::F16,
    xla::F32,
    xla::F64,
    xla::BF16,
    xla::C64,
    xla::C128,
    xla::F8E5M2,
    xla::F8E4M3FN,
    xla::F8E4M3B11FNUZ,
    xla::F8E5M2FNUZ,
    xla::F8E4M3FNUZ,
    xla::S4,
    xla::U4,
    xla::TOKEN,
    xla::S2,
    xla::U2,
    xla::F8E4M3,
    xla::F8E3M4,
    xla::F8E8M0FNU,
    xla::F4E2M1FN,
};

absl::StatusOr<xla::PrimitiveType> ToPrimitiveType(PJRT_Buffer_Type type) {
  auto index = static_cast<size_t>(type);
  if (index == 0 || index >= std::size(kPrimitiveTypes)) {
    return InvalidArgument("unknown element type ", index);
  }
  return kPrimitiveTypes[index];
}

PJRT_Buffer_Type FromPrimitiveType(xla::PrimitiveType type) {
  static const auto* const table = [] {
    auto* types = new std::array<PJRT_Buffer_Type, xla::PrimitiveType_ARRAYSIZE>();
    for (size_t i = 0; i < std::size(kPrimitiveTypes); ++i) {
      (*types)[kPrimitiveTypes[i]] = static_cast<PJRT_Buffer_Type>(i);
    }
    return types;
  }();
  return (*table)[type];
}

// A span over a caller's array, which may be null only when it is empty.
template <typename T>
absl::StatusOr<absl::Span<const T>> ToSpan(const T* data, size_t size, const char* name) {
  if (data == nullptr && size != 0) return InvalidArgument(name, " must not be null");
  return absl::MakeConstSpan(data, size);
}

absl::StatusOr<xla::Shape> ToShape(PJRT_Buffer_Type type, const int64_t* dims, size_t rank) {
  TF_ASSIGN_OR_RETURN(xla::PrimitiveType primitive_type, ToPrimitiveType(type));
  TF_ASSIGN_OR_RETURN(absl::Span<const int64_t> dimensions, ToSpan(dims, rank, "dims"));
  int64_t bytes = primitive_type == xla::TOKEN ? 0 : xla::primitive_util::ByteWidth(primitive_type);
  for (int64_t dimension : dimensions) {
    if (dimension < 0) {
      return InvalidArgument("dims [", absl::StrJoin(dimensions, ", "), "] has a negative size");
    }
    if (__builtin_mul_overflow(bytes, dimension, &bytes)) {
      return InvalidArgument("dims [", absl::StrJoin(dimensions, ", "),
                             "] has more bytes than fit 64 bits");
    }
  }
  if (primitive_type == xla::TOKEN) return InvalidArgument("a token has no data");
  auto shape = xla::ShapeUtil::MakeValidatedShape(primitive_type, dimensions);
  if (!shape.ok()) return InvalidArgument(shape.status().message());
  return *std::move(shape);
}

// The dimension order of a dense array with these byte strides, minor to major.
absl::StatusOr<std::vector<int64_t>> MinorToMajor(absl::Span<const int64_t> byte_strides,
                                                  const xla::Shape& shape) {
  absl::Span<const int64_t> dims = shape.dimensions();
  if (byte_strides.size() != dims.size()) {
    return InvalidArgument("the layout has ", byte_strides.size(),
                           " byte strides for an array of rank ", dims.size());
  }
  std::vector<int64_t> order(dims.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int64_t>(order.size() - 1 - i);
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t a, int64_t b) { return byte_strides[a] < byte_strides[b]; });
  int64_t expected = xla::primitive_util::ByteWidth(shape.element_type());
  for (int64_t dimension : order) {
    if (dims[dimension] > 1 && byte_strides[dimension] != expected) {
      return InvalidArgument("byte strides [", absl::StrJoin(byte_strides, ", "),
                             "] do not describe a dense layout of dimensions [",
                             absl::StrJoin(dims, ", "), "]");
    }
    expected *= dims[dimension];
  }
  return order;
}

// `layout` checked against the shape it is meant for; nullopt for a null layout.
absl::StatusOr<std::optional<xla::Layout>> ToLayout(const PJRT_Buffer_MemoryLayout* layout,
                                                    const xla::Shape& shape) {
  if (layout == nullptr) return std::optional<xla::Layout>();
  TF_RETURN_IF_ERROR(CheckArguments(layout, PJRT_Buffer_MemoryLayout_STRUCT_SIZE));
  if (layout->type == PJRT_Buffer_MemoryLayout_Type_Strides) {
    TF_ASSIGN_OR_RETURN(
        absl::Span<const int64_t> strides,
        ToSpan(layout->strides.byte_strides, layout->strides.num_byte_strides, "byte_strides"));
    TF_ASSIGN_OR_RETURN(std::vector<int64_t> order, MinorToMajor(strides, shape));
    return std::optional<xla::Layout>(xla::LayoutUtil::MakeLayout(order));
  }
  if (layout->type != PJRT_Buffer_MemoryLayout_Type_Tiled) {
    return InvalidArgument("unknown memory layout type ", static_cast<int>(layout->type));
  }
  if (layout->tiled.num_tiles != 0) return Unimplemented("tiled layouts do not exist on the CPU");
  TF_ASSIGN_OR_RETURN(
      absl::Span<const int64_t> order,
      ToSpan(layout->tiled.minor_to_major, layout->tiled.minor_to_major_size, "minor_to_major"));
  std::vector<int64_t> sorted(order.begin(), order.end());
  std::sort(sorted.begin(), sorted.end());
  bool is_permutation = sorted.size() == shape.dimensions().size();
  for (size_t i = 0; i < sorted.size(); ++i) {
    is_permutation = is_permutation && sorted[i] == static_cast<int64_t>(i);
  }
  if (!is_permutation) {
    return InvalidArgument("minor_to_major [", absl::StrJoin(order, ", "),
                           "] is not an order of the ", shape.dimensions().size(), " dimensions");
  }
  return std::optional<xla::Layout>(xla::LayoutUtil::MakeLayout(order));
}

// `value` under `name`; both must outlive the result, which points into them.
PJRT_NamedValue ToNamedValue(absl::string_view name, const xla::PjRtValueType& value) {
  PJRT_NamedValue result;
  std::memset(&result, 0, sizeof(result));
  result.struct_size = PJRT_NamedValue_STRUCT_SIZE;
  result.name = name.data();
  result.name_size = name.size();
  result.value_size = 1;
  if (const auto* text = std::get_if<std::string>(&value)) {
    result.type = PJRT_NamedValue_kString;
    result.string_value = text->data();
    result.value_size = text->size();
  } else if (const auto* integer = std::get_if<int64_t>(&value)) {
    result.type = PJRT_NamedValue_kInt64;
    result.int64_value = *integer;
  } else if (const auto* list = std::get_if<std::vector<int64_t>>(&value)) {
    result.type = PJRT_NamedValue_kInt64List;
    result.int64_array_value = list->data();
    result.value_size = list->size();
  } else if (const auto* number = std::get_if<float>(&value)) {
    result.type = PJRT_NamedValue_kFloat;
    result.float_value = *number;
  } else {
    result.type = PJRT_NamedValue_kBool;
    result.bool_value = std::get<bool>(value);
  }
  return result;
}

template <typename Map>
std::vector<PJRT_NamedValue> ToNamedValues(const Map& map) {
  std::vector<PJRT_NamedValue> values;
  values.reserve(map.size());
  for (const auto& [name, value] : map) values.push_back(ToNamedValue(name, value));
  return values;
}

// Options of a create call by name. Each `Take` removes one; what remains at the end is unknown.
class Options {
 public:
  static absl::StatusOr<Options> Parse(const PJRT_NamedValue* values, size_t count) {
    TF_ASSIGN_OR_RETURN(absl::Span<const PJRT_NamedValue> span,
                        ToSpan(values, count, "create_options"));
    Options options;
    for (const PJRT_NamedValue& value : span) {
      TF_RETURN_IF_ERROR(CheckArguments(&value, PJRT_NamedValue_STRUCT_SIZE));
      options.values_.emplace(absl::string_view(value.name, value.name_size), &value);
    }
    return options;
  }

  absl::StatusOr<std::optional<int64_t>> TakeInteger(absl::string_view name, int64_t minimum,
                                                     int64_t maximum) {
    const PJRT_NamedValue* value = Take(name);
    if (value == nullptr) return std::optional<int64_t>();
    if (value->type != PJRT_NamedValue_kInt64) {
      return InvalidArgument("option ", name, " must be an integer");
    }
    if (value->int64_value < minimum || value->int64_value > maximum) {
      return InvalidArgument("option ", name, " is ", value->int64_value, " but must be between ",
                             minimum, " and ", maximum);
    }
    return std::optional<int64_t>(value->int64_value);
  }

  absl::StatusOr<std::optional<bool>> TakeBool(absl::string_view name) {
    const PJRT_NamedValue* value = Take(name);
    if (value == nullptr) return std::optional<bool>();
    if (value->type != PJRT_NamedValue_kBool) {
      return InvalidArgument("option ", name, " must be a boolean");
    }
    return std::optional<bool>(value->bool_value);
  }

  absl::Status CheckEmpty(absl::string_view known) const {
    if (values_.empty()) return absl::OkStatus();
    return InvalidArgument("unknown option ", values_.begin()->first, "; the options are ", known);
  }

 private:
  const PJRT_NamedValue* Take(absl::string_view name) {
    auto found = values_.find(name);
    if (found == values_.end()) return nullptr;
    const PJRT_NamedValue* value = found->second;
    values_.erase(found);
    return value;
  }

  absl::flat_hash_map<absl::string_view, const PJRT_NamedValue*> values_;
};

// Hands bytes to the caller in the C API's way: a pointer, the object that backs it, and that
// object's deleter.
template <typename Handle>
struct OwnedBytes {
  static Handle* Make(std::string bytes, const char** data, size_t* size) {
    auto* owner = new std::string(std::move(bytes));
    *data = owner->data();
    *size = owner->size();
    return reinterpret_cast<Handle*>(owner);
  }
  static void Delete(Handle* handle) { delete reinterpret_cast<std::string*>(handle); }
};

}  // namespace
}  // namespace xla_cpu_plugin
