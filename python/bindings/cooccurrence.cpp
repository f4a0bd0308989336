#include "comention/cooccurrence.hpp"

#include "bindings.hpp"

namespace comention::python {
namespace {

/// A sparse matrix as (data, indices, indptr), to be built by the caller; None for one without a size. The
/// arrays look into the matrix, which `owner` keeps alive.
py::object csr_parts(const CountMatrix& matrix, const py::object& owner) {
    if (matrix.outerSize() == 0) return py::none();
    const auto view = [&](const auto* data, auto size) {
        return py::array_t(static_cast<py::ssize_t>(size), data, owner);
    };
    return py::make_tuple(view(matrix.valuePtr(), matrix.nonZeros()),
                          view(matrix.innerIndexPtr(), matrix.nonZeros()),
                          view(matrix.outerIndexPtr(), matrix.outerSize() + 1));
}

/// Bucket, whole part and fraction of each layer.
py::list layers(const py::object& counts) {
    py::list out;
    for (const Layer& layer : counts.cast<const Cooccurrence&>().joint)
        out.append(
            py::make_tuple(layer.bucket, csr_parts(layer.whole, counts), csr_parts(layer.fraction, counts)));
    return out;
}

/// Whole parts and fractions, in units of 2^-32; None without fractions.
py::tuple exact(const Exact& numbers) {
    py::object fraction = py::none();
    if (!numbers.fraction.empty()) fraction = to_array(numbers.fraction);
    return py::make_tuple(to_array(numbers.whole), fraction);
}

OwnedCountOptions own_options(Counting counting, Share share, bool directed, bool drop_overlapping,
                              std::uint32_t reach, DistanceBy by, std::uint32_t most_tags,
                              Array<std::uint32_t> identity, Array<std::uint8_t> sides,
                              Array<std::uint64_t> document_weights) {
    const CountOptions options{counting,          share,          directed,
                               drop_overlapping,  {reach, by},    most_tags,
                               as_span(identity), as_span(sides), as_span(document_weights)};
    return {std::move(identity), std::move(sides), std::move(document_weights), options};
}

}  // namespace

void bind_cooccurrence(py::module_& m) {
    py::native_enum<Counting>(m, "Counting", "enum.Enum")
        .value("binary", Counting::binary)
        .value("product", Counting::product)
        .value("min", Counting::min)
        .finalize();
    py::native_enum<Share>(m, "Share", "enum.Enum")
        .value("whole", Share::whole)
        .value("row", Share::row)
        .value("col", Share::col)
        .value("cell", Share::cell)
        .value("size", Share::size)
        .finalize();
    py::native_enum<DistanceBy>(m, "DistanceBy", "enum.Enum")
        .value("token", DistanceBy::token)
        .value("character", DistanceBy::character)
        .finalize();
    py::classh<OwnedCountOptions>(m, "CountOptions", "How pairs are counted.")
        .def(py::init(&own_options), py::arg("counting"), py::arg("share"), py::arg("directed"),
             py::arg("drop_overlapping"), py::arg("reach"), py::arg("by"), py::arg("most_tags"),
             py::arg("identity"), py::arg("sides"), py::arg("document_weights"));
    py::classh<Cooccurrence>(m, "Cooccurrence", "Counts of row tags against column tags.")
        .def_property_readonly("layers", &layers)
        .def_property_readonly("documents",
                               [](const py::object& self) {
                                   return csr_parts(self.cast<const Cooccurrence&>().documents, self);
                               })
        .def_property_readonly("row_totals", [](const Cooccurrence& self) { return exact(self.row_totals); })
        .def_property_readonly("col_totals", [](const Cooccurrence& self) { return exact(self.col_totals); })
        .def_property_readonly("n", [](const Cooccurrence& self) { return exact(self.n); })
        .def_property_readonly("left_out", [](const Cooccurrence& self) { return exact(self.left_out); })
        .def_property_readonly("tag_units", [](const Cooccurrence& self) { return to_array(self.tag_units); })
        .def_property_readonly("sizes",
                               [](const Cooccurrence& self) {
                                   const auto size = static_cast<py::ssize_t>(self.sizes.size());
                                   py::array_t<Count> out({size, py::ssize_t{3}});
                                   for (py::ssize_t i = 0; i < size; ++i) {
                                       const UnitSize& one = self.sizes[static_cast<std::size_t>(i)];
                                       out.mutable_at(i, 0) = one.rows;
                                       out.mutable_at(i, 1) = one.cols;
                                       out.mutable_at(i, 2) = one.units;
                                   }
                                   return out;
                               })
        .def_readonly("left_out_pairs", &Cooccurrence::left_out_pairs)
        .def_readonly("pairs", &Cooccurrence::pairs);
    m.def(
        "count_cooccurrence",
        [](const Incidence& incidence, const Array<TagId>& rows, const Array<TagId>& cols,
           const OwnedCountOptions& options, unsigned threads, py::object progress) {
            PythonJob job(threads, std::move(progress));
            return job.run([&](const Job& j) {
                return count_cooccurrence(incidence, as_span(rows), as_span(cols), options.options, j);
            });
        },
        py::arg("incidence"), py::arg("rows"), py::arg("cols"), py::arg("options"), py::arg("threads"),
        py::arg("progress"));
    m.def(
        "count_given",
        [](const Incidence& incidence, const Array<TagId>& rows, const Array<TagId>& cols,
           const Array<TagId>& given, const OwnedCountOptions& options, unsigned threads,
           py::object progress) {
            PythonJob job(threads, std::move(progress));
            return job.run([&](const Job& j) {
                return count_given(incidence, as_span(rows), as_span(cols), as_span(given), options.options,
                                   j);
            });
        },
        py::arg("incidence"), py::arg("rows"), py::arg("cols"), py::arg("given"), py::arg("options"),
        py::arg("threads"), py::arg("progress"));
}

}  // namespace comention::python
