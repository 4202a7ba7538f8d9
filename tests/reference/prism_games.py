"""Turn-based games in the language of PRISM-games, read and played slowly. Shares no code with the package.

Only as much of the language as our files use: one module, guards that are conjunctions of comparisons,
updates that are numbers, sums, or ``first=0?i:first``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, inf

Place = tuple[int, ...]


@dataclass(frozen=True)
class Command:
    """An action, its guard, and branches of (probability, updates)."""

    action: str
    guard: Callable[[dict[str, int]], bool]
    branches: list[tuple[float, list[tuple[str, Callable[[dict[str, int]], int]]]]]


class Model:
    """A model: horizon, players' actions, ranges and starts of variables, commands, labels, rewards."""

    def __init__(self, text: str) -> None:
        text = re.sub(r"//.*", "", text)
        assert text.split()[0] == "smg"
        self.horizon = int(re.findall(r"const int horizon = (\d+);", text)[0])
        self.players = {
            name: re.findall(r"\[(\w+)\]", body) or body.split()
            for name, body in re.findall(r"^player (\w+)\n(.*?)\nendplayer$", text, flags=re.M | re.S)
        }
        module = re.findall(r"^module world\n(.*?)\nendmodule$", text, flags=re.M | re.S)[0]
        self.ranges, self.start = {}, {}
        variable = re.compile(r"^  (\w+) : \[(\d+)\.\.(.+?)\] init (\d+);", re.M)
        for name, low, high, begin in variable.findall(module):
            self.ranges[name] = range(int(low), self._value(high) + 1)
            self.start[name] = int(begin)
        command = re.compile(r"^  \[(\w*)\] (.*?) -> (.*?);", re.M)
        self.commands = [self._command(*found) for found in command.findall(module)]
        self.labels = {n: self._guard(g) for n, g in re.findall(r'^label "(\w+)" = (.*?);', text, flags=re.M)}
        self.rewards: dict[str, list[tuple[str, Callable[[dict[str, int]], bool], str]]] = {}
        for name, body in re.findall(r'^rewards "(\w+)"\n(.*?)endrewards$', text, flags=re.M | re.S):
            items = re.findall(r"^  (?:\[(\w+)\] )?(.*?) : (.*?);", body, flags=re.M)
            self.rewards[name] = [(action, self._guard(guard), worth) for action, guard, worth in items]
        self.names = tuple(self.ranges)

    def _value(self, text: str) -> int:
        return int(eval(text, {"horizon": self.horizon}))

    def _guard(self, text: str) -> Callable[[dict[str, int]], bool]:
        if text == "true":
            return lambda at: True
        parts = [re.fullmatch(r"(\w+)(<|>=|>|=)(\w+)", part.strip()) for part in text.split("&")]
        terms = [(m[1], m[2], self._value(m[3])) for m in parts if m]
        assert len(terms) == len(parts), text
        ask = {
            "<": lambda a, b: a < b, ">": lambda a, b: a > b,
            ">=": lambda a, b: a >= b, "=": lambda a, b: a == b,
        }  # fmt: skip
        return lambda at: all(ask[sign](at[name], value) for name, sign, value in terms)

    def _command(self, action: str, guard: str, branches: str) -> Command:
        found = []
        for branch in branches.split(" + "):
            chance, _, updates = branch.rpartition(":") if "?" not in branch else branch.partition(":")
            found.append((float(chance or 1), [self._update(u) for u in updates.split("&")]))
        return Command(action, self._guard(guard), found)

    def _update(self, text: str) -> tuple[str, Callable[[dict[str, int]], int]]:
        match = re.fullmatch(r"\((\w+)'=(.*)\)", text.strip())
        assert match, text
        name, worth = match[1], match[2]
        if "?" in worth:
            number = int(re.fullmatch(r"first=0\?(\d+):first", worth)[1])  # type: ignore[index]
            return name, lambda at: number if at["first"] == 0 else at["first"]
        return name, lambda at: int(eval(worth, {"horizon": self.horizon}, dict(at)))

    def at(self, place: Place) -> dict[str, int]:
        return dict(zip(self.names, place, strict=True))

    def enabled(self, place: Place) -> list[Command]:
        at = self.at(place)
        return [command for command in self.commands if command.guard(at)]

    def after(self, place: Place, command: Command) -> list[tuple[float, Place]]:
        at, found = self.at(place), []
        for chance, updates in command.branches:
            new = at | {name: worth(at) for name, worth in updates}
            assert all(new[name] in self.ranges[name] for name in self.names), (at, new)
            found.append((chance, tuple(new[name] for name in self.names)))
        assert abs(sum(chance for chance, _ in found) - 1) < 1e-12
        return found

    def pays(self, name: str, place: Place, action: str) -> float:
        at = self.at(place)
        return sum(
            float(eval(worth, {"pow": pow}, dict(at)))
            for which, guard, worth in self.rewards[name]
            if which == action and guard(at)
        )

    def owner(self, commands: list[Command]) -> str:
        """Whose state it is; refuses states that are several players'."""
        owners: set[str] = {
            name
            for command in commands
            for name, actions in self.players.items()
            if (command.action or "world") in actions
        }
        (owner,) = owners
        return owner


@dataclass(frozen=True)
class Answer:
    """Per player: what the game is worth, and P(it blinks first)."""

    worth: dict[str, float]
    first: dict[str, float]


def logit_answer(model: Model, precision: dict[str, Callable[[int], float]]) -> Answer:
    """Values and first blinks when everybody chooses by logit, with a precision for every tick.

    Rewards count at the start, so the precision of a tick has to bring them back to that tick.
    """
    actors = [name for name in model.players if name != "nature"]
    known: dict[Place, tuple[list[float], list[float]]] = {}

    def look(place: Place) -> tuple[list[float], list[float]]:
        if place not in known:
            known[place] = seen(place)
        return known[place]

    def seen(place: Place) -> tuple[list[float], list[float]]:
        at = model.at(place)
        now = [model.pays(name, place, "") for name in actors]
        if at["tick"] > model.horizon:
            return now, [float(model.labels[f"{name}_blinks_first"](at)) for name in actors]
        commands = model.enabled(place)
        owner = model.owner(commands)
        rows = []
        for command in commands:
            lumps = [model.pays(name, place, command.action) if command.action else 0.0 for name in actors]
            worth, first = lumps, [0.0] * len(actors)
            for chance, target in model.after(place, command):
                later = look(target)
                worth = [w + chance * v for w, v in zip(worth, later[0], strict=True)]
                first = [f + chance * v for f, v in zip(first, later[1], strict=True)]
            rows.append((worth, first))
        if owner == "nature":
            assert len(rows) == 1
            shares = [1.0]
        else:
            mine = [worth[actors.index(owner)] for worth, _ in rows]
            shares = choice(mine, precision[owner](at["tick"]))
        return (
            [n + sum(s * row[0][i] for s, row in zip(shares, rows, strict=True)) for i, n in enumerate(now)],
            [sum(s * row[1][i] for s, row in zip(shares, rows, strict=True)) for i in range(len(actors))],
        )

    worth, first = look(tuple(model.start[name] for name in model.names))
    return Answer(dict(zip(actors, worth, strict=True)), dict(zip(actors, first, strict=True)))


def choice(values: list[float], precision: float) -> list[float]:
    best = max(values)
    if precision == inf:
        odds = [float(best - value <= 1e-11) for value in values]
    else:
        odds = [exp(precision * (value - best)) for value in values]
    return [share / sum(odds) for share in odds]
