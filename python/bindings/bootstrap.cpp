#include "comention/bootstrap.hpp"

#include <string>

#include "bindings.hpp"

namespace comention::python {
namespace {

std::vector<TagPair> pairs_of(const Array<std::uint32_t>& rows, const Array<std::uint32_t>& cols) {
    const auto row = as_span(rows), col = as_span(cols);
    std::vector<TagPair> out(row.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = {row[i], col[i]};
    return out;
}

std::vector<Gradient> gradients_of(const Array<double>& values) {
    std::vector<Gradient> out(static_cast<std::size_t>(values.shape(0)));
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double* at = values.data(static_cast<py::ssize_t>(i), 0);
        out[i] = {at[0], at[1], at[2], at[3]};
    }
    return out;
}

/// A cluster table of some pairs, with how many rows and columns there are.
struct OwnedTable {
    ClusterTable table;
    std::vector<TagPair> pairs;
    std::size_t rows, cols;
};

py::array_t<Count> by_replicate(const std::vector<Count>& values, std::size_t things) {
    const auto rows = static_cast<py::ssize_t>(things);
    const auto width = things == 0 ? 0 : static_cast<py::ssize_t>(values.size() / things);
    py::array_t<Count> out({rows, width});
    std::copy(values.begin(), values.end(), out.mutable_data());
    return out;
}

py::tuple replicated(const OwnedTable& of, const Array<std::uint64_t>& keys, std::uint64_t seed,
                     std::uint32_t replicates, unsigned threads, py::object progress) {
    PythonJob job(threads, std::move(progress));
    const auto found = job.run([&](const Job& j) {
        return replicate(of.table, of.pairs.size(), of.rows, of.cols, as_span(keys), seed, replicates, j);
    });
    return py::make_tuple(by_replicate(found.pairs, of.pairs.size()), by_replicate(found.rows, of.rows),
                          by_replicate(found.cols, of.cols), to_array(found.n));
}

py::tuple influence(const OwnedTable& of, const Array<double>& gradients, unsigned threads,
                    py::object progress) {
    PythonJob job(threads, std::move(progress));
    const auto slopes = gradients_of(gradients);
    const auto found =
        job.run([&](const Job& j) { return influences(of.table, of.pairs, of.rows, of.cols, slopes, j); });
    std::vector<double> squares, cubes;
    for (const Influence& one : found) {
        squares.push_back(one.squares);
        cubes.push_back(one.cubes);
    }
    return py::make_tuple(to_array(squares), to_array(cubes));
}

}  // namespace

void bind_bootstrap(py::module_& m) {
    py::classh<OwnedTable>(m, "ClusterTable", "What each cluster holds of rows, columns and some pairs.")
        .def(py::init([](const Incidence& incidence, const Array<TagId>& rows, const Array<TagId>& cols,
                         const Array<std::uint32_t>& pair_rows, const Array<std::uint32_t>& pair_cols,
                         TagId given, const OwnedCountOptions& options,
                         const Array<std::uint32_t>& cluster_of) {
                 auto pairs = pairs_of(pair_rows, pair_cols);
                 const py::gil_scoped_release release;
                 auto table = tabulate_clusters(incidence, as_span(rows), as_span(cols), pairs, given,
                                                options.options, as_span(cluster_of));
                 return OwnedTable{std::move(table), std::move(pairs), as_span(rows).size(),
                                   as_span(cols).size()};
             }),
             py::arg("incidence"), py::arg("rows"), py::arg("cols"), py::arg("pair_rows"),
             py::arg("pair_cols"), py::arg("given"), py::arg("options"), py::arg("cluster_of"))
        .def_property_readonly("clusters", [](const OwnedTable& of) { return to_array(of.table.clusters); })
        .def_property_readonly("holding",
                               [](const OwnedTable& of) {
                                   std::vector<Count> holding(of.pairs.size());
                                   for (const std::uint32_t pair : of.table.pairs.what) ++holding[pair];
                                   return to_array(holding);
                               })
        .def("replicate", &replicated, py::arg("keys"), py::arg("seed"), py::arg("replicates"),
             py::arg("threads"), py::arg("progress"))
        .def("influences", &influence, py::arg("gradients"), py::arg("threads"), py::arg("progress"));
    m.def("draws", &draws, py::arg("seed"), py::arg("cluster_key"), py::arg("replicate"));
}

}  // namespace comention::python
