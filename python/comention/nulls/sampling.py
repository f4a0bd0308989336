"""Nulls that are known by samples: how many, of which seed, and what they say of p."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from comention._checks import whole_number

SAMPLES = {"fixed_degree": 1000, "permutation": 10_000}
"""How many samples nulls draw by default."""
SEED = 1
_MOST = 2**63 - 1

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sampling:
    """How many samples, and the seed of their random numbers."""

    samples: int
    seed: int

    def log_p(self, as_far: Floats) -> Floats:
        """Give ln p of the number of samples that are as far off: what is observed counts as one more of them."""
        return np.asarray(np.log((1 + as_far) / (1 + self.samples)))


def sampling_of(null: str, samples: int | None, seed: int | None) -> Sampling | None:
    """Check samples and seed of a null; None for a null that needs none."""
    for name, value in (("samples", samples), ("seed", seed)):
        if value is not None and null not in SAMPLES:
            raise ValueError(f"{name}= is for nulls that are sampled, {', '.join(SAMPLES)}; null={null!r} is not")
    if null not in SAMPLES:
        return None
    size = whole_number("samples", SAMPLES[null] if samples is None else samples, 1)
    start = whole_number("seed", SEED if seed is None else seed)
    if max(size, start) > _MOST:
        raise ValueError(f"samples and seed must be less than 2^63. Given {size} and {start}")
    return Sampling(size, start)
