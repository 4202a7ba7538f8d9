"""Extreme equilibria of two players in fractions, by best replies: slow, obvious, and exact about ties."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

Row = Sequence[Fraction]
Mixture = tuple[Fraction, ...]


def exact_equilibria(
    rows: Sequence[Sequence[float]], columns: Sequence[Sequence[float]]
) -> set[tuple[Mixture, Mixture]]:
    """Every extreme equilibrium of the bimatrix game (rows, columns), exactly."""
    of_rows = [[Fraction(v) for v in line] for line in rows]
    of_columns = [[Fraction(v) for v in line] for line in columns]
    first = tied_mixtures(of_columns)
    second = tied_mixtures([list(line) for line in zip(*of_rows, strict=True)])
    return {
        (x, y)
        for x, replies_to_x in first.items()
        for y, replies_to_y in second.items()
        if support(x) <= replies_to_y and support(y) <= replies_to_x
    }


def exactly_regular(rows: Sequence[Sequence[float]], columns: Sequence[Sequence[float]]) -> bool:
    """Whether no mixture of either player has more best replies than strategies it plays."""
    of_rows = [[Fraction(v) for v in line] for line in rows]
    of_columns = [[Fraction(v) for v in line] for line in columns]
    mixtures = [*tied_mixtures(of_columns).items(), *tied_mixtures([*zip(*of_rows, strict=True)]).items()]
    return all(len(replies) <= len(support(mixture)) for mixture, replies in mixtures)


def tied_mixtures(payoffs: Sequence[Row]) -> dict[Mixture, frozenset[int]]:
    """Mixtures that are alone in making some replies of the opponent tied and best, with all their replies.

    ``payoffs[i][j]`` is what the opponent gets from j against i.
    """
    m, n = len(payoffs), len(payoffs[0])
    found = {}
    for size in range(1, min(m, n) + 1):
        for played in combinations(range(m), size):
            for tied in combinations(range(n), size):
                equations = [[*(payoffs[i][j] for i in played), Fraction(-1)] for j in tied]
                equations.append([*[Fraction(1)] * size, Fraction(0)])
                solution = solved(equations, [*[Fraction(0)] * size, Fraction(1)])
                if solution is None or min(solution[:-1]) < 0:
                    continue
                shares = dict(zip(played, solution, strict=False))
                mixture = tuple(shares.get(i, Fraction(0)) for i in range(m))
                worth = [
                    sum((p * line[j] for p, line in zip(mixture, payoffs, strict=True)), Fraction(0))
                    for j in range(n)
                ]
                if max(worth) == solution[-1]:
                    found[mixture] = frozenset(j for j in range(n) if worth[j] == max(worth))
    return found


def support(mixture: Mixture) -> frozenset[int]:
    return frozenset(k for k, p in enumerate(mixture) if p)


def solved(equations: list[list[Fraction]], right: list[Fraction]) -> list[Fraction] | None:
    """Gauss and Jordan; None when the equations do not have exactly one solution."""
    table = [[*line, value] for line, value in zip(equations, right, strict=True)]
    size = len(table)
    for column in range(size):
        pivot = next((r for r in range(column, size) if table[r][column]), None)
        if pivot is None:
            return None
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [v / table[column][column] for v in table[column]]
        for r in range(size):
            if r != column and table[r][column]:
                table[r] = [a - table[r][column] * b for a, b in zip(table[r], table[column], strict=True)]
    return [line[-1] for line in table]
