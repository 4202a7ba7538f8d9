"""The principal branch of one initiative, followed in small steps: slow, and without what it checks.

Unknowns are the log-odds y_m of what is believed after the moves that both types may make, and s, by which
both precisions are multiplied. From s = 0, where moves are alike, a step goes along the tangent, found from
differences, and back to the curve by scipy's solver; its length is halved until it comes back near by. Worths
are linear between nodes as everywhere; a kink is a corner of the curve, crossed in small steps.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import root
from scipy.special import expit, logit, logsumexp

from blinkfirst.game.game import FloatArray, IntArray

STEP, LEAST, STEPS = 0.25, 1e-7, 2_000


class Line(NamedTuple):
    """An initiative: precision times worth, shape (2, M, n); who may make a move (0 both, 1 the first, 2 the
    second); beliefs at the nodes.
    """

    u: FloatArray
    allowed: IntArray
    belief: FloatArray


def worths(line: Line, posterior: FloatArray) -> FloatArray:
    """Exponents at beliefs after the moves, shape (2, M); a type with one move is paid nothing."""
    found = np.array(
        [[np.interp(p, line.belief, row) for p, row in zip(posterior, rows, strict=True)] for rows in line.u]
    )
    for k, barred in ((0, 2), (1, 1)):
        found[k, line.allowed == barred] = -np.inf
        if (line.allowed != barred).sum() == 1:
            found[k, line.allowed != barred] = 0.0
    return found


def residual(line: Line, prior: float, posterior: FloatArray) -> float:
    """The largest difference of beliefs and what Bayes' rule makes of the choices that they lead to."""
    u = worths(line, posterior)
    sigma = np.exp(u - logsumexp(u, axis=1, keepdims=True))
    ours = prior * sigma[1]
    played = (1.0 - prior) * sigma[0] + ours
    implied = np.divide(ours, played, out=posterior.copy(), where=played > 0.0)
    return float(np.abs(implied - posterior).max())


def followed(line: Line, prior: float) -> FloatArray | None:
    """What is believed after every move, at the end of the branch that begins at s = 0; ``None`` if lost."""
    free = np.flatnonzero(line.allowed == 0)
    fixed = np.where(line.allowed == 1, 0.0, 1.0)

    def posterior(y: FloatArray) -> FloatArray:
        found = fixed.copy()
        found[free] = expit(y)
        return found

    def equations(x: FloatArray) -> FloatArray:
        u = worths(line, posterior(x[:-1]))
        u = np.where(np.isfinite(u), x[-1] * np.where(np.isfinite(u), u, 0.0), -np.inf)
        first, second = u - logsumexp(u, axis=1, keepdims=True)
        return np.asarray(x[:-1] - logit(prior) - second[free] + first[free])

    def tangent(x: FloatArray, side: float) -> tuple[FloatArray, float]:
        """The direction in which the determinant keeps its sign; at first, that in which s grows."""
        h = 1e-7
        slopes = np.column_stack(
            [(equations(x + h * e) - equations(x - h * e)) / (2.0 * h) for e in np.eye(x.size)]
        )
        along = np.linalg.svd(slopes)[2][-1]
        sign = float(np.sign(np.linalg.det(np.vstack([slopes, along]))))
        forward = sign == side if side else along[-1] > 0.0
        return np.asarray(along if forward else -along), side or (sign if forward else -sign)

    at = np.append(np.full(free.size, 0.0), 0.0)
    at[:-1] = root(lambda y: equations(np.append(y, 0.0)), at[:-1], tol=1e-13).x
    side, step = 0.0, STEP
    for _ in range(STEPS):
        along, side = tangent(at, side)
        while step > LEAST:
            guess = at + step * along
            if guess[-1] >= 1.0:
                end = root(lambda y: equations(np.append(y, 1.0)), guess[:-1], tol=1e-13)
                if end.success and np.abs(end.x - at[:-1]).max() < 4.0 * step:
                    return posterior(end.x)
            else:
                back = root(
                    lambda x, g=guess, t=along: np.append(equations(x), t @ (x - g)), guess, tol=1e-13
                )
                if back.success and np.abs(back.x - at).max() < 2.0 * step:
                    break
            step *= 0.5
        else:
            return None
        at, step = back.x, min(2.0 * step, STEP)
    return None
