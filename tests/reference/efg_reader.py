"""Gambit's extensive forms, read and solved slowly. Shares no code with the package.

A node is ("c", chances, branches), ("p", (player, set), names, branches) or ("t", payoffs); chances and
payoffs are fractions, exactly as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import exp
from typing import Any

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{}"]+)')


@dataclass
class Tree:
    """A game tree: title, players, root, and the labels of the information sets."""

    title: str
    players: list[str]
    root: Any
    labels: dict[tuple[int, int], str] = field(default_factory=dict)
    nodes: int = 0


def read(text: str) -> Tree:
    """Read a file; refuse what Gambit would refuse."""
    words = [(m[1], True) if m[1] is not None else (m[2] or m[3], False) for m in TOKEN.finditer(text)]
    stream = iter(words)
    assert [next(stream)[0] for _ in range(3)] == ["EFG", "2", "R"]
    title, players = next(stream)[0], [name for name, _ in braced(stream)]
    next(stream)  # the comment
    tree = Tree(title, players, None)
    assert len(set(players)) == len(players)
    tree.root = node(stream, tree)
    assert next(stream, None) is None, "more text behind the tree"
    names = [(player, label) for (player, _), label in tree.labels.items()]
    assert len(set(names)) == len(names), "labels of a player's sets must differ"
    return tree


def braced(stream: Iterator[tuple[str, bool]]) -> list[tuple[str, bool]]:
    assert next(stream) == ("{", False)
    found = []
    while (word := next(stream)) != ("}", False):
        found.append(word)
    return found


def node(stream: Iterator[tuple[str, bool]], tree: Tree) -> Any:
    kind = next(stream)[0]
    next(stream)  # name of the node
    tree.nodes += 1
    if kind == "t":
        number, (_, quoted) = next(stream)[0], next(stream)
        assert int(number) > 0 and quoted
        payoffs = [Fraction(word) for word, _ in braced(stream)]
        assert len(payoffs) == len(tree.players)
        return ("t", payoffs)
    owner = 0 if kind == "c" else int(next(stream)[0])
    key = (owner, int(next(stream)[0]))
    assert key not in tree.labels, "every node is a set of its own"
    tree.labels[key] = next(stream)[0]
    words = braced(stream)
    assert next(stream) == ("0", False), "payoffs only at the ends"
    if kind == "c":
        names, chances = [word for word, _ in words[::2]], [Fraction(word) for word, _ in words[1::2]]
        assert sum(chances) == 1 and len(set(names)) == len(names)
        return ("c", chances, [node(stream, tree) for _ in names])
    names = [word for word, _ in words]
    assert len(set(names)) == len(names) > 1 and all(quoted for _, quoted in words)
    return ("p", key, names, [node(stream, tree) for _ in names])


def logit(tree: Tree, precision: float) -> tuple[list[float], dict[tuple[int, int], list[float]]]:
    """Expected payoffs and everybody's choices in the agent logit equilibrium, from the ends backward."""
    chosen: dict[tuple[int, int], list[float]] = {}

    def worth(here: Any) -> list[float]:
        if here[0] == "t":
            return [float(x) for x in here[1]]
        below = [worth(branch) for branch in here[-1]]
        if here[0] == "c":
            shares = [float(chance) for chance in here[1]]
        else:
            mine = [values[here[1][0] - 1] for values in below]
            odds = [exp(precision * (value - max(mine))) for value in mine]
            shares = chosen[here[1]] = [share / sum(odds) for share in odds]
        by_player = zip(*below, strict=True)
        return [sum(s * v for s, v in zip(shares, values, strict=True)) for values in by_player]

    return worth(tree.root), chosen
