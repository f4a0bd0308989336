#include "bindings.hpp"

PYBIND11_MODULE(_core, m, py::mod_gil_not_used()) {
    using namespace comention::python;
    m.doc() = "The C++ core of comention. Stages in the order of the data.";
    bind_text(m);
    bind_lexicon(m);
    bind_mentions(m);
    bind_listed(m);
    bind_incidence(m);
    bind_cooccurrence(m);
    bind_evidence(m);
    bind_association(m);
    bind_nulls(m);
    bind_clusters(m);
    bind_bootstrap(m);
    bind_curveball(m);
}
