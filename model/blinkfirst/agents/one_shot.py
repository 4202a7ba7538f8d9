"""Agents play a game in strategic form once each run: every one draws its own strategy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.rng import pick, replicate_stream, running_totals


def play_once(profile: Sequence[FloatArray], runs: int, seed: int) -> IntArray:
    """Let agents draw from their mixed strategies, independently, in many runs.

    Parameters
    ----------
    profile : P vectors, the i-th of shape (A_i,).
    runs : how many, at least one.
    seed : root seed; run r draws from replicate r's stream, and player i takes its double number i.

    Returns
    -------
    shape (A_0, ..., A_{P-1}): how often every pure profile was played.
    """
    totals = [running_totals(map(float, mixture)) for mixture in profile]
    counts = np.zeros([len(own) for own in totals], dtype=np.int64)
    for replicate in range(runs):
        uniforms = replicate_stream(seed, replicate).random(len(totals))
        counts[tuple(pick(own, float(u)) for own, u in zip(totals, uniforms, strict=True))] += 1
    return counts
