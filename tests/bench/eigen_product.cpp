// A peer of bench_counting.py: the product of a unit × tag matrix with itself by Eigen. Reads the arrays of a CSR matrix
// (rows, columns, cells, then indptr and indices as int64) and prints the fastest seconds of some runs and the sum of
// the product.
#include <Eigen/SparseCore>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <vector>

int main(int count, char** arguments) {
    if (count != 3) return 1;
    std::ifstream file(arguments[1], std::ios::binary);
    const auto read = [&](std::size_t size) {
        std::vector<std::int64_t> out(size);
        file.read(reinterpret_cast<char*>(out.data()), static_cast<std::streamsize>(size * sizeof(std::int64_t)));
        return out;
    };
    const auto sizes = read(3);
    const auto indptr = read(static_cast<std::size_t>(sizes[0]) + 1);
    const auto indices = read(static_cast<std::size_t>(sizes[2]));
    using Matrix = Eigen::SparseMatrix<std::int64_t, Eigen::RowMajor, std::int64_t>;
    std::vector<Eigen::Triplet<std::int64_t, std::int64_t>> cells;
    for (std::int64_t row = 0; row < sizes[0]; ++row)
        for (std::int64_t at = indptr[static_cast<std::size_t>(row)];
             at < indptr[static_cast<std::size_t>(row) + 1]; ++at)
            cells.emplace_back(row, indices[static_cast<std::size_t>(at)], 1);
    Matrix x(sizes[0], sizes[1]);
    x.setFromTriplets(cells.begin(), cells.end());
    double best = std::numeric_limits<double>::infinity();
    std::int64_t sum = 0;
    for (int run = 0; run < std::atoi(arguments[2]); ++run) {
        const auto start = std::chrono::steady_clock::now();
        const Matrix product = Matrix(x.transpose()) * x;
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
        sum = product.sum();
    }
    std::printf("%.9f %lld\n", best, static_cast<long long>(sum));
}
