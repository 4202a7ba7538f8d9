"""The equilibrium on given supports, near a profile that is almost one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from blinkfirst.game.equilibrium import Equilibrium
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.game.strategic_form import StrategicForm
from blinkfirst.solve.strategic_form.certificate import certified
from blinkfirst.solve.strategic_form.logit_equations import pair_payoffs, replies

CUTS = (1e-2, 1e-4, 1e-6, 1e-9)  # strategies played less than this are tried as unplayed
FARTHEST = 0.02  # an equilibrium farther away than this, in some probability, is another one
_MOST_STEPS = 30


def nearby_equilibrium(form: StrategicForm, profile: Sequence[FloatArray]) -> Equilibrium | None:
    """Make an exact equilibrium of one that is almost exact, such as the far end of a logit path.

    Little played strategies are dropped; those kept must be worth the same, which Newton's method brings
    about. Returned is the nearest certified equilibrium within ``FARTHEST`` of the profile, or None.
    """
    found = []
    for cut in CUTS:
        kept = [np.flatnonzero(mixture > min(cut, float(mixture.max()) / 2.0)) for mixture in profile]
        solution = indifferent(form, kept, profile)
        equilibrium = None if solution is None else certified(form, solution)
        if equilibrium is not None:
            pairs = zip(equilibrium.profile, profile, strict=True)
            found.append((max(float(np.abs(one - other).max()) for one, other in pairs), equilibrium))
    near = [(far, equilibrium) for far, equilibrium in found if far <= FARTHEST]
    return min(near, key=lambda pair: pair[0])[1] if near else None


def indifferent(
    form: StrategicForm, supports: Sequence[IntArray], start: Sequence[FloatArray]
) -> list[FloatArray] | None:
    """Find mixtures on given supports that make every strategy played worth the same to its player.

    Parameters
    ----------
    supports : per player, the strategies (indices) that may be played.
    start : P mixed strategies from which Newton's method begins.

    Returns
    -------
    P mixed strategies, or None when the steps lead out of the simplex or do not end. Not certified: a
    strategy left out may be better.
    """
    sizes = [len(support) for support in supports]
    begins = np.concatenate([[0], np.cumsum(sizes)])
    total = int(begins[-1])
    scale = max(1e-300, float(np.abs(form.payoffs).max()))
    tables = form.payoffs / scale
    mixtures = [np.zeros(count) for count in form.counts]
    for mixture, support, first in zip(mixtures, supports, start, strict=True):
        mixture[support] = first[support] / first[support].sum()
    for _ in range(_MOST_STEPS):
        errors = np.zeros(total)
        slopes = np.zeros((total, total))
        for i, reply in enumerate(replies(tables, mixtures)):
            rows = slice(begins[i] + 1, begins[i + 1])
            errors[begins[i]] = mixtures[i].sum() - 1.0
            slopes[begins[i], begins[i] : begins[i + 1]] = 1.0
            errors[rows] = reply[supports[i][1:]] - reply[supports[i][0]]
            for j in range(len(mixtures)):
                if j != i:
                    against = pair_payoffs(tables[i], mixtures, i, j)[np.ix_(supports[i], supports[j])]
                    slopes[rows, begins[j] : begins[j + 1]] = against[1:] - against[0]
        # Least squares: with ties a whole continuum solves the equations, and the nearest point will do.
        step = -np.linalg.lstsq(slopes, errors, rcond=1e-12)[0]
        for i, support in enumerate(supports):
            mixtures[i][support] += step[begins[i] : begins[i + 1]]
        if not all(np.isfinite(mixture).all() and (mixture >= -1e-6).all() for mixture in mixtures):
            return None
        if float(np.abs(step).max()) <= 1e-14:
            break
    return mixtures
