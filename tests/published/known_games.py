"""Games of which others printed the answer."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import inf

from blinkfirst.game.standoff import Standoff
from worlds.handmade import Drift, Edge, handmade_game
from worlds.random_games import standoff_of

# expected worth by number of draws, as printed in Ferguson (1989, Statistical Science 4)
CAYLEY = {1: Fraction(10, 4), 2: Fraction(38, 12), 3: Fraction(85, 24), 4: Fraction(4)}


def cayleys_lottery(draws: int) -> Standoff:
    """Cayley's problem of 1875: tickets 1 to 4, keep the one drawn or draw again from the rest, up to k
    draws; an exact maximiser who has the initiative in every tick.
    """
    tickets = (1, 2, 3, 4)
    hands = [("begin", 0, frozenset(tickets))]
    for size in range(4):
        hands += [
            ("hold", held, frozenset(left))
            for left in combinations(tickets, size)
            for held in tickets
            if held not in left
        ]
    over = len(hands)
    edges = []
    for s, (kind, held, left) in enumerate(hands):
        if kind == "hold":
            edges.append(Edge(s, 0, "keep", {over: 1.0}, {0: float(held)}))
        if left:
            to = {hands.index(("hold", t, left - {t})): 1 / len(left) for t in left}
            edges.append(Edge(s, 0, "draw", to))
    edges.append(Edge(over, 0, "rest", {over: 1.0}))
    game = handmade_game(edges, [[0.0]] * (over + 1), [1.0], [inf], [1.0])
    # k draws take k ticks and the last one must leave a tick to keep what was drawn
    return standoff_of(game, draws + 1, afterwards_months=0.0)


# expected worth by number of offers, as printed there too
MOSER = {1: 1 / 2, 2: 5 / 8, 3: 89 / 128, 4: 24305 / 32768}
MOSER_GRID = 1000


def mosers_offers(offers: int) -> Standoff:
    """Moser (1956): the best of n uniform offers, taken or left one by one: E_n+1 = (1 + E_n^2) / 2.

    A thousand equally likely offers stand for the uniform distribution, so the printed numbers hold to about
    one in a million.
    """
    n = MOSER_GRID
    anew = {s: 1 / n for s in range(n)}
    edges = [Edge(s, 0, "wait", anew) for s in range(n)]
    edges += [Edge(s, 0, "take", {n + 1: 1.0}, {0: (s + 0.5) / n}) for s in range(n)]
    edges += [Edge(n, 0, "wait", anew), Edge(n + 1, 0, "wait", {n + 1: 1.0})]
    game = handmade_game(edges, [[0.0]] * (n + 2), [1.0], [inf], [1.0], start=n)
    return standoff_of(game, offers + 1, afterwards_months=0.0)


def two_state_chain() -> Standoff:
    """V = (I - delta P)^-1 u, P = [[.9, .1], [.3, .7]], u = (1, 0), delta = .9: nature alone moves."""
    game = handmade_game(
        [Edge(0, 0, "hold", {0: 1.0}), Edge(1, 0, "hold", {1: 1.0})],
        [[1.0], [0.0]],
        [0.0],
        [1.0],
        [0.9],
        nature=[Drift(0, 0.1, {1: 1.0}), Drift(1, 0.3, {0: 1.0})],
    )
    return standoff_of(game, 5, stationary=True)
