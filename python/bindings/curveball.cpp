#include "comention/curveball.hpp"

#include "bindings.hpp"
#include "comention/permutation.hpp"

namespace comention::python {
namespace {

/// Columns mean, variance, above, below.
template <class Pair>
py::array_t<double> matrix(const std::vector<Pair>& pairs) {
    py::array_t<double> out({static_cast<py::ssize_t>(pairs.size()), py::ssize_t{4}});
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const auto row = static_cast<py::ssize_t>(i);
        out.mutable_at(row, 0) = pairs[i].mean;
        out.mutable_at(row, 1) = pairs[i].variance;
        out.mutable_at(row, 2) = static_cast<double>(pairs[i].above);
        out.mutable_at(row, 3) = static_cast<double>(pairs[i].below);
    }
    return out;
}

UnitLists lists(const Array<std::int64_t>& ends, const Array<std::uint32_t>& tags, std::size_t tag_count) {
    return {as_span(ends), as_span(tags), tag_count};
}

void check_length(bool same) {
    if (!same) throw std::invalid_argument("the columns of pairs must have one length");
}

}  // namespace

void bind_curveball(py::module_& m) {
    m.def(
        "sample_fixed_degree",
        [](const Array<std::int64_t>& ends, const Array<std::uint32_t>& tags, std::size_t tag_count,
           const Array<std::int64_t>& fixed_ends, const Array<std::uint32_t>& fixed_tags,
           std::size_t fixed_count, const Array<std::uint32_t>& rows, const Array<std::uint32_t>& cols,
           const Array<Count>& observed, std::size_t samples, std::uint64_t seed, unsigned threads,
           py::object progress) {
            PythonJob job(threads, std::move(progress));
            check_length(cols.size() == rows.size() && observed.size() == rows.size());
            std::vector<SampledQuery> pairs;
            for (py::ssize_t i = 0; i < rows.size(); ++i)
                pairs.push_back({rows.at(i), cols.at(i), observed.at(i)});
            const UnitLists shuffled = lists(ends, tags, tag_count),
                            fixed = lists(fixed_ends, fixed_tags, fixed_count);
            return matrix(job.run([&](const Job& j) {
                return sample_fixed_degree(shuffled, fixed, pairs, {samples, seed}, j);
            }));
        },
        py::arg("ends"), py::arg("tags"), py::arg("tag_count"), py::arg("fixed_ends"), py::arg("fixed_tags"),
        py::arg("fixed_count"), py::arg("rows"), py::arg("cols"), py::arg("observed"), py::arg("samples"),
        py::arg("seed"), py::arg("threads"), py::arg("progress"));
    m.def(
        "permute_documents",
        [](const Array<std::int64_t>& value_ends, const Array<std::uint32_t>& values, std::size_t value_count,
           const Array<std::int64_t>& tag_ends, const Array<std::uint32_t>& tags, std::size_t tag_count,
           const Array<Count>& held, const Array<Count>& units, const Array<std::uint32_t>& pair_values,
           const Array<std::uint32_t>& pair_tags, std::size_t samples, std::uint64_t seed, unsigned threads,
           py::object progress) {
            PythonJob job(threads, std::move(progress));
            check_length(pair_tags.size() == pair_values.size());
            std::vector<ValuedPair> pairs;
            for (py::ssize_t i = 0; i < pair_tags.size(); ++i)
                pairs.push_back({pair_values.at(i), pair_tags.at(i)});
            const ValuedDocuments documents{lists(value_ends, values, value_count),
                                            lists(tag_ends, tags, tag_count), as_span(held), as_span(units)};
            return matrix(job.run(
                [&](const Job& j) { return permute_documents(documents, pairs, {samples, seed}, j); }));
        },
        py::arg("value_ends"), py::arg("values"), py::arg("value_count"), py::arg("tag_ends"),
        py::arg("tags"), py::arg("tag_count"), py::arg("held"), py::arg("units"), py::arg("pair_values"),
        py::arg("pair_tags"), py::arg("samples"), py::arg("seed"), py::arg("threads"), py::arg("progress"));
}

}  // namespace comention::python
