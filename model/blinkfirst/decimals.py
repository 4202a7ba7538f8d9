"""Numbers as text that loses nothing: plain decimals, and chances that add up to one exactly."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

_STEP = Decimal(1).scaleb(-20)  # finer than a double can tell apart


def plain_decimal(number: float) -> str:
    """A number in as many digits as set it apart from its neighbours, without an exponent.

    Examples
    --------
    >>> plain_decimal(1.5e-7), plain_decimal(-2.0)
    ('0.00000015', '-2.0')
    """
    return format(Decimal(repr(float(number))), "f")


def exact_shares(probabilities: Sequence[float]) -> list[str]:
    """Probabilities in decimals that add up to exactly one.

    Doubles do so only nearly, and Gambit, which reads decimals as fractions, refuses them. The largest takes
    up the difference, some 1e-16; one too small for 20 decimals becomes "0".

    Examples
    --------
    >>> exact_shares([0.1, 0.2, 0.7])
    ['0.1', '0.2', '0.7']
    >>> exact_shares([1 / 3, 1 / 3, 1 / 3])
    ['0.3333333333333334', '0.3333333333333333', '0.3333333333333333']
    """
    shares = [Decimal(repr(float(p))).quantize(_STEP) for p in probabilities]
    largest = shares.index(max(shares))
    shares[largest] += 1 - sum(shares)
    return [format(share.normalize(), "f") for share in shares]
