#include "comention/nulls.hpp"

#include <stdexcept>

#include "bindings.hpp"

namespace comention::python {
namespace {

std::vector<SizeClass> size_classes(const Array<std::uint32_t>& sizes, const Array<Count>& units) {
    if (sizes.size() != units.size()) throw std::invalid_argument("sizes and units must have one length");
    std::vector<SizeClass> out;
    for (py::ssize_t i = 0; i < sizes.size(); ++i) out.push_back({sizes.at(i), units.at(i)});
    return out;
}

std::vector<PairQuery> queries(const Array<std::uint32_t>& rows, const Array<std::uint32_t>& cols,
                               const Array<double>& upper, const Array<double>& lower) {
    if (cols.size() != rows.size() || upper.size() != rows.size() || lower.size() != rows.size())
        throw std::invalid_argument("rows, cols, upper and lower must have one length");
    std::vector<PairQuery> out;
    for (py::ssize_t i = 0; i < rows.size(); ++i)
        out.push_back({rows.at(i), cols.at(i), upper.at(i), lower.at(i)});
    return out;
}

/// Columns mean, variance, log_upper, log_lower.
py::array_t<double> matrix(const std::vector<PairNull>& nulls) {
    py::array_t<double> out({static_cast<py::ssize_t>(nulls.size()), py::ssize_t{4}});
    for (std::size_t i = 0; i < nulls.size(); ++i) {
        const auto row = static_cast<py::ssize_t>(i);
        out.mutable_at(row, 0) = nulls[i].mean;
        out.mutable_at(row, 1) = nulls[i].variance;
        out.mutable_at(row, 2) = nulls[i].log_upper;
        out.mutable_at(row, 3) = nulls[i].log_lower;
    }
    return out;
}

py::array_t<double> inclusion(const SizeModel& model) {
    py::array_t<double> out(
        {static_cast<py::ssize_t>(model.sizes().size()), static_cast<py::ssize_t>(model.tags())});
    for (std::size_t i = 0; i < model.sizes().size(); ++i)
        for (std::size_t e = 0; e < model.tags(); ++e)
            out.mutable_at(static_cast<py::ssize_t>(i), static_cast<py::ssize_t>(e)) = model.inclusion(i, e);
    return out;
}

std::vector<BinomialPart> parts_of(const Array<Count>& units, const Array<double>& p) {
    if (units.size() != p.size()) throw std::invalid_argument("units and p must have one length");
    std::vector<BinomialPart> parts;
    for (py::ssize_t i = 0; i < units.size(); ++i) parts.push_back({units.at(i), p.at(i)});
    return parts;
}

}  // namespace

void bind_nulls(py::module_& m) {
    py::classh<SizeModel>(m, "SizeModel", "Tags drawn into units of fixed sizes.")
        .def(py::init([](const Array<Count>& totals, const Array<std::uint32_t>& sizes,
                         const Array<Count>& units) {
                 return SizeModel(as_span(totals), size_classes(sizes, units));
             }),
             py::arg("totals"), py::arg("sizes"), py::arg("units"))
        .def_property_readonly("weights", [](const SizeModel& self) { return to_array(self.weights()); })
        .def_property_readonly("sizes",
                               [](const SizeModel& self) {
                                   std::vector<std::uint32_t> out;
                                   for (const SizeClass& one : self.sizes()) out.push_back(one.size);
                                   return to_array(out);
                               })
        .def_property_readonly("inclusion", &inclusion);
    m.def(
        "pair_nulls",
        [](const SizeModel& model, const Array<std::uint32_t>& rows, const Array<std::uint32_t>& cols,
           const Array<double>& upper, const Array<double>& lower, unsigned threads, py::object progress) {
            PythonJob job(threads, std::move(progress));
            const auto pairs = queries(rows, cols, upper, lower);
            return matrix(job.run([&](const Job& j) { return pair_nulls(model, pairs, j); }));
        },
        py::arg("model"), py::arg("rows"), py::arg("cols"), py::arg("upper"), py::arg("lower"),
        py::arg("threads"), py::arg("progress"));
    m.def(
        "cross_pair_nulls",
        [](const SizeModel& row_model, const SizeModel& col_model, const Array<std::uint32_t>& row_sizes,
           const Array<std::uint32_t>& col_sizes, const Array<Count>& units, const Array<std::uint32_t>& rows,
           const Array<std::uint32_t>& cols, const Array<double>& upper, const Array<double>& lower,
           unsigned threads, py::object progress) {
            PythonJob job(threads, std::move(progress));
            std::vector<CrossSizeClass> sizes;
            for (py::ssize_t i = 0; i < units.size(); ++i)
                sizes.push_back({row_sizes.at(i), col_sizes.at(i), units.at(i)});
            const auto pairs = queries(rows, cols, upper, lower);
            return matrix(
                job.run([&](const Job& j) { return pair_nulls(row_model, col_model, sizes, pairs, j); }));
        },
        py::arg("row_model"), py::arg("col_model"), py::arg("row_sizes"), py::arg("col_sizes"),
        py::arg("units"), py::arg("rows"), py::arg("cols"), py::arg("upper"), py::arg("lower"),
        py::arg("threads"), py::arg("progress"));
    m.def(
        "log_tails",
        [](const Array<Count>& units, const Array<double>& p, double x) {
            const auto parts = parts_of(units, p);
            return py::make_tuple(log_upper_tail(parts, x), log_lower_tail(parts, x));
        },
        py::arg("units"), py::arg("p"), py::arg("x"), "ln P(X >= x) and ln P(X <= x) of a sum of binomials.");
}

}  // namespace comention::python
