"""From the text of ``blinkfirst show`` to the arrays of a game, slowly: one state after the other.

Shares no code with the package: plain ``yaml.safe_load``, expressions given to Python's ``eval`` over objects
that know their levels, breadth first over tuples of level numbers. The result has the fields of
``blinkfirst export``.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import CodeType
from typing import Any

import yaml

State = tuple[int, ...]
_WORDS = {"and", "or", "not", "in", "if", "else", "min", "max", "abs", "clip"}
_TOKEN = re.compile(r"[A-Za-z_][\w-]*|[0-9.]+(?:[eE][-+]?[0-9]+)?|\s+|[^\w\s]")


class Word(str):
    """A level, an actor or a move by its name."""


class Level(float):
    """A variable's level number that can also be compared with its levels by name."""

    def __new__(cls, number: int, name: str, levels: Sequence[str]) -> Level:
        made = super().__new__(cls, number)
        made.name = name
        made.levels = list(levels)
        return made

    name: str
    levels: list[str]

    def _of(self, other: object) -> float:
        """The number of what this is compared with: a level's name wins over a variable's."""
        name = getattr(other, "name", other if isinstance(other, str) else None)
        if name in self.levels:
            return float(self.levels.index(name))
        assert isinstance(other, int | float)
        return float(other)

    def __eq__(self, other: object) -> bool:
        return float(self) == self._of(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: object) -> bool:
        return float(self) < self._of(other)

    def __le__(self, other: object) -> bool:
        return float(self) <= self._of(other)

    def __gt__(self, other: object) -> bool:
        return float(self) > self._of(other)

    def __ge__(self, other: object) -> bool:
        return float(self) >= self._of(other)

    __hash__ = float.__hash__


@dataclass(frozen=True)
class SlowStretch:
    """A game from a tick on, where the states before go, and what opened it."""

    first_tick: int
    game: dict[str, Any]
    carry: list[int] | None
    event: str


@dataclass(frozen=True)
class SlowPlan:
    """What everybody expects from a tick on."""

    first_tick: int
    stretches: list[SlowStretch]


class Text:
    """One composed scenario, as plain tables."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.codes: dict[str, CodeType] = {}
        self.variables: list[str] = list(document["world"])
        self.levels = {name: list(entry["levels"]) for name, entry in document["world"].items()}
        self.frozen = set(document.get("freeze", []))
        self.actors: list[str] = list(document["actors"])
        self.shares = self._shares()
        self.parameters = {
            name: self._mixed(entry["value"]) for name, entry in document.get("parameters", {}).items()
        }
        moves = [move for actor in document["actors"].values() for move in actor["moves"]]
        self.moves: list[str] = list(dict.fromkeys(moves))
        self.names = {*self.variables, *self.parameters, *self.actors, *self.moves, "me", "mover", "move"}
        self.names |= {level for levels in self.levels.values() for level in levels}
        self.tick = float(self.value(document.get("tick", "12/52"), None, {}))

    def _shares(self) -> dict[str, float]:
        lens, lenses = self.document.get("lens"), list(self.document.get("lenses", {}))
        if isinstance(lens, dict):
            return {name: float(share) for name, share in lens.items()}
        if lens is not None:
            return {lens: 1.0}
        return {lenses[0]: 1.0} if lenses else {}

    def _mixed(self, value: Any) -> float:
        if isinstance(value, dict):
            return sum(share * self._mixed(value[lens]) for lens, share in self.shares.items() if share)
        return float(value[1]) if isinstance(value, list) else float(value)

    def rewritten(self, text: str) -> str:
        """An expression with every name spelled as a look-up."""
        pieces = []
        for token in _TOKEN.findall(" ".join(text.split())):
            if token in ("true", "false"):
                pieces.append(token.capitalize())
            elif token in self.names and token not in _WORDS:
                pieces.append(f"N({token!r})")
            else:
                assert token in _WORDS or not (token[0].isalpha() or token[0] == "_"), (
                    f"{token!r} in {text!r}"
                )
                pieces.append(token)
        return "".join(pieces)

    def value(self, text: Any, state: State | None, roles: Mapping[str, str]) -> Any:
        """What an expression is worth in a state."""
        if isinstance(text, bool | int | float):
            return text

        def named(name: str) -> object:
            if name in roles:
                return Word(roles[name])
            if name in self.levels and state is not None:
                return Level(state[self.variables.index(name)], name, self.levels[name])
            return self.parameters[name] if name in self.parameters else Word(name)

        def clip(x: float, low: float, high: float) -> float:
            return min(max(x, low), high)

        scope = {"N": named, "clip": clip, "min": min, "max": max, "abs": abs, "__builtins__": {}}
        if text not in self.codes:
            self.codes[text] = compile(self.rewritten(text), text, "eval")
        return eval(self.codes[text], scope)

    def holds(self, text: Any, state: State, roles: Mapping[str, str]) -> bool:
        """Whether a condition holds; one left out does."""
        return True if text is None else bool(self.value(text, state, roles))

    def possible(self, entry: Any, state: State, roles: Mapping[str, str]) -> bool:
        """Whether a move or event can come: not where all that it would change is frozen."""
        then = entry.get("then") or []
        branches = then if isinstance(then, list) else [then]
        changed = {name for branch in branches for name in branch if name != "chance"}
        if changed and changed <= self.frozen:
            return False
        return self.holds(entry.get("when"), state, roles)

    # -- moves and events
    def outcomes(self, then: Any, state: State, roles: Mapping[str, str]) -> list[tuple[State, float]]:
        """Where a move or an event leads, outcomes of chance zero left out."""
        if not then:
            return [(state, 1.0)]
        branches = [dict(branch) for branch in then] if isinstance(then, list) else [dict(then)]
        stated = [branch.pop("chance", None) for branch in branches]
        chances = [None if c is None else float(self.value(c, state, roles)) for c in stated]
        rest = 1.0 - sum(c for c in chances if c is not None)
        found = []
        for branch, chance in zip(branches, chances, strict=True):
            probability = rest if chance is None else chance
            if probability > 0:
                found.append((self.after(branch, state, roles), probability))
        return found

    def after(self, effects: Mapping[str, Any], state: State, roles: Mapping[str, str]) -> State:
        """The state after some effects, all of which read the one before."""
        new = list(state)
        for name, text in effects.items():
            if name not in self.frozen:
                index = self.variables.index(name)
                result = self.value(text, state, roles)
                if self._sets(name, text):
                    levels = self.levels[name]
                    new[index] = levels.index(result) if isinstance(result, str) else int(result)
                else:
                    new[index] = min(max(state[index] + round(float(result)), 0), len(self.levels[name]) - 1)
        return tuple(new)

    def _sets(self, variable: str, text: Any) -> bool:
        """Whether a branch of an effect is the name of a level."""
        if not isinstance(text, str):
            return False
        stack: list[ast.expr] = [ast.parse(self.rewritten(text), mode="eval").body]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.IfExp):
                stack += [node.body, node.orelse]
            elif isinstance(node, ast.Call):
                name = node.args[0]
                if isinstance(name, ast.Constant) and name.value in self.levels[variable]:
                    return True
        return False

    def successors(self, state: State) -> list[State]:
        """All states one deed or event away."""
        found: list[State] = []
        for actor, entry in self.document["actors"].items():
            for move in entry["moves"].values():
                if self.possible(move, state, {"me": actor}):
                    found += [s for s, _ in self.outcomes(move.get("then"), state, {"me": actor})]
        for event in self.document.get("nature", {}).values():
            if self.possible(event, state, {}) and float(self.value(event["rate"], state, {})) > 0:
                found += [s for s, _ in self.outcomes(event["then"], state, {})]
        return found

    def reachable(self, first: Sequence[State]) -> list[State]:
        """Breadth first, one state at a time; in the order of the level numbers."""
        known = set(first)
        queue = list(known)
        for state in queue:
            for new in self.successors(state):
                if new not in known:
                    known.add(new)
                    queue.append(new)
        return sorted(known)

    def start(self) -> State:
        """The levels at the start."""
        world = self.document["world"]
        return tuple(self.levels[name].index(world[name]["start"]) for name in self.variables)

    # -- payoffs
    def terms(self) -> list[tuple[Mapping[str, Any], float]]:
        """Every payoff term with its weight, strength included."""
        found = []
        for argument in self.document.get("arguments", {}).values():
            own = [argument] if "weight" in argument else []
            for term in argument["terms"].values() if "terms" in argument else own:
                found.append((term, self._mixed(term["weight"]) * float(argument.get("strength", 1))))
        return found

    def payoff(self, kind: str, state: State, roles: Mapping[str, str]) -> list[float]:
        """What a state (``while``) or a move in it (``when``) is worth to every actor."""
        total = []
        for actor in self.actors:
            sum_ = 0.0
            for term, weight in self.terms():
                mine = [term["for"]] if isinstance(term["for"], str) else term["for"]
                here = {**roles, "me": actor}
                if kind in term and actor in mine and self.holds(term[kind], state, here):
                    sum_ += weight * float(self.value(term.get("worth", 1), state, here))
            total.append(sum_)
        return total

    # -- the game
    def game(self, states: list[State], start: State) -> dict[str, Any]:
        """The arrays of one stretch."""
        number = {state: k for k, state in enumerate(states)}
        actors = self.document["actors"]
        game: dict[str, Any] = {
            "actors": self.actors,
            "moves": self.moves,
            "variables": self.variables,
            "states": [list(state) for state in states],
            "start": number[start],
            "tick_months": self.tick,
            "tempo": [
                [float(self.value(a["tempo"], s, {"me": n})) for n, a in actors.items()] for s in states
            ],
            "patience": [float(self.value(a["patience"], None, {})) for a in actors.values()],
            "precision": [
                float("inf") if a["precision"] == "exact" else float(self.value(a["precision"], None, {}))
                for a in actors.values()
            ],
            "flow": [self.payoff("while", state, {}) for state in states],
        }
        columns = (
            "edge_state", "edge_actor", "edge_move", "edge_blink", "edge_lump", "outcome_edge",
            "outcome_state", "outcome_probability", "nature_event_state", "nature_event", "nature_rate",
            "nature_outcome_event", "nature_outcome_state", "nature_outcome_probability",
        )  # fmt: skip
        game.update({column: [] for column in columns})
        self._add_movers(game, states)
        for state in states:
            for actor, entry in actors.items():
                for name, move in entry["moves"].items():
                    if self.possible(move, state, {"me": actor}):
                        self._add_edge(game, number, state, actor, name, move)
            for mover, (name, event, actor) in enumerate(self._omissions(), start=len(actors)):
                self._add_omission(game, number, state, mover, name, event, actor)
            for name, event in self.document.get("nature", {}).items():
                if not event.get("blink"):
                    self._add_event(game, number, state, name, event)
        return game

    # -- events that are blinks by omission: movers behind the actors, without choice
    def _omissions(self) -> list[tuple[str, Mapping[str, Any], str]]:
        """Every such event once for each actor that gives way by it."""
        nature = self.document.get("nature", {})
        return [(name, event, actor) for name, event in nature.items() for actor in event.get("blink") or {}]

    def _add_movers(self, game: dict[str, Any], states: list[State]) -> None:
        """As often as the event comes, shared evenly; paid nothing, whatever their patience."""
        for name, event, _ in self._omissions():
            game["actors"] = [*game["actors"], name]
            game["moves"] = [*game["moves"], *([] if name in game["moves"] else [name])]
            game["patience"].append(0.5)
            game["precision"].append(0.0)
            for tempo, flow, state in zip(game["tempo"], game["flow"], states, strict=True):
                rate = self._rate(event, state)
                tempo.append(rate / len(event["blink"]))
                flow.append(0.0)

    def _rate(self, event: Any, state: State) -> float:
        """How often an event comes in a state; 0 where it cannot."""
        comes = self.possible(event, state, {})
        return max(float(self.value(event["rate"], state, {})), 0.0) if comes else 0.0

    def _add_omission(
        self,
        game: dict[str, Any],
        number: Mapping[State, int],
        state: State,
        mover: int,
        name: str,
        event: Any,
        actor: str,
    ) -> None:
        """An edge in every state; where the event cannot come it leads nowhere and is no blink."""
        comes = self._rate(event, state) > 0
        edge = len(game["edge_state"])
        game["edge_state"].append(number[state])
        game["edge_actor"].append(mover)
        game["edge_move"].append(game["moves"].index(name))
        game["edge_blink"].append(self._blink(event["blink"][actor], state, None) if comes else 0)
        game["edge_lump"].append([0.0] * len(game["actors"]))
        for target, chance in self.outcomes(event["then"] if comes else None, state, {}):
            game["outcome_edge"].append(edge)
            game["outcome_state"].append(number[target])
            game["outcome_probability"].append(chance)

    def _add_edge(
        self,
        game: dict[str, Any],
        number: Mapping[State, int],
        state: State,
        actor: str,
        name: str,
        move: Any,
    ) -> None:
        roles = {"me": actor, "mover": actor, "move": name}
        edge = len(game["edge_state"])
        game["edge_state"].append(number[state])
        game["edge_actor"].append(self.actors.index(actor))
        game["edge_move"].append(self.moves.index(name))
        game["edge_blink"].append(self._blink(move.get("blink"), state, actor))
        others = [0.0] * (len(game["actors"]) - len(self.actors))
        game["edge_lump"].append(self.payoff("when", state, roles) + others)
        for target, chance in self.outcomes(move.get("then"), state, {"me": actor}):
            game["outcome_edge"].append(edge)
            game["outcome_state"].append(number[target])
            game["outcome_probability"].append(chance)

    def _blink(self, blink: Any, state: State, actor: str | None) -> int:
        degrees = {blink: True} if isinstance(blink, str) else blink or {}
        roles = {} if actor is None else {"me": actor}
        for degree, code in (("hard", 2), ("soft", 1)):
            if degree in degrees and self.holds(degrees[degree], state, roles):
                return code
        return 0

    def _add_event(
        self, game: dict[str, Any], number: Mapping[State, int], state: State, name: str, event: Any
    ) -> None:
        if not self.possible(event, state, {}):
            return
        rate = float(self.value(event["rate"], state, {}))
        if rate <= 0:
            return
        row = len(game["nature_rate"])
        game["nature_event_state"].append(number[state])
        game["nature_event"].append(list(self.document["nature"]).index(name))
        game["nature_rate"].append(rate)
        for target, chance in self.outcomes(event["then"], state, {}):
            game["nature_outcome_event"].append(row)
            game["nature_outcome_state"].append(number[target])
            game["nature_outcome_probability"].append(chance)


def read(text: str) -> Text:
    """The text of ``blinkfirst show``."""
    return Text(yaml.safe_load(text))


def months_from(start: date, day: date) -> float:
    """Whole calendar months, and days as parts of a twelfth of 365.25."""
    whole = 0
    while _months_later(start, whole + 1) <= day:
        whole += 1
    return whole + (day - _months_later(start, whole)).days / (365.25 / 12)


def _months_later(start: date, months: int) -> date:
    year, month = start.year, start.month + months
    while month > 12:
        year, month = year + 1, month - 12
    for day in range(start.day, 0, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    raise AssertionError


def plans(text: Text) -> tuple[int, list[SlowPlan]]:
    """The horizon in ticks, and the plans between the surprises."""
    document = text.document
    horizon = document["window"] if document["horizon"] == "none" else document["horizon"]
    ticks = round(float(horizon) / text.tick)
    start = date.fromisoformat(document["start"])
    events = [(_tick(text, start, ticks, event), event) for event in document.get("events", [])]
    opening = SlowStretch(0, text.game(text.reachable([text.start()]), text.start()), None, "")
    found = [SlowPlan(0, _expected(text, opening, 0, [], events))]
    for tick in sorted({at for at, event in events if not event["foreseen"]}):
        running = [stretch for stretch in found[-1].stretches if stretch.first_tick < tick][-1]
        happened = [event for at, event in events if at <= tick]
        striking = [event for at, event in events if at == tick]
        first = _struck(text, running, tick, happened, striking)
        found.append(SlowPlan(tick, _expected(text, first, tick, happened, events)))
    return ticks, found


def _tick(text: Text, start: date, ticks: int, event: Mapping[str, Any]) -> int:
    months = months_from(start, date.fromisoformat(event["on"]))
    return min(max(int(months / text.tick + 0.5), 1), ticks - 1)


def _expected(
    text: Text, first: SlowStretch, tick: int, happened: list[Any], events: list[tuple[int, Any]]
) -> list[SlowStretch]:
    stretches = [first]
    for later in sorted({at for at, event in events if event["foreseen"] and at > tick}):
        striking = [event for at, event in events if event["foreseen"] and at == later]
        happened = [*happened, *striking]
        stretches.append(_struck(text, stretches[-1], later, happened, striking))
    return stretches


def _struck(
    text: Text, before: SlowStretch, tick: int, happened: list[Any], striking: list[Any]
) -> SlowStretch:
    changed = Text(_with_settings(text.document, happened))
    landed = []
    for levels in before.game["states"]:
        state = list(levels)
        for event in striking:
            for path, level in event["set"].items():
                if path.startswith("world."):
                    name = path.split(".")[1]
                    state[text.variables.index(name)] = text.levels[name].index(level)
        landed.append(tuple(state))
    states = changed.reachable(landed)
    game = changed.game(states, landed[before.game["start"]])
    return SlowStretch(tick, game, [states.index(s) for s in landed], ", ".join(e["name"] for e in striking))


def _with_settings(document: Mapping[str, Any], events: list[Any]) -> Mapping[str, Any]:
    changed = copy.deepcopy(dict(document))
    for event in events:
        for path, value in event["set"].items():
            steps = path.split(".")
            if steps[0] == "world":
                continue
            if steps[0] == "parameters" and len(steps) == 2:
                steps.append("value")
            node: Any = changed
            for step in steps[:-1]:
                node = node[int(step)] if isinstance(node, list) else node[step]
            node[int(steps[-1]) if isinstance(node, list) else steps[-1]] = value
    return changed
