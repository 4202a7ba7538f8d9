"""One town of the chain store: the rival enters or not, the chain tolerates or fights."""

from __future__ import annotations

from dataclasses import dataclass

from reference.textbook.choice import shares

TOLERATED, FOUGHT, OUT = (2.0, 2.0), (0.0, 0.0), (5.0, 1.0)  # (chain, rival)


@dataclass(frozen=True)
class Town:
    """P(enters), P(tolerates, once entered), and what the town is worth to the chain and to the rival."""

    enters: float
    tolerates: float
    chain: float
    rival: float


def town(precision: float) -> Town:
    """Nothing links the towns, so every one is played alike: 1 / (1 + exp(-2 lambda)) tolerates, and a rival
    expects 2 P(tolerates) inside against 1 outside.
    """
    tolerates = shares([TOLERATED[0], FOUGHT[0]], precision)[0]
    inside = [tolerates * t + (1 - tolerates) * f for t, f in zip(TOLERATED, FOUGHT, strict=True)]
    enters = shares([inside[1], OUT[1]], precision)[0]
    chain, rival = (enters * i + (1 - enters) * o for i, o in zip(inside, OUT, strict=True))
    return Town(enters, tolerates, chain, rival)
