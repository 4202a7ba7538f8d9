"""A stand-off in extensive form, as Gambit reads it (``.efg``)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from blinkfirst.decimals import exact_shares, plain_decimal
from blinkfirst.exchange.game_tree import Chance, Decision, End, GameTree
from blinkfirst.exchange.identifiers import distinct, quoted
from blinkfirst.files.writing import mark_of, write_lines

_UTILS = "Payoffs in utils, discounted to the start."
_SCALED = (
    "Payoffs multiplied by the precision of the actor and counted from the tick in which the player chooses: "
    "blinkfirst's answer is the agent logit equilibrium at lambda = 1."
)


def write_efg(path: Path, tree: GameTree) -> None:
    """Write a tree for Gambit; StoreError when it cannot be written."""
    write_lines(path, efg_lines(tree, f" ({mark_of('efg')})"))


def efg_lines(tree: GameTree, note: str = "") -> Iterator[str]:
    """The lines of an ``.efg`` file; ``note`` is the end of its comment.

    Every information set has a number of its own within its player, and a label; both begin again with every
    player, in the order of the nodes, so the n-th set of a player in Gambit is the n-th decision of that
    player in ``tree.decisions``. Payoffs are separated by spaces, probabilities add up to one exactly.

    Source
    ------
    [Savani2025] for the format. Departure: none.
    """
    players = distinct([" ".join(seat.name.split()) for seat in tree.seats])
    yield f"EFG 2 R {quoted(tree.title)} {{ {' '.join(map(quoted, players))} }}"
    yield quoted(f"{_SCALED if tree.scaled else _UTILS}{note}")
    draws, ends = count(1), count(1)
    sets = [count(1) for _ in tree.seats]
    for node in tree.nodes:
        if isinstance(node, Chance):
            yield _chance_line(node, next(draws))
        elif isinstance(node, Decision):
            player = tree.player(node)
            yield _decision_line(node, player + 1, next(sets[player]))
        else:
            yield _end_line(tree, node, next(ends))


def _chance_line(node: Chance, number: int) -> str:
    shares = exact_shares(node.chances)
    pairs = " ".join(f"{quoted(name)} {share}" for name, share in zip(node.names, shares, strict=True))
    return f'c "" {number} {quoted(f"{number}; {node.label}")} {{ {pairs} }} 0'


def _decision_line(node: Decision, player: int, number: int) -> str:
    # the number makes the label one of its own: several histories lead to the same state
    moves = " ".join(map(quoted, node.moves))
    return f'p "" {player} {number} {quoted(f"{number}; {node.label}")} {{ {moves} }} 0'


def _end_line(tree: GameTree, node: End, number: int) -> str:
    payoffs = " ".join(map(plain_decimal, tree.payoffs(node)))
    return f't "" {number} {quoted(node.label)} {{ {payoffs} }}'
