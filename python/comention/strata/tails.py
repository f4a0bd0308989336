"""Tail probabilities of test statistics, as logs where the probability itself underflows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Below this scipy's tail of the chi-squared distribution is left for the continued fraction.
_SMALL = 1e-250
_TERMS = 200
_LOG_2 = float(np.log(2))


def log_p_normal(z: npt.ArrayLike) -> Floats:
    """Give ln of the two-sided p of standard normal scores. NaN propagates.

    >>> round(float(log_p_normal(1.959964)), 4) == round(float(np.log(0.05)), 4)
    True
    """
    from scipy.special import log_ndtr

    return np.asarray(np.minimum(log_ndtr(-np.abs(np.asarray(z, dtype=np.float64))) + _LOG_2, 0.0))


def log_p_chi2(statistic: npt.ArrayLike, df: npt.ArrayLike) -> Floats:
    """Give ln of the upper tail of the chi-squared distribution.

    NaN where there is no degree of freedom or no statistic; minus infinity where the statistic is infinite.

    >>> float(log_p_chi2(10_000, 1)) < -5000
    True
    """
    from scipy.stats import chi2

    x, k = np.broadcast_arrays(np.asarray(statistic, dtype=np.float64), np.asarray(df, dtype=np.float64))
    k = np.where(k > 0, k, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_p = np.asarray(np.log(chi2.sf(x, k)))
        far = log_p < np.log(_SMALL)
        return np.where(far, _log_far_tail(np.where(far, x, 1.0), np.where(far, k, 1.0)), log_p)


def _log_far_tail(x: Floats, df: Floats) -> Floats:
    """Give ln Γ(df/2, x/2)/Γ(df/2) by Legendre's continued fraction, which converges where x is well above df."""
    from scipy.special import gammaln

    s, y = df / 2, x / 2
    fraction = y + 2 * _TERMS + 1 - s
    for i in range(_TERMS, 0, -1):
        fraction = y + 2 * i - 1 - s - i * (i - s) / fraction
    return np.asarray(np.where(np.isinf(y), -np.inf, s * np.log(y) - y - np.log(fraction) - gammaln(s)))
