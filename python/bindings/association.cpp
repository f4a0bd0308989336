#include "comention/association.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "bindings.hpp"

namespace comention::python {
namespace {

using Measure = double (*)(const Contingency&);

constexpr std::pair<std::string_view, Measure> measures[] = {
    {"count", count},
    {"expected", expected},
    {"support", support},
    {"cond_b_given_a", cond_b_given_a},
    {"cond_a_given_b", cond_a_given_b},
    {"lift", lift},
    {"association_strength", association_strength},
    {"rsca", rsca},
    {"pmi", pmi},
    {"pmi_k2", pmi_k2},
    {"npmi", npmi},
    {"local_pmi", local_pmi},
    {"pmi_se", pmi_se},
    {"ic", ic},
    {"simple_g2", simple_g2},
    {"z", z},
    {"t", comention::t},
    {"g2", g2},
    {"g2_p", g2_p},
    {"g2_neglog10p", g2_neglog10p},
    {"chi2", chi2},
    {"chi2_yates", chi2_yates},
    {"z_adj", z_adj},
    {"z_hyp", z_hyp},
    {"fisher_greater", fisher_greater},
    {"fisher_less", fisher_less},
    {"fisher_two", fisher_two},
    {"fisher_greater_neglog10p", fisher_greater_neglog10p},
    {"midp_greater", midp_greater},
    {"midp_less", midp_less},
    {"midp_two", midp_two},
    {"odds_ratio", odds_ratio},
    {"log_odds", log_odds},
    {"log_odds_se", log_odds_se},
    {"log_odds_lo", log_odds_lo},
    {"log_odds_hi", log_odds_hi},
    {"log_ratio", log_ratio},
    {"log_ratio_se", log_ratio_se},
    {"log_odds_idp", log_odds_idp},
    {"log_odds_idp_z", log_odds_idp_z},
    {"relative_risk", relative_risk},
    {"delta_p_b_given_a", delta_p_b_given_a},
    {"delta_p_a_given_b", delta_p_a_given_b},
    {"phi", phi},
    {"yule_q", yule_q},
    {"jaccard", jaccard},
    {"dice", dice},
    {"log_dice", log_dice},
    {"cosine", cosine},
    {"overlap", overlap},
    {"min_sensitivity", min_sensitivity},
    {"kulczynski2", kulczynski2},
    {"mi", mi},
    {"theil_u_b_given_a", theil_u_b_given_a},
};

using MeasureOfExpected = double (*)(double, double);

constexpr std::pair<std::string_view, MeasureOfExpected> measures_of_expected[] = {
    {"lift", of_expected::lift}, {"rsca", of_expected::rsca},
    {"pmi", of_expected::pmi},   {"local_pmi", of_expected::local_pmi},
    {"ic", of_expected::ic},     {"simple_g2", of_expected::simple_g2},
    {"z", of_expected::z},       {"t", of_expected::t},
};

template <class Function, std::size_t Size>
Function find(const std::pair<std::string_view, Function> (&known)[Size], std::string_view name) {
    for (const auto& [other, function] : known)
        if (other == name) return function;
    throw std::invalid_argument("unknown measure \"" + std::string(name) + "\"");
}

py::array_t<double> measure(std::string_view name, const Array<double>& joint, const Array<double>& row_total,
                            const Array<double>& col_total, const Array<double>& n) {
    const Measure compute = find(measures, name);
    const auto o11 = as_span(joint), r1 = as_span(row_total), c1 = as_span(col_total), total = as_span(n);
    if (r1.size() != o11.size() || c1.size() != o11.size() || total.size() != o11.size())
        throw std::invalid_argument("joint, row_total, col_total and n must have one length");
    py::array_t<double> out(joint.size());
    double* values = out.mutable_data();
    const py::gil_scoped_release release;
    for (std::size_t i = 0; i < o11.size(); ++i)
        values[i] = compute(Contingency(o11[i], r1[i], c1[i], total[i]));
    return out;
}

py::array_t<double> measure_of_expected(std::string_view name, const Array<double>& joint,
                                        const Array<double>& expected) {
    const MeasureOfExpected compute = find(measures_of_expected, name);
    const auto o11 = as_span(joint), e11 = as_span(expected);
    if (o11.size() != e11.size()) throw std::invalid_argument("joint and expected must have one length");
    py::array_t<double> out(joint.size());
    for (std::size_t i = 0; i < o11.size(); ++i) out.mutable_data()[i] = compute(o11[i], e11[i]);
    return out;
}

}  // namespace

void bind_association(py::module_& m) {
    m.def("measure", &measure, py::arg("name"), py::arg("joint"), py::arg("row_total"), py::arg("col_total"),
          py::arg("n"), "An association measure, by element of arrays of one length.");
    m.def("measure_of_expected", &measure_of_expected, py::arg("name"), py::arg("joint"), py::arg("expected"),
          "A measure of a joint and an expected count, by element of arrays of one length.");
}

}  // namespace comention::python
