"""Chance: one root seed, one stream for every replicate, and how a stream is spent.

Every engine that plays stand-offs keeps to this *draw protocol*, so that all of them play the same runs, bit
for bit.

1. **Stream.** Replicate r under root seed s draws from NumPy's counter-based ``Philox(key=[s, r])``, counter
   0, whatever the case (common random numbers: two cases differ because they differ, not because of luck). A
   raw 64-bit word w of the stream is the double ``(w >> 11) * 2**-53``, in [0, 1); that is what
   ``Generator.random`` returns.
2. **Three uniforms a tick**, always all three, used or not: *who*, *which*, *how*. Tick t uses the doubles
   number 3t, 3t + 1 and 3t + 2 of the stream. Dated events draw nothing.
3. **who** picks from the list: ``tempo[s, i] * D`` of actor 0, 1, ...; then ``nature_rate[row] * D`` of the
   nature rows of the state, in the game's order; what is left over is "nothing happens".
4. **which** picks the move, when *who* picked an actor: from the mixed action of its mind over its menu, in
   the order of the game's edges. A strategic mind's mixed action is sigma as the policy has it.
5. **how** picks the outcome of the move or of nature's event, in the order of the game's outcomes.
6. **Picking** entry k of a list p with uniform u: running totals c_k = p_0 + ... + p_k are formed from left
   to right in double precision, one plain addition after the other (no pairwise and no compensated
   summation); picked is the first k with u < c_k, which is ``searchsorted(c, u, side="right")``. So an entry
   of probability 0 is never picked. When u is not below the last total: in the list of rule 3 nothing
   happens; in those of 4 and 5, which sum to 1 but for rounding, picked is the first entry at which the last
   total is reached, ``searchsorted(c, c[-1], side="left")``: the last entry that is not too small to be seen.
7. **Reading.** A run of a pool picks its reading, from the shares in their order, by the first double of a
   stream of its own: that of rule 1 jumped once, 2**128 draws on, which no run ever reaches. The run itself
   spends its stream as any other, so that it is the run of the reading it drew.
8. **Types.** A run of a stand-off with private types draws the type of every typed actor, in their order, by
   the first doubles of another stream of its own: that of rule 1 jumped twice. Picked is from the list
   (1 - prior, prior), by rule 6. So a run without types is what it is, and with types it spends *who*,
   *which* and *how* as any other; *which* picks from the mixed action of the type that was drawn.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

import numpy as np

from blinkfirst.errors import StudyError

DRAWS_PER_TICK = 3
KEY_LIMIT = 2**64


def replicate_stream(seed: int, replicate: int) -> np.random.Generator:
    """The random numbers of a replicate under the root seed of a study, the same for every case.

    Raises `StudyError` when either is no whole number from 0 to 2**64 - 1.

    Source
    ------
    [Salmon2011] Philox 4x64-10, as NumPy has it.

    Examples
    --------
    >>> replicate_stream(7, 0).random() == replicate_stream(7, 0).random()
    True
    >>> replicate_stream(7, 0).random() == replicate_stream(7, 1).random()
    False
    """
    return np.random.Generator(_philox(seed, replicate))


def reading_stream(seed: int, replicate: int) -> np.random.Generator:
    """The random numbers from which a run of a pool draws its reading (rule 7); arguments and errors as of
    `replicate_stream`.
    """
    return np.random.Generator(_philox(seed, replicate).jumped())


def drawn_types(stream: np.random.Generator, priors: Sequence[float]) -> list[int]:
    """Draw the type of every typed actor of a run (rule 8): 0 for the first, 1 for the second.

    Parameters
    ----------
    stream : that of the replicate, of which nothing has been used yet; it is left as it is.
    priors : of the second types.

    Raises `StudyError` when the stream is no replicate's.

    Examples
    --------
    >>> drawn_types(replicate_stream(7, 0), [0.0, 1.0])
    [0, 1]
    """
    bits = stream.bit_generator
    if not isinstance(bits, np.random.Philox):
        raise StudyError(f"stream: expected that of a replicate, a Philox, got {type(bits).__name__}")
    uniforms = np.random.Generator(bits.jumped(2)).random(len(priors)).tolist()
    return [
        pick(running_totals([1.0 - prior, prior]), uniform)
        for prior, uniform in zip(priors, uniforms, strict=True)
    ]


def _philox(seed: int, replicate: int) -> np.random.Philox:
    key = np.array([key_word("seed", seed), key_word("replicate", replicate)], dtype=np.uint64)
    return np.random.Philox(key=key)


def running_totals(probabilities: Iterable[float]) -> list[float]:
    """Sums from the left, one plain addition after the other (rule 6).

    Examples
    --------
    >>> running_totals([0.5, 0.0, 0.25])
    [0.5, 0.5, 0.75]
    """
    return list(accumulate(probabilities))


def pick(totals: Sequence[float], uniform: float) -> int:
    """Return the entry of a list that sums to 1 which a uniform picks (rule 6).

    Examples
    --------
    >>> [pick([0.5, 0.5, 1.0], u) for u in (0.0, 0.49, 0.5, 0.99)]
    [0, 0, 2, 2]

    A total that rounding left short of 1 picks its last entry above it:

    >>> pick([0.5, 0.9999999999999999, 0.9999999999999999], 0.9999999999999999)
    1
    """
    return bisect_right(totals, uniform) if uniform < totals[-1] else bisect_left(totals, totals[-1])


def pick_or_nothing(totals: Sequence[float], uniform: float) -> int:
    """Return the entry a uniform picks of a list with a sum of at most 1; its length if none (rule 6).

    Examples
    --------
    >>> [pick_or_nothing([0.25, 0.5], u) for u in (0.1, 0.25, 0.5)]
    [0, 1, 2]
    """
    return bisect_right(totals, uniform)


def key_word(name: str, value: int) -> int:
    """Return a number for the key of a stream; StudyError when it is no whole number from 0 to 2**64 - 1."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 0 <= value < KEY_LIMIT:
        raise StudyError(f"{name}: expected a whole number from 0 to 2**64 - 1, got {value!r}")
    return int(value)
