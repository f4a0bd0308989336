/// \file
/// The only door to pybind11. Each file binds one stage; a binding converts, releases the GIL and calls.
#pragma once

#include <pybind11/functional.h>
#include <pybind11/native_enum.h>
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "comention/cooccurrence.hpp"
#include "comention/parallel.hpp"
#include "comention/text.hpp"

namespace py = pybind11;

namespace comention::python {

/// Texts of Python strings, read where they lie; the strings are kept alive.
class Texts {
  public:
    explicit Texts(const py::list& texts);

    const std::vector<TextView>& views() const { return views_; }
    const TextView& at(std::size_t i) const { return views_.at(i); }
    py::object text(std::size_t i) const { return strings_[i]; }
    std::size_t size() const { return views_.size(); }

  private:
    py::tuple strings_;
    std::vector<TextView> views_;
};

/// A Job whose poll lets Python handle signals and calls `progress(done, total)` if it is not None.
class PythonJob {
  public:
    PythonJob(unsigned threads, py::object progress);

    /// Calls `work(job)` without the GIL; raises what a signal or the callback raised.
    template <class Work>
    auto run(Work work) {
        try {
            const py::gil_scoped_release release;
            return work(job_);
        } catch (const Cancelled&) {
            if (error_) std::rethrow_exception(error_);
            throw;
        }
    }

  private:
    bool poll(std::size_t done, std::size_t total);

    py::object progress_;
    std::exception_ptr error_;
    Job job_;
};

/// A numpy array that holds a copy.
template <class T>
py::array_t<T> to_array(const std::vector<T>& values) {
    return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

template <class T>
std::span<const T> as_span(const py::array_t<T, py::array::c_style | py::array::forcecast>& values) {
    return {values.data(), static_cast<std::size_t>(values.size())};
}

template <class T>
using Array = py::array_t<T, py::array::c_style | py::array::forcecast>;

/// Options with the arrays that they look into.
struct OwnedCountOptions {
    Array<std::uint32_t> identity;
    Array<std::uint8_t> sides;
    Array<std::uint64_t> document_weights;
    CountOptions options;
};

void bind_text(py::module_& m);
void bind_lexicon(py::module_& m);
void bind_mentions(py::module_& m);
void bind_listed(py::module_& m);
void bind_incidence(py::module_& m);
void bind_cooccurrence(py::module_& m);
void bind_evidence(py::module_& m);
void bind_association(py::module_& m);
void bind_nulls(py::module_& m);
void bind_clusters(py::module_& m);
void bind_bootstrap(py::module_& m);
void bind_curveball(py::module_& m);

}  // namespace comention::python
