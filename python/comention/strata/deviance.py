"""Deviance: how far observed counts are from fitted ones, by likelihood."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

_SERIES_TERMS = 12


def deviance(observed: Floats, excess: Floats) -> Floats:
    """Give 2·(O·ln(O/F) − (O − F)) of each cell with F = O + excess, without loss of digits where the fit is close."""
    fitted = observed + excess
    with np.errstate(divide="ignore", invalid="ignore"):
        delta = np.where(fitted > 0, -excess / fitted, 0.0)
    return np.asarray(2 * fitted * _phi(np.maximum(delta, -1.0)))


def _phi(delta: Floats) -> Floats:
    """Give (1 + δ)·ln(1 + δ) − δ, by its series where δ is small."""
    from scipy.special import xlog1py

    small = np.abs(delta) < 0.3
    near = np.where(small, delta, 0.0)
    r = near / (2 + near)
    series = sum(r ** (2 * k) / (2 * k + 1) for k in range(1, _SERIES_TERMS + 1))
    bracket = r * (2 * series - near)
    far = np.where(small, 0.0, delta)
    return np.asarray(np.where(small, near**2 + (1 + near) * bracket, xlog1py(1 + far, far) - far))
