"""Tables of sgamesolver, read and solved slowly. Shares no code with the package.

A row is (actions, payoffs, {state: chance}), all by name or as plain numbers.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

Row = tuple[tuple[str, ...], list[float], dict[str, float]]


@dataclass
class Table:
    """Players, discount factors, and the rows of every state."""

    players: list[str]
    discounts: list[float]
    states: dict[str, list[Row]]


def read(path: Path) -> Table:
    """Read a table with a ``to_state`` column as sgamesolver does: split at commas, then at colons."""
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.DictReader(file))
    players = [name[2:] for name in lines[0] if name.startswith("a_")]
    table = Table(players, [], {})
    for line in lines:
        numbers = [float(line[f"u_{player}"]) for player in players]
        if line["state"] == "delta":
            table.discounts = numbers
            continue
        led = {}
        parts = [part for part in line["to_state"].split(",") if part]
        for part in parts:
            name, chance = part.split(":") if ":" in part else (part, "1")
            led[name.strip() if len(parts) > 1 else name] = float(chance)
        actions = tuple(line[f"a_{player}"] for player in players)
        table.states.setdefault(line["state"], []).append((actions, numbers, led))
    assert all(target in table.states for rows in table.states.values() for *_, led in rows for target in led)
    return table


def logit_values(table: Table, precisions: Sequence[float], rounds: int = 10_000) -> dict[str, list[float]]:
    """Value of every state to every player in logit equilibrium, where one player chooses at a time.

    Worked out by going on until nothing changes: after as many rounds as a table without circles has layers.
    """
    values = {name: [0.0] * len(table.players) for name in table.states}
    for _ in range(rounds):
        after = {name: _state_value(table, values, rows, precisions) for name, rows in table.states.items()}
        pairs = zip(after.values(), values.values(), strict=True)
        change = max(abs(a - b) for new, old in pairs for a, b in zip(new, old, strict=True))
        values = after
        if change < 1e-14:
            return values
    raise AssertionError("the values went on changing")


def _state_value(
    table: Table, values: Mapping[str, list[float]], rows: Sequence[Row], precisions: Sequence[float]
) -> list[float]:
    worth = [
        [
            paid + delta * sum(chance * values[target][player] for target, chance in led.items())
            for player, (paid, delta) in enumerate(zip(payoffs, table.discounts, strict=True))
        ]
        for _, payoffs, led in rows
    ]
    choosers = [k for k in range(len(table.players)) if len({row[0][k] for row in rows}) > 1]
    assert len(choosers) == (len(rows) > 1)
    odds = [1.0]
    if choosers:
        best = max(q[choosers[0]] for q in worth)
        odds = [exp(precisions[choosers[0]] * (q[choosers[0]] - best)) for q in worth]
    total = sum(odds)
    return [
        sum(odd * q[k] for odd, q in zip(odds, worth, strict=True)) / total for k in range(len(table.players))
    ]


def value_of_plan(
    table: Table, start: str, plan: Mapping[tuple[str, str], str], rounds: int = 4000
) -> list[float]:
    """Discounted payoffs from a state on when everybody does what a plan says, by (player, state)."""
    values = {name: [0.0] * len(table.players) for name in table.states}
    for _ in range(rounds):
        after = {}
        for name, rows in table.states.items():
            done = tuple(plan.get((player, name), rows[0][0][k]) for k, player in enumerate(table.players))
            _, payoffs, led = next(row for row in rows if row[0] == done)
            after[name] = [
                paid + delta * sum(chance * values[target][k] for target, chance in led.items())
                for k, (paid, delta) in enumerate(zip(payoffs, table.discounts, strict=True))
            ]
        values = after
    return values[start]
