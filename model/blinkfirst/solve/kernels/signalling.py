r"""One initiative of an actor with two private types: what either type does, and what everybody learns.

Everybody holds the second type for likely with probability b. A move m changes that to b'_m, by Bayes' rule,
and what a move is worth depends on what it makes others believe: with u_k[m](b'), precision times worth of a
move to type k when it is believed to be the second one with b',

    sigma_k(m) = exp u_k[m](b'_m) / Z_k,      b'_m = b sigma_1(m) / ((1 - b) sigma_0(m) + b sigma_1(m))

This is one fixed point in as many unknowns as there are moves. Worths are known at the nodes of a grid of
beliefs and linear between. Three ways lead to the solution, each where the one before does not do:

* *Newton* from pooling (all moves alike, b'_m as without payoffs). A move's belief depends on the others by
  one sum only, so a step costs no more than an evaluation.
* *Bracket.* In log-odds y = ln b/(1-b) every move decouples: y_m - (u_1 - u_0)[m](y_m) = a, with one number a
  for all. Where the *bend*, the least of 1 + d(u_0 - u_1)/dy, is positive, each y_m increases in a, and a
  root of a - ln Z_0 + ln Z_1 - l, l the log-odds of b, is bracketed and found.
* *Path.* Else there may be several roots, and one is selected: both precisions are multiplied by s, from
  s = 0, where moves are alike and the solution is unique, to s = 1; the branch that begins there is followed
  by pseudo-arclength around folds [McKelvey1998].
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.solve.kernels.compiling import inner_part, kernel, part
from blinkfirst.solve.kernels.vector8 import LANES, exponential, gather, larger, load, spread, store

Places = NDArray[np.uint32]

BOTH, FIRST_ONLY, SECOND_ONLY = 0, 1, 2  # who may make a move
NEWTON, BRACKET, PATH, UNSOLVED = 0, 1, 2, 3  # what found a solution

SETTLED = 1e-10  # beliefs that a step changes by less are solved; one more application makes it less still
NEWTON_STEPS, BRACKET_STEPS, INNER_STEPS = 25, 200, 60
PATH_STEPS, FIRST_STEP, LEAST_STEP, LONGEST_STEP = 5_000, 0.05, 1e-6, 0.5
CORRECTIONS = 8
LONGEST_MOVE = 8.0  # in log-odds, of a step of Newton's


@part
def softened(u: FloatArray, allowed: IntArray, moves: int, nodes: int) -> None:
    """Take away what a type with a single move is paid: it has no choice, and its slopes would mislead."""
    for kind in range(2):
        barred = SECOND_ONLY if kind == 0 else FIRST_ONLY
        count = 0
        for m in range(moves):
            count += allowed[m] != barred
        if count == 1:
            u[kind, :moves, :nodes] = 0.0


@part
def least_bend(u: FloatArray, allowed: IntArray, moves: int, belief: FloatArray) -> float:
    """Return the least of 1 + d(u_0 - u_1)/dy on a line; where positive, the solution can be bracketed."""
    least = 1.0
    for m in range(moves):
        if allowed[m] != BOTH:
            continue
        for g in range(belief.size - 1):
            low, high = belief[g], belief[g + 1]
            rise = ((u[0, m, g + 1] - u[0, m, g]) - (u[1, m, g + 1] - u[1, m, g])) / (high - low)
            middle = min(max(0.5, low), high)
            least = min(least, 1.0 + rise * middle * (1.0 - middle))
    return least


@part
def signal(
    u: FloatArray, allowed: IntArray, moves: int, belief: FloatArray, prior: float, start: int,
    sigma: FloatArray, place: IntArray, share: FloatArray, work: FloatArray,
) -> int:  # fmt: skip
    """Solve one initiative; fill the choices of both types and what is believed after each move.

    Parameters
    ----------
    u : shape (2, M, n), precision times worth of each move to each type at each node; see `softened`.
    allowed : shape (M,), who may make the move; ``moves`` of them count.
    belief : shape (n,), nodes from 0 to 1.
    prior : what is believed before, at a node or between two.
    start : 0 begins with pooling, as the rule has it; 1 with moves that separate types, 2 the other way, for
        looking at other roots. Where Newton's steps from there lead nowhere, the rule's root is taken.
    sigma : shape (2, M), filled with the choices; what a type may not do is 0.
    place, share : shape (M,), filled: the posterior lies at ``belief[place]``, and ``share`` of the way to
        the next node.
    work : shape (16, M + 2), scratch.

    Returns
    -------
    int
        `NEWTON`, `BRACKET`, `PATH` or `UNSOLVED`.
    """
    last = belief.size - 1
    for m in range(moves):
        if allowed[m] == FIRST_ONLY:
            place[m], share[m] = 0, 0.0
        elif allowed[m] == SECOND_ONLY:
            place[m], share[m] = last - 1, 1.0
    found = work[0]
    if prior == belief[0] or prior == belief[last]:
        for m in range(moves):
            if allowed[m] == BOTH:
                found[m] = prior
        _evaluate(u, allowed, moves, belief, prior, found, sigma, place, work)
        _put_down(allowed, moves, belief, work[1], place, share)
        return NEWTON
    _begin(allowed, moves, prior, start, found)
    way = UNSOLVED
    if start > 0:
        if _newton(u, allowed, moves, belief, prior, found, sigma, place, work, False):
            way = NEWTON
        else:  # nothing else is there to be found: the rule's own root
            _begin(allowed, moves, prior, 0, found)
    if way == UNSOLVED:
        if _newton(u, allowed, moves, belief, prior, found, sigma, place, work, True):
            way = NEWTON
        elif least_bend(u, allowed, moves, belief) > 0.0:
            way = _bracket(u, allowed, moves, belief, prior, found, sigma, place, work)
        else:
            way = _path(u, allowed, moves, belief, prior, found, sigma, place, work)
    _evaluate(u, allowed, moves, belief, prior, found, sigma, place, work)
    _put_down(allowed, moves, belief, work[1], place, share)
    return way


EIGHT_STEPS = 8  # Newton's steps for eight initiatives at once; what needs more is looked at by itself


@inner_part
def signal_eight(
    u: FloatArray, plane: int, allowed: IntArray, moves: int, belief: FloatArray, per_width: FloatArray,
    prior: FloatArray, line: IntArray, at: int, sigma: FloatArray, image: FloatArray, segment: IntArray,
    low: Places, high: Places, inner: Places, work: FloatArray,
) -> int:  # fmt: skip
    """Solve eight initiatives side by side by Newton's steps; return a bit for each that did not settle.

    Eight places of a table follow one another; each stands for a node of a line of nodes.

    Parameters
    ----------
    u : flat, ``u[(k * M + m) * plane + place]`` precision times worth; ``plane`` places a row.
    belief, per_width : the nodes, and one over the width of each segment (one more, for the last node).
    prior, line : of each place of the table: what is believed, and where its line begins.
    at : the first of the eight places.
    sigma : flat, filled: choices of type k by move m at ``(k * M + m) * 8``.
    image, segment : flat, filled: beliefs after move m and their segments, at ``m * 8``.
    low, high, inner : as large as ``segment``, scratch.
    work : shape of at least (6 M + 8) * 8, scratch.
    """
    b = load(prior, at)
    rest = spread(1.0) - b
    one, none = spread(1.0), spread(0.0)
    last = belief.size - 1
    firsts, seconds = 0, 0
    for m in range(moves):
        firsts += allowed[m] != SECOND_ONLY
        seconds += allowed[m] != FIRST_ONLY
    # pooling
    begun = b * spread(1.0 / max(seconds, 1))
    begun = begun / (rest * spread(1.0 / max(firsts, 1)) + begun)
    found, rises, bends = 0, moves * LANES, 3 * moves * LANES
    state = 4 * moves * LANES
    for m in range(moves):
        store(work, found + m * LANES, begun)
        for i in range(LANES):
            node = (
                0
                if allowed[m] == FIRST_ONLY
                else last - 1
                if allowed[m] == SECOND_ONLY
                else segment[m * LANES + i]
            )
            segment[m * LANES + i] = node
    unsettled, odd = 255, 0
    for _ in range(EIGHT_STEPS):
        best_first, best_second = spread(-np.inf), spread(-np.inf)
        for m in range(moves):
            if allowed[m] == BOTH:
                for i in range(LANES):
                    g = segment_of(belief, work[found + m * LANES + i], segment[m * LANES + i])
                    segment[m * LANES + i] = g
                    low[i], high[i], inner[i] = line[at + i] + g, line[at + i] + g + 1, g
                width = gather(per_width, inner, 0)
                w = (load(work, found + m * LANES) - gather(belief, inner, 0)) * width
                row = u[m * plane : (m + 1) * plane]
                under, over = gather(row, low, 0), gather(row, high, 0)
                first = under + w * (over - under)
                store(work, rises + m * LANES, (over - under) * width)
                row = u[(moves + m) * plane : (moves + m + 1) * plane]
                under, over = gather(row, low, 0), gather(row, high, 0)
                second = under + w * (over - under)
                store(work, rises + (moves + m) * LANES, (over - under) * width)
            else:
                node = 0 if allowed[m] == FIRST_ONLY else last
                for i in range(LANES):
                    low[i] = line[at + i] + node
                first = gather(u[m * plane : (m + 1) * plane], low, 0)
                second = gather(u[(moves + m) * plane : (moves + m + 1) * plane], low, 0)
            store(sigma, m * LANES, first)
            store(sigma, (moves + m) * LANES, second)
            if allowed[m] != SECOND_ONLY:
                best_first = larger(best_first, first)
            if allowed[m] != FIRST_ONLY:
                best_second = larger(best_second, second)
        total_first, total_second = spread(0.0), spread(0.0)
        for m in range(moves):
            chance = spread(0.0)
            if allowed[m] != SECOND_ONLY:
                chance = exponential(load(sigma, m * LANES) - best_first)
            store(sigma, m * LANES, chance)
            total_first = total_first + chance
            chance = spread(0.0)
            if allowed[m] != FIRST_ONLY:
                chance = exponential(load(sigma, (moves + m) * LANES) - best_second)
            store(sigma, (moves + m) * LANES, chance)
            total_second = total_second + chance
        slope, pulled, furthest, least = spread(1.0), spread(0.0), spread(0.0), spread(1.0)
        for m in range(moves):
            first = load(sigma, m * LANES) / total_first
            second = load(sigma, (moves + m) * LANES) / total_second
            store(sigma, m * LANES, first)
            store(sigma, (moves + m) * LANES, second)
            if allowed[m] != BOTH:
                continue
            ours = b * second
            after = ours / (rest * first + ours)
            store(image, m * LANES, after)
            off = load(work, found + m * LANES) - after
            furthest = larger(furthest, larger(off, none - off))
            spreading = after * (one - after)
            rise_first, rise_second = load(work, rises + m * LANES), load(work, rises + (moves + m) * LANES)
            bend = one - spreading * (rise_second - rise_first)
            least = none - larger(none - least, none - bend)
            store(work, bends + m * LANES, bend)
            pull = second * rise_second - first * rise_first
            slope = slope + pull * spreading / bend
            pulled = pulled - pull * off / bend
        least = none - larger(none - least, none - slope)
        store(work, state, furthest)
        store(work, state + LANES, least)
        unsettled = 0
        for i in range(LANES):
            settled = work[state + i] < SETTLED
            if not work[state + LANES + i] > 0.0:  # which catches what is no number, too
                odd |= 1 << i
            if not settled:
                unsettled |= 1 << i
        if (unsettled & ~odd) == 0:
            break
        pulled = pulled / slope
        for m in range(moves):
            if allowed[m] == BOTH:
                after = load(image, m * LANES)
                now = load(work, found + m * LANES)
                step = (after - now - after * (one - after) * pulled) / load(work, bends + m * LANES)
                least_now = now * spread(0.1)
                most_now = one - (one - now) * spread(0.1)
                store(
                    work,
                    found + m * LANES,
                    none - larger(none - larger(now + step, least_now), none - most_now),
                )
    return unsettled | odd


@part
def _begin(allowed: IntArray, moves: int, prior: float, start: int, found: FloatArray) -> None:
    """Fill the beliefs that the search begins with: those of all moves alike, or of types far apart."""
    firsts, seconds, free = 0, 0, 0
    for m in range(moves):
        firsts += allowed[m] != SECOND_ONLY
        seconds += allowed[m] != FIRST_ONLY
        free += allowed[m] == BOTH
    pooled = prior / seconds / ((1.0 - prior) / firsts + prior / seconds) if free else prior
    rank = 0
    for m in range(moves):
        if allowed[m] == BOTH:
            found[m] = pooled
            if start > 0:
                high = (rank % 2 == 0) == (start == 1)
                found[m] = 1.0 - 0.02 * (1.0 - prior) if high else 0.02 * prior
            rank += 1


@inner_part
def segment_of(belief: FloatArray, p: float, near: int) -> int:
    """Return the segment that a belief lies in, looked for from ``near`` on."""
    g = min(max(near, 0), belief.size - 2)
    while g > 0 and p < belief[g]:
        g -= 1
    while g < belief.size - 2 and p >= belief[g + 1]:
        g += 1
    return g


@part
def _evaluate(
    u: FloatArray, allowed: IntArray, moves: int, belief: FloatArray, prior: float, found: FloatArray,
    sigma: FloatArray, place: IntArray, work: FloatArray,
) -> float:  # fmt: skip
    """Work out choices at beliefs ``found`` and what is believed after them (row 1 of ``work``).

    Rows 2 and 3 are filled with the slopes of the exponents in the belief. Returns the largest difference of
    beliefs and what they lead to.
    """
    image, rise_first, rise_second = work[1], work[2], work[3]
    best_first, best_second = -math.inf, -math.inf
    for m in range(moves):
        if allowed[m] == BOTH:
            g = segment_of(belief, found[m], place[m])
            place[m] = g
            width = belief[g + 1] - belief[g]
            w = (found[m] - belief[g]) / width
            first, second = u[0, m, g + 1] - u[0, m, g], u[1, m, g + 1] - u[1, m, g]
            sigma[0, m], sigma[1, m] = u[0, m, g] + w * first, u[1, m, g] + w * second
            rise_first[m], rise_second[m] = first / width, second / width
        else:
            node = 0 if allowed[m] == FIRST_ONLY else belief.size - 1
            sigma[0, m], sigma[1, m] = u[0, m, node], u[1, m, node]
        if allowed[m] != SECOND_ONLY:
            best_first = max(best_first, sigma[0, m])
        if allowed[m] != FIRST_ONLY:
            best_second = max(best_second, sigma[1, m])
    total_first, total_second = 0.0, 0.0
    for m in range(moves):
        sigma[0, m] = math.exp(sigma[0, m] - best_first) if allowed[m] != SECOND_ONLY else 0.0
        sigma[1, m] = math.exp(sigma[1, m] - best_second) if allowed[m] != FIRST_ONLY else 0.0
        total_first += sigma[0, m]
        total_second += sigma[1, m]
    furthest = 0.0
    for m in range(moves):
        sigma[0, m] /= total_first
        sigma[1, m] /= total_second
        if allowed[m] == BOTH:
            ours = prior * sigma[1, m]
            played = (1.0 - prior) * sigma[0, m] + ours
            image[m] = ours / played if played > 0.0 and 0.0 < prior < 1.0 else prior
            furthest = max(furthest, abs(found[m] - image[m]))
    return furthest


@part
def _put_down(
    allowed: IntArray, moves: int, belief: FloatArray, image: FloatArray, place: IntArray, share: FloatArray
) -> None:
    """Fill where the posteriors lie."""
    for m in range(moves):
        if allowed[m] == BOTH:
            g = segment_of(belief, image[m], place[m])
            place[m] = g
            share[m] = min(1.0, max(0.0, (image[m] - belief[g]) / (belief[g + 1] - belief[g])))


@part
def _newton(
    u: FloatArray, allowed: IntArray, moves: int, belief: FloatArray, prior: float, found: FloatArray,
    sigma: FloatArray, place: IntArray, work: FloatArray, careful: bool,
) -> bool:  # fmt: skip
    """Look for the solution by Newton's steps; ``careful`` leaves off where they may lead to another root.

    In log-odds, in which beliefs close to certainty are as far apart as others.
    """
    image, rise_first, rise_second, bend, y, off = work[1], work[2], work[3], work[4], work[6], work[7]
    for m in range(moves):
        if allowed[m] == BOTH:
            y[m] = _log_odds(found[m])
    for _ in range(NEWTON_STEPS):
        furthest = _evaluate(u, allowed, moves, belief, prior, found, sigma, place, work)
        slope, pulled = 1.0, 0.0
        for m in range(moves):
            if allowed[m] == BOTH:
                spread = found[m] * (1.0 - found[m])
                bend[m] = 1.0 - spread * (rise_second[m] - rise_first[m])
                if bend[m] == 0.0 or (careful and bend[m] < 0.0):
                    return False
                off[m] = y[m] - (
                    _log_odds(image[m]) if 0.0 < image[m] < 1.0 else 40.0 * (2.0 * image[m] - 1.0)
                )
                pull = spread * (sigma[1, m] * rise_second[m] - sigma[0, m] * rise_first[m])
                slope += pull / bend[m]
                pulled -= pull * off[m] / bend[m]
        if not math.isfinite(slope) or slope == 0.0 or (careful and slope < 0.0):
            return False
        if furthest < SETTLED:
            return True
        pulled /= slope
        for m in range(moves):
            if allowed[m] == BOTH:
                y[m] += min(max((-off[m] - pulled) / bend[m], -LONGEST_MOVE), LONGEST_MOVE)
                found[m] = _probability(y[m])
    return False


@part
def _log_odds(p: float) -> float:
    return math.log(p / (1.0 - p))


@part
def _probability(y: float) -> float:
    """Return the belief at log-odds y."""
    if y >= 0.0:
        return 1.0 / (1.0 + math.exp(-y))
    z = math.exp(y)
    return z / (1.0 + z)


@part
def _move_at(u: FloatArray, belief: FloatArray, m: int, a: float) -> float:
    """Return the belief after a move at which y - (u_1 - u_0)(y) = a, where that increases in y."""
    g, beyond = 0, belief.size - 1
    while beyond - g > 1:  # first the segment, by its ends
        middle = (g + beyond) // 2
        if _log_odds(belief[middle]) - (u[1, m, middle] - u[0, m, middle]) <= a:
            g = middle
        else:
            beyond = middle
    width = belief[g + 1] - belief[g]
    start = u[1, m, g] - u[0, m, g]
    rise = (u[1, m, g + 1] - u[0, m, g + 1] - start) / width
    low = a + min(start, start + rise * width)
    high = a + max(start, start + rise * width)
    y = 0.5 * (low + high)
    for _ in range(INNER_STEPS):
        p = _probability(y)
        off = y - start - rise * (p - belief[g]) - a
        if off > 0.0:
            high = y
        else:
            low = y
        slope = 1.0 - rise * p * (1.0 - p)
        further = y - off / slope if slope > 0.0 else low
        if not low < further < high:
            further = 0.5 * (low + high)
        if abs(further - y) <= 1e-15 * max(1.0, abs(y)):
            break
        y = further
    return _probability(y)


@part
def _off_balance(
    u: FloatArray, allowed: IntArray, moves: int, belief: FloatArray, a: float, prior: float,
    found: FloatArray, sigma: FloatArray, place: IntArray,
) -> float:  # fmt: skip
    """Fill the beliefs that go with a; return a - ln Z_0 + ln Z_1 - l, how far they are off this prior."""
    best_first, best_second = -math.inf, -math.inf
    for m in range(moves):
        node = 0 if allowed[m] == FIRST_ONLY else belief.size - 1
        if allowed[m] == BOTH:
            found[m] = _move_at(u, belief, m, a)
            g = segment_of(belief, found[m], place[m])
            place[m] = g
            w = (found[m] - belief[g]) / (belief[g + 1] - belief[g])
            for k in range(2):
                sigma[k, m] = u[k, m, g] + w * (u[k, m, g + 1] - u[k, m, g])
        else:
            sigma[0, m], sigma[1, m] = u[0, m, node], u[1, m, node]
        if allowed[m] != SECOND_ONLY:
            best_first = max(best_first, sigma[0, m])
        if allowed[m] != FIRST_ONLY:
            best_second = max(best_second, sigma[1, m])
    first, second = 0.0, 0.0
    for m in range(moves):
        if allowed[m] != SECOND_ONLY:
            first += math.exp(sigma[0, m] - best_first)
        if allowed[m] != FIRST_ONLY:
            second += math.exp(sigma[1, m] - best_second)
    balance = a - best_first - math.log(first) + best_second + math.log(second)
    return balance - _log_odds(prior)


@part
def _bracket(
    u: FloatArray, allowed: IntArray, moves: int, belief: FloatArray, prior: float, found: FloatArray,
    sigma: FloatArray, place: IntArray, work: FloatArray,
) -> int:  # fmt: skip
    """Find the number that all moves have in common between two at which the balance has either sign."""
    low = high = _log_odds(prior)
    width = 1.0
    below = above = _off_balance(u, allowed, moves, belief, low, prior, found, sigma, place)
    while below > 0.0 and width < 1e6:
        low -= width
        width *= 2.0
        below = _off_balance(u, allowed, moves, belief, low, prior, found, sigma, place)
    width = 1.0
    while above < 0.0 and width < 1e6:
        high += width
        width *= 2.0
        above = _off_balance(u, allowed, moves, belief, high, prior, found, sigma, place)
    side = 0
    for _ in range(BRACKET_STEPS):
        if below == 0.0 or above == 0.0 or high - low < 1e-15 * max(1.0, abs(low)):
            break
        a = (low * above - high * below) / (above - below)  # the Illinois form of false position
        if not low < a < high:
            a = 0.5 * (low + high)
        off = _off_balance(u, allowed, moves, belief, a, prior, found, sigma, place)
        if off <= 0.0:
            low, below = a, off
            above = 0.5 * above if side == -1 else above
            side = -1
        else:
            high, above = a, off
            below = 0.5 * below if side == 1 else below
            side = 1
        if abs(off) < 1e-13:
            break
    furthest = _evaluate(u, allowed, moves, belief, prior, found, sigma, place, work)
    if furthest > 1e-6:
        return UNSOLVED
    for m in range(moves):
        work[5, m] = found[m]
    if not _newton(u, allowed, moves, belief, prior, found, sigma, place, work, False):
        for m in range(moves):
            found[m] = work[5, m]  # a kink keeps Newton's steps from settling; what is bracketed stands
        return BRACKET if furthest < 1e-8 else UNSOLVED
    return BRACKET


@part
def _path_equations(
    u: FloatArray, allowed: IntArray, moves: int, belief: FloatArray, prior: float, point: FloatArray,
    places: IntArray, sigma: FloatArray, residual: FloatArray, matrix: FloatArray,
) -> None:  # fmt: skip
    """Fill the equations at (y of each free move, s), and their derivatives in these.

    F_m = y_m - l - s (u_1 - u_0)[m] + ln Z_1 - ln Z_0, every move on the segment ``places`` gives it, which
    is continued beyond its ends: so there are no kinks.
    """
    free = point.size - 1
    s = point[free]
    best = np.full(2, -np.inf)
    k = 0
    for m in range(moves):
        node = 0 if allowed[m] == FIRST_ONLY else belief.size - 1
        if allowed[m] == BOTH:
            g = places[k]
            w = (_probability(point[k]) - belief[g]) / (belief[g + 1] - belief[g])
            for t in range(2):
                sigma[t, m] = u[t, m, g] + w * (u[t, m, g + 1] - u[t, m, g])
            k += 1
        else:
            sigma[0, m], sigma[1, m] = u[0, m, node], u[1, m, node]
        for t in range(2):
            if allowed[m] != (SECOND_ONLY if t == 0 else FIRST_ONLY):
                best[t] = max(best[t], s * sigma[t, m])
    total, mean = np.zeros(2), np.zeros(2)
    for m in range(moves):
        for t in range(2):
            if allowed[m] != (SECOND_ONLY if t == 0 else FIRST_ONLY):
                weight = math.exp(s * sigma[t, m] - best[t])
                total[t] += weight
                mean[t] += weight * sigma[t, m]
    tilt = best[1] + math.log(total[1]) - best[0] - math.log(total[0]) - _log_odds(prior)
    drift = mean[1] / total[1] - mean[0] / total[0]
    k = 0
    for m in range(moves):
        if allowed[m] != BOTH:
            continue
        residual[k] = point[k] - s * (sigma[1, m] - sigma[0, m]) + tilt
        matrix[k, free] = drift - (sigma[1, m] - sigma[0, m])
        p, g = _probability(point[k]), places[k]
        spread = s * p * (1.0 - p) / (belief[g + 1] - belief[g])
        first, second = (u[0, m, g + 1] - u[0, m, g]) * spread, (u[1, m, g + 1] - u[1, m, g]) * spread
        chance_first = math.exp(s * sigma[0, m] - best[0]) / total[0]
        chance_second = math.exp(s * sigma[1, m] - best[1]) / total[1]
        pull = chance_second * second - chance_first * first
        for row in range(free):
            matrix[row, k] = pull
        matrix[k, k] += 1.0 - (second - first)
        k += 1


@part
def _eliminated(matrix: FloatArray, right: FloatArray, size: int) -> float:
    """Solve a small linear system in place; return the determinant's sign, 0 where nothing solves it."""
    sign = 1.0
    for column in range(size):
        pivot = column
        for row in range(column + 1, size):
            if abs(matrix[row, column]) > abs(matrix[pivot, column]):
                pivot = row
        if matrix[pivot, column] == 0.0:
            return 0.0
        if pivot != column:
            sign = -sign
            for k in range(size):
                matrix[pivot, k], matrix[column, k] = matrix[column, k], matrix[pivot, k]
            right[pivot], right[column] = right[column], right[pivot]
        if matrix[column, column] < 0.0:
            sign = -sign
        for row in range(column + 1, size):
            factor = matrix[row, column] / matrix[column, column]
            for k in range(column, size):
                matrix[row, k] -= factor * matrix[column, k]
            right[row] -= factor * right[column]
    for row in range(size - 1, -1, -1):
        for k in range(row + 1, size):
            right[row] -= matrix[row, k] * right[k]
        right[row] /= matrix[row, row]
    return sign


@part
def _tangent(matrix: FloatArray, tangent: FloatArray, before: FloatArray, side: float) -> float:
    """Fill the direction in which the path goes on; return the side on which it runs, 0 where it ends.

    Which of the two directions it is, the determinant of the equations and the direction decides: its sign
    stays along a path. At a kink, where the path may turn sharply, the direction before would not do.
    """
    size = tangent.size
    rows = matrix.copy()
    rows[size - 1, :] = before
    tangent[:] = 0.0
    tangent[size - 1] = 1.0
    if _eliminated(rows, tangent, size) == 0.0:
        return 0.0
    tangent /= math.sqrt((tangent * tangent).sum())
    rows[:] = matrix
    rows[size - 1, :] = tangent
    sign = _eliminated(rows, np.zeros(size), size)
    if side == 0.0:
        return sign
    if sign != side:
        tangent[:] = -tangent
    return side if sign != 0.0 else 0.0


@part
def _path(
    u: FloatArray, allowed: IntArray, moves: int, belief: FloatArray, prior: float, found: FloatArray,
    sigma: FloatArray, place: IntArray, work: FloatArray,
) -> int:  # fmt: skip
    """Follow the branch that begins at pooling until both precisions are what they are.

    The path is smooth as long as no belief crosses a node. So a step ends at the first node that it would
    cross: there the belief is held, and the path goes on in the next segment.
    """
    _begin(allowed, moves, prior, 0, found)
    free = 0
    for m in range(moves):
        free += allowed[m] == BOTH
    size = free + 1
    point, tried, tangent, before = np.zeros(size), np.zeros(size), np.zeros(size), np.zeros(size)
    residual, matrix = np.zeros(size), np.zeros((size, size))
    places = np.zeros(free, dtype=np.int64)
    k = 0
    for m in range(moves):
        if allowed[m] == BOTH:
            point[k] = _log_odds(found[m])
            places[k] = segment_of(belief, found[m], 0)
            k += 1
    before[free] = 1.0
    step, side = FIRST_STEP, 0.0
    for _ in range(PATH_STEPS):
        _path_equations(u, allowed, moves, belief, prior, point, places, sigma, residual, matrix)
        side = _tangent(matrix, tangent, before, side)
        if side == 0.0:
            return UNSOLVED
        for k in range(free):  # a belief that lies on a node belongs to the segment it is going into
            low, high = _ends(belief, places[k])
            if point[k] >= high - 1e-12 and tangent[k] > 0.0 and places[k] < belief.size - 2:
                places[k] += 1
            elif point[k] <= low + 1e-12 and tangent[k] < 0.0 and places[k] > 0:
                places[k] -= 1
        _path_equations(u, allowed, moves, belief, prior, point, places, sigma, residual, matrix)
        side = _tangent(matrix, tangent, before, side)
        if side == 0.0:
            return UNSOLVED
        moved, steps, held = False, 0, -1
        while step >= LEAST_STEP:
            length, held = step, -1
            if point[free] + length * tangent[free] > 1.0:
                length, held = (1.0 - point[free]) / tangent[free], free
            for k in range(free):
                low, high = _ends(belief, places[k])
                end = high if tangent[k] > 0.0 else low
                if tangent[k] != 0.0 and math.isfinite(end) and (end - point[k]) / tangent[k] < length:
                    length, held = max(0.0, (end - point[k]) / tangent[k]), k
            tried[:] = point + length * tangent
            level = 1.0 if held == free else tried[held] if held >= 0 else 0.0
            off = math.inf
            for correction in range(CORRECTIONS):
                _path_equations(u, allowed, moves, belief, prior, tried, places, sigma, residual, matrix)
                matrix[free, :] = 0.0
                if held >= 0:
                    matrix[free, held] = 1.0
                    residual[free] = tried[held] - level
                else:
                    matrix[free, :] = tangent
                    residual[free] = (tangent * (tried - point)).sum() - length
                off = np.abs(residual).max()
                if not math.isfinite(off) or off < 1e-11:
                    break
                if _eliminated(matrix, residual, size) == 0.0:
                    off = math.inf
                    break
                tried -= residual
                steps = correction + 1
            inside = off < 1e-11 and np.abs(tried - point).max() < 2.0 * step + 1e-9
            for k in range(free):
                low, high = _ends(belief, places[k])
                inside = inside and low - 1e-9 <= tried[k] <= high + 1e-9
            if inside and tried[free] <= 1.0 + 1e-12:
                moved = True
                break
            step *= 0.5
        if not moved:
            return UNSOLVED
        point[:] = tried
        before[:] = tangent
        if held == free:
            k = 0
            for m in range(moves):
                if allowed[m] == BOTH:
                    found[m] = _probability(point[k])
                    k += 1
            return PATH
        if steps <= 3:
            step = min(1.5 * step, LONGEST_STEP)
    return UNSOLVED


@part
def _ends(belief: FloatArray, g: int) -> tuple[float, float]:
    """Return the log-odds between which a segment lies."""
    low = -math.inf if g == 0 else _log_odds(belief[g])
    high = math.inf if g == belief.size - 2 else _log_odds(belief[g + 1])
    return low, high


@kernel
def solve_one(
    u: FloatArray, allowed: IntArray, belief: FloatArray, at: int, start: int, sigma: FloatArray,
    place: IntArray, share: FloatArray,
) -> int:  # fmt: skip
    """Solve one initiative by itself at a node of the grid, as `signal` has it; for tests."""
    moves = allowed.size
    worths = u.copy()
    softened(worths, allowed, moves, belief.size)
    work = np.zeros((16, moves + 2))
    return signal(worths, allowed, moves, belief, belief[at], start, sigma, place, share, work)
