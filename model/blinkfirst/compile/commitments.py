"""Players and postures of commitments, as written on the command line or in a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from blinkfirst.errors import OptionError, Place, Problem, ScenarioError, hinted, nearest
from blinkfirst.game.commitments import LIMIT_WORDS, STANDARD_NAMES, STANDARD_POSTURES, Limit, Player, Posture
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.scenario import Actor, Scenario
from blinkfirst.scenario.yaml_trees import read_file

_SHAPE = "NAME: not|only|must MOVE,MOVE; ..."
_WORDS = ", ".join(LIMIT_WORDS)


@dataclass(frozen=True)
class WrittenRule:
    """A rule of a posture as written: a word, and a move, of one actor or side or of whoever has it."""

    word: str
    whose: str
    move: str
    place: Place
    path: str


@dataclass(frozen=True)
class WrittenPosture:
    """A posture as written, not yet checked against a scenario."""

    name: str
    rules: tuple[WrittenRule, ...]
    place: Place


def players_of(
    scenario: Scenario,
    actors: Sequence[str] = (),
    postures: Sequence[WrittenPosture] = (),
    strategies: Mapping[str, Sequence[str]] | None = None,
) -> tuple[Player, ...]:
    """Return the players with their postures.

    Raises `OptionError`, `ScenarioError` when a name is unknown, with the nearest one.

    Parameters
    ----------
    actors : each of them a player; the sides of the scenario by default, where an actor without a side is
        one by itself.
    postures : own ones; each is offered to every player some of whose actors it binds.
    strategies : per player, the names of the postures it chooses among; all when it is not there.
    """
    groups = _named_actors(scenario, actors) if actors else sides_of(scenario)
    problems = [problem for posture in postures for problem in _problems(posture, scenario, groups)]
    if problems:
        raise ScenarioError(problems)
    players = []
    for name, members in groups.items():
        own = [_posture(posture, scenario, groups, members) for posture in postures]
        binding = [posture for posture in own if posture.limits]
        players.append(Player(name, members, (*STANDARD_POSTURES, *binding)))
    return _with_strategies(players, strategies or {}, [posture.name for posture in postures])


def sides_of(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the actors of every side, in the order of the first of each.

    An actor without a side is one by itself, of its own name.
    """
    sides: dict[str, tuple[str, ...]] = {}
    for actor in scenario.rules.actors:
        sides[actor.side] = (*sides.get(actor.side, ()), actor.name)
    return sides


def _named_actors(scenario: Scenario, names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    known = [actor.name for actor in scenario.rules.actors]
    for name in names:
        if name not in known:
            message = f"--actors: unknown actor {name!r}; this scenario has: {', '.join(known)}"
            raise OptionError(hinted(message, nearest(name, known)))
        if list(names).count(name) > 1:
            raise OptionError(f"--actors: {name} appears twice")
    return {name: (name,) for name in names}


def parse_posture(text: str) -> WrittenPosture:
    """Read an own posture such as ``firm: not back,enter; only China.object``.

    Raises `ScenarioError` when it has another shape.
    """
    place = Place("--posture")
    name, colon, rest = text.partition(":")
    name = name.strip()
    if not colon or not name:
        raise ScenarioError([Problem(place, "", f"expected {_SHAPE}, got {text!r}")])
    rules: list[WrittenRule] = []
    for part in rest.split(";"):
        word, _, moves = part.strip().partition(" ")
        found = [move.strip() for move in moves.split(",")]
        if word not in LIMIT_WORDS or not all(found):
            message = f"expected {_WORDS} and moves with commas between them, got {part.strip()!r}"
            raise ScenarioError([Problem(place, name, message, nearest(word, LIMIT_WORDS))])
        rules += [_rule(word, move, "", place, name) for move in found]
    return WrittenPosture(name, tuple(rules), place)


def read_postures(path: Path) -> tuple[WrittenPosture, ...]:
    """Read own postures from a YAML file.

    ``NAME: {not: [MOVE, ...], only: ..., must: ...}``, or the same for each actor or side,
    ``NAME: {ACTOR: {not: [MOVE, ...]}}``.

    Raises `ScenarioError` with file, line and column of everything that has another shape.
    """
    root = read_file(path)
    if not isinstance(root.value, dict):
        raise ScenarioError([Problem(root.place, "", "expected a table of postures by name")])
    problems: list[Problem] = []
    postures = tuple(
        WrittenPosture(name, tuple(_read_rules(node, name, problems)), node.key)
        for name, node in root.value.items()
    )
    if problems:
        raise ScenarioError(problems)
    return postures


def _read_rules(node: Node, name: str, problems: list[Problem]) -> Iterator[WrittenRule]:
    table = node.value
    if not isinstance(table, dict) or not table:
        expected = f"expected a table of {_WORDS}, or of actors with such tables"
        problems.append(Problem(node.place, name, expected))
        return
    for key, below in table.items():
        if key in LIMIT_WORDS:
            yield from _read_moves(below, key, "", name, problems)
        elif isinstance(below.value, dict) and below.value:
            for word, moves in below.value.items():
                if word in LIMIT_WORDS:
                    yield from _read_moves(moves, word, key, f"{name}.{key}", problems)
                else:
                    problems.append(_unknown_word(moves, word, f"{name}.{key}"))
        else:
            problems.append(_unknown_word(below, key, name))


def _read_moves(
    node: Node, word: str, whose: str, path: str, problems: list[Problem]
) -> Iterator[WrittenRule]:
    items = node.value if isinstance(node.value, list) else [node]
    for item in items:
        if isinstance(item.value, str) and item.value:
            yield _rule(word, item.value, whose, item.place, f"{path}.{word}")
        else:
            problems.append(Problem(item.place, f"{path}.{word}", "expected the name of a move"))
    if not items:
        problems.append(Problem(node.place, f"{path}.{word}", "expected at least one move, got none"))


def _unknown_word(node: Node, word: str, path: str) -> Problem:
    return Problem(node.key, f"{path}.{word}", f"expected one of {_WORDS}", nearest(word, LIMIT_WORDS))


def _rule(word: str, move: str, whose: str, place: Place, path: str) -> WrittenRule:
    """Split ``ACTOR.MOVE``; a move without an actor is that of whoever has it."""
    actor, dot, own = move.partition(".")
    return WrittenRule(word, actor if dot else whose, own if dot else move, place, path)


def _problems(
    posture: WrittenPosture, scenario: Scenario, groups: Mapping[str, Sequence[str]]
) -> Iterator[Problem]:
    if posture.name in STANDARD_NAMES:
        yield Problem(posture.place, posture.name, "is the name of a posture that everybody has already")
    players = {name for members in groups.values() for name in members}
    known = [*groups, *(a.name for a in scenario.rules.actors if a.name not in groups)]
    for rule in posture.rules:
        if rule.whose and rule.whose not in known:
            message = f"unknown actor or side {rule.whose!r}; there are: {', '.join(known)}"
            yield Problem(rule.place, rule.path, message, nearest(rule.whose, known))
            continue
        moves = _all_moves(_whose(rule, scenario, groups))
        if rule.move not in moves:
            owner = f"{rule.whose} has" if rule.whose else "the actors have"
            message = f"unknown move {rule.move!r}; {owner}: {', '.join(moves)}"
            yield Problem(rule.place, rule.path, message, nearest(rule.move, moves))
        elif not {actor.name for actor in _bound(rule, scenario, groups)} & players:
            message = f"nobody who commits has {rule.move!r}; players are: {', '.join(groups)}"
            yield Problem(rule.place, rule.path, message)


def _all_moves(actors: Iterable[Actor]) -> list[str]:
    return list(dict.fromkeys(move.name for actor in actors for move in actor.moves))


def _whose(rule: WrittenRule, scenario: Scenario, groups: Mapping[str, Sequence[str]]) -> list[Actor]:
    names = groups.get(rule.whose, (rule.whose,))
    return [actor for actor in scenario.rules.actors if not rule.whose or actor.name in names]


def _bound(rule: WrittenRule, scenario: Scenario, groups: Mapping[str, Sequence[str]]) -> list[Actor]:
    return [a for a in _whose(rule, scenario, groups) if rule.move in {move.name for move in a.moves}]


def _posture(
    written: WrittenPosture, scenario: Scenario, groups: Mapping[str, Sequence[str]], members: Sequence[str]
) -> Posture:
    """Return the meaning of a written posture for a player; no limits when it binds none of its actors."""
    moves: dict[tuple[str, str], list[str]] = {}
    for word in LIMIT_WORDS:
        for rule in (rule for rule in written.rules if rule.word == word):
            for actor in _bound(rule, scenario, groups):
                if actor.name in members:
                    moves.setdefault((actor.name, word), []).append(rule.move)
    limits = (Limit(actor, word, tuple(dict.fromkeys(names))) for (actor, word), names in moves.items())
    return Posture(written.name, limits=tuple(limits))


def _with_strategies(
    players: Sequence[Player], strategies: Mapping[str, Sequence[str]], own: Sequence[str]
) -> tuple[Player, ...]:
    names = [player.name for player in players]
    for name in own:
        if own.count(name) > 1:
            raise OptionError(f"--posture: the posture {name!r} appears twice")
    for name in strategies:
        if name not in names:
            message = f"--strategy: unknown player {name!r}; players are: {', '.join(names)}"
            raise OptionError(hinted(message, nearest(name, names)))
    return tuple(
        replace(player, postures=_chosen(player, strategies[player.name]))
        if player.name in strategies
        else player
        for player in players
    )


def _chosen(player: Player, names: Sequence[str]) -> tuple[Posture, ...]:
    known = {_folded(posture.name): posture for posture in player.postures}
    chosen: list[Posture] = []
    for name in names:
        posture = known.get(_folded(name))
        if posture is None:
            have = [p.name for p in player.postures]
            message = f"--strategy: unknown posture {name!r} of {player.name}; it has: {', '.join(have)}"
            raise OptionError(hinted(message, nearest(name, have)))
        if posture in chosen:
            raise OptionError(f"--strategy: {posture.name!r} of {player.name} appears twice")
        chosen.append(posture)
    return tuple(chosen)


def _folded(name: str) -> str:
    """Compare names without regard to case and to hyphens for spaces."""
    return name.strip().lower().replace("-", " ")


def parse_strategies(texts: Sequence[str]) -> dict[str, list[str]]:
    """Read ``PLAYER=POSTURE,POSTURE`` texts.

    Raises `OptionError` when one has another shape, or a player appears twice.
    """
    found: dict[str, list[str]] = {}
    for text in texts:
        player, equals, names = text.partition("=")
        player, listed = player.strip(), [name.strip() for name in names.split(",")]
        if not equals or not player or not all(listed):
            raise OptionError(f"--strategy: expected PLAYER=POSTURE,POSTURE, got {text!r}")
        if player in found:
            raise OptionError(f"--strategy: {player} appears twice")
        found[player] = listed
    return found
