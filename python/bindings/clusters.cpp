#include "comention/clusters.hpp"

#include <string>

#include "bindings.hpp"

namespace comention::python {
namespace {

InclusionBySize by_size(const Array<std::uint32_t>& sizes, const Array<double>& inclusion, bool any_size) {
    const auto values = as_span(sizes);
    return {std::vector<std::uint32_t>(values.begin(), values.end()), as_span(inclusion), any_size};
}

template <class Thing, class Value>
py::array_t<Value> column(const std::vector<Thing>& things, Value Thing::* field) {
    py::array_t<Value> out(static_cast<py::ssize_t>(things.size()));
    for (std::size_t i = 0; i < things.size(); ++i)
        out.mutable_at(static_cast<py::ssize_t>(i)) = things[i].*field;
    return out;
}

py::dict columns(const Clustered& found) {
    using namespace py::literals;
    py::dict out("clusters"_a = found.clusters, "n_n"_a = found.n_n);
    for (const bool rows : {true, false}) {
        const std::string side = rows ? "row_" : "col_";
        const auto& tags = rows ? found.rows : found.cols;
        out[(side + "r_r").c_str()] = column(tags, &TagClusters::r_r);
        out[(side + "r_n").c_str()] = column(tags, &TagClusters::r_n);
        out[(side + "excess").c_str()] = column(tags, &TagClusters::excess);
    }
    out["row"] = column(found.pairs, &PairClusters::row);
    out["col"] = column(found.pairs, &PairClusters::col);
    out["oo"] = column(found.pairs, &PairClusters::oo);
    out["o_r"] = column(found.pairs, &PairClusters::o_r);
    out["o_c"] = column(found.pairs, &PairClusters::o_c);
    out["o_n"] = column(found.pairs, &PairClusters::o_n);
    out["r_c"] = column(found.pairs, &PairClusters::r_c);
    out["largest"] = column(found.pairs, &PairClusters::largest);
    out["second"] = column(found.pairs, &PairClusters::second);
    out["holding"] = column(found.pairs, &PairClusters::holding);
    return out;
}

}  // namespace

void bind_clusters(py::module_& m) {
    m.def(
        "count_clusters",
        [](const Incidence& incidence, const Array<TagId>& rows, const Array<TagId>& cols, TagId given,
           const OwnedCountOptions& options, const Array<std::uint32_t>& cluster_of,
           const Array<std::uint32_t>& row_sizes, const Array<double>& row_inclusion,
           const Array<std::uint32_t>& col_sizes, const Array<double>& col_inclusion, bool any_size) {
            return columns(count_clusters(incidence, as_span(rows), as_span(cols), given, options.options,
                                          as_span(cluster_of), by_size(row_sizes, row_inclusion, any_size),
                                          by_size(col_sizes, col_inclusion, any_size)));
        },
        py::arg("incidence"), py::arg("rows"), py::arg("cols"), py::arg("given"), py::arg("options"),
        py::arg("cluster_of"), py::arg("row_sizes"), py::arg("row_inclusion"), py::arg("col_sizes"),
        py::arg("col_inclusion"), py::arg("any_size"));
}

}  // namespace comention::python
