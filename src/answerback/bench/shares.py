"""Whether a share has really risen: Fisher's exact test of two counts, one-sided. Pure."""

from __future__ import annotations

from math import exp, lgamma


def rise(bad_before: int, of_before: int, bad: int, of: int) -> float:
    """Return the chance of so many bad ones or more among the later `of`, if both had the same share.

    Exact for any numbers (hypergeometric), so that neither few answers nor rare flaws are blamed by an approximation.
    """
    whole, wrong = of_before + of, bad_before + bad
    if of <= 0 or of_before <= 0:
        return 1.0
    most = min(wrong, of)
    log_all = _choose(whole, of)
    terms = (_choose(wrong, k) + _choose(whole - wrong, of - k) - log_all for k in range(bad, most + 1))
    return min(1.0, sum(exp(term) for term in terms))


def _choose(n: int, k: int) -> float:
    """Return the logarithm of n over k."""
    if k < 0 or k > n:
        return float("-inf")
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
