#include "bindings.hpp"

namespace comention::python {

PythonJob::PythonJob(unsigned threads, py::object progress) : progress_(std::move(progress)) {
    job_.threads = threads;
    job_.poll = [this](std::size_t done, std::size_t total) { return poll(done, total); };
}

bool PythonJob::poll(std::size_t done, std::size_t total) {
    const py::gil_scoped_acquire acquire;
    try {
        if (PyErr_CheckSignals() != 0) throw py::error_already_set();
        if (!progress_.is_none()) progress_(done, total);
        return true;
    } catch (...) {
        error_ = std::current_exception();
        return false;
    }
}

}  // namespace comention::python
