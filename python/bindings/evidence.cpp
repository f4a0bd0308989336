#include "comention/evidence.hpp"

#include <string>

#include "bindings.hpp"

namespace comention::python {
namespace {

using namespace py::literals;

void add_side(py::dict& columns, const std::vector<Evidence>& evidence, Occurrence Evidence::* side,
              const std::string& name) {
    std::vector<TagId> tag;
    std::vector<Offset> start, end;
    std::vector<FormId> form;
    for (const Evidence& e : evidence) {
        tag.push_back((e.*side).tag);
        start.push_back((e.*side).begin);
        end.push_back((e.*side).end);
        form.push_back((e.*side).form);
    }
    columns[(name + "_tag").c_str()] = to_array(tag);
    columns[(name + "_start").c_str()] = to_array(start);
    columns[(name + "_end").c_str()] = to_array(end);
    columns[(name + "_form").c_str()] = to_array(form);
}

/// Amounts are integers unless tags have values.
py::dict columns(const std::vector<Evidence>& evidence, bool soft) {
    std::vector<DocumentId> document;
    std::vector<UnitIndex> position;
    std::vector<double> amount;
    std::vector<std::uint32_t> bucket;
    for (const Evidence& e : evidence) {
        document.push_back(e.document);
        position.push_back(e.position);
        amount.push_back(e.amount);
        bucket.push_back(e.bucket);
    }
    py::dict out("doc"_a = to_array(document), "unit"_a = to_array(position), "bucket"_a = to_array(bucket));
    if (soft)
        out["amount"] = to_array(amount);
    else
        out["amount"] = to_array(std::vector<Count>(amount.begin(), amount.end()));
    add_side(out, evidence, &Evidence::row, "row");
    add_side(out, evidence, &Evidence::col, "col");
    add_side(out, evidence, &Evidence::given, "given");
    return out;
}

}  // namespace

void bind_evidence(py::module_& m) {
    m.def(
        "find_evidence",
        [](const Incidence& incidence, TagId row, TagId col, TagId given, const OwnedCountOptions& options,
           std::size_t limit) {
            return columns(find_evidence(incidence, row, col, given, options.options, limit), incidence.soft);
        },
        py::arg("incidence"), py::arg("row"), py::arg("col"), py::arg("given"), py::arg("options"),
        py::arg("limit"));
    m.def(
        "find_all_evidence",
        [](const Incidence& incidence, const Array<TagId>& rows, const Array<TagId>& cols, TagId given,
           const OwnedCountOptions& options) {
            return columns(find_all_evidence(incidence, as_span(rows), as_span(cols), given, options.options),
                           incidence.soft);
        },
        py::arg("incidence"), py::arg("rows"), py::arg("cols"), py::arg("given"), py::arg("options"));
}

}  // namespace comention::python
