"""Undertakings, what an actor has said that it will do when something happens, written out as a world.

An undertaking that passes unfulfilled is a blink by omission. It becomes three things that the language has:

* a variable of its name, with the levels `LEVELS`, which payoffs, conditions and questions may name;
* a move that keeps it: each of ``to`` takes it from `standing` to `kept` where it is due;
* an event of nature, ``NAME-lapses``, that breaks it at the rate 1 / ``within`` while it is due and stands: a
  blink of whoever undertook. An exact deadline would have to count the ticks in the world and multiply the
  states by them; so ``within`` is how long the others wait on average.

It is due where ``when`` holds. What is kept or broken stays so, whatever happens later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from blinkfirst.errors import Place, Problem, ScenarioError, nearest
from blinkfirst.scenario.nodes import Node, child, replaced
from blinkfirst.scenario.scenario import NatureEvent, Rules
from blinkfirst.scenario.settings import planted

STANDING, KEPT, BROKEN = LEVELS = ("standing", "kept", "broken")
KEYS = ("by", "to", "when", "within", "degree", "means", "because")
_LAPSES = "-lapses"
_NEEDED = ("by", "to", "when", "within")
_DEGREES = ("soft", "hard")


def written_out(tree: Node) -> Node:
    """Return a composed tree with each undertaking as variable, effects and event.

    Raises `ScenarioError` with every problem of their form.
    """
    said = child(tree, "undertakes")
    if said is None:
        return tree
    problems: list[Problem] = []
    if not isinstance(said.value, dict):
        raise ScenarioError([Problem(said.place, "undertakes", "expected a table of undertakings by name")])
    found = tree
    for name, entry in said.value.items():
        found = _written_out(found, name, entry, problems)
    if problems:
        raise ScenarioError(problems)
    assert isinstance(found.value, dict)
    return replace(found, value={key: node for key, node in found.value.items() if key != "undertakes"})


def undertaken(rules: Rules) -> dict[str, NatureEvent]:
    """Return the events by which undertakings lapse, by the names of these, but for frozen ones."""
    worlds = {variable.name: variable for variable in rules.variables}
    found = {}
    for event in rules.nature:
        variable = worlds.get(event.name.removesuffix(_LAPSES))
        is_lapse = event.name.endswith(_LAPSES) and event.omissions
        if is_lapse and variable is not None and variable.levels == LEVELS and not variable.frozen:
            found[variable.name] = event
    return found


def _written_out(tree: Node, name: str, entry: Node, problems: list[Problem]) -> Node:
    path, before = f"undertakes.{name}", len(problems)
    if not isinstance(entry.value, dict):
        problems.append(Problem(entry.place, path, "expected a table with by, to, when and within"))
        return tree
    for key, node in entry.value.items():
        if key not in KEYS:
            message = f"unknown key; expected one of: {', '.join(KEYS)}"
            problems.append(Problem(node.key, f"{path}.{key}", message, nearest(key, KEYS)))
    for key in _NEEDED:
        if key not in entry.value:
            problems.append(Problem(entry.key, f"{path}.{key}", "missing"))
    _refuse_taken(tree, name, entry, problems)
    actor = _word(entry, "by", path, problems)
    when = _text(entry, "when", path, problems)
    within = _text(entry, "within", path, problems)
    degree = _word(entry, "degree", path, problems) or "soft"
    if degree not in _DEGREES:
        place = entry.value["degree"].place
        problems.append(Problem(place, f"{path}.degree", f"expected soft or hard, got {degree!r}"))
    moves = _moves(tree, entry, actor, path, problems)
    if len(problems) > before:
        return tree
    place = entry.key
    due = f"{name} == {STANDING} and ({when})"
    means = _plain_text(entry, "means") or f"Whether {actor} does what it has undertaken"
    tree = replaced(
        tree, ("world", name), planted({"levels": list(LEVELS), "start": STANDING, "means": means}, place)
    )
    event = {
        "means": f"{actor} has not done what it has undertaken",
        "when": due,
        "rate": f"1 / ({within})",
        "then": {name: BROKEN},
        "blink": {actor: degree},
    }
    tree = replaced(tree, ("nature", f"{name}{_LAPSES}"), planted(event, place))
    if (because := entry.value.get("because")) is not None:
        tree = replaced(tree, ("nature", f"{name}{_LAPSES}", "because"), because)
    for move in moves:
        tree = _keeping(tree, ("actors", actor, "moves", move), name, due, place)
    return tree


def _refuse_taken(tree: Node, name: str, entry: Node, problems: list[Problem]) -> None:
    for section, taken in (("world", name), ("nature", f"{name}{_LAPSES}")):
        there = child(tree, section)
        if there is not None and child(there, taken) is not None:
            message = f"{section}.{taken} is there already; give the undertaking another name"
            problems.append(Problem(entry.key, f"undertakes.{name}", message))


def _word(entry: Node, key: str, path: str, problems: list[Problem]) -> str:
    node = child(entry, key)
    if node is None:
        return ""
    if not isinstance(node.value, str):
        problems.append(Problem(node.place, f"{path}.{key}", "expected a name"))
        return ""
    return node.value


def _text(entry: Node, key: str, path: str, problems: list[Problem]) -> str:
    node = child(entry, key)
    if node is None:
        return ""
    if isinstance(node.value, dict | list) or node.value is None:
        problems.append(Problem(node.place, f"{path}.{key}", "expected an expression"))
        return ""
    if key == "within" and isinstance(node.value, int | float) and not node.value > 0:
        message = f"expected months, more than 0, got {node.value}"
        problems.append(Problem(node.place, f"{path}.{key}", message))
    return str(node.value).lower() if isinstance(node.value, bool) else str(node.value)


def _plain_text(entry: Node, key: str) -> str:
    node = child(entry, key)
    return node.value if node is not None and isinstance(node.value, str) else ""


def _moves(tree: Node, entry: Node, actor: str, path: str, problems: list[Problem]) -> list[str]:
    """Return the moves any of which keeps it; a problem for every actor or move that there is none of."""
    to = child(entry, "to")
    actors = child(tree, "actors")
    known = actors.value if actors is not None and isinstance(actors.value, dict) else {}
    if to is None or not actor:
        return []
    if actor not in known:
        message = f"unknown actor {actor!r}; there are: {', '.join(known)}"
        place = child(entry, "by")
        assert place is not None
        problems.append(Problem(place.place, f"{path}.by", message, nearest(actor, known)))
        return []
    menu = child(known[actor], "moves")
    table: Mapping[str, Node] = menu.value if menu is not None and isinstance(menu.value, dict) else {}
    named = to.value if isinstance(to.value, list) else [to]
    found = []
    for number, node in enumerate(named):
        at = f"{path}.to.{number}" if isinstance(to.value, list) else f"{path}.to"
        if not isinstance(node.value, str):
            problems.append(Problem(node.place, at, "expected the name of a move"))
        elif node.value not in table:
            message = f"{actor} has no move {node.value!r}; it has: {', '.join(table)}"
            problems.append(Problem(node.place, at, message, nearest(node.value, table)))
        elif child(table[node.value], "then") is None:
            message = f"{node.value!r} changes nothing, and who does nothing keeps no undertaking"
            problems.append(Problem(node.place, at, message))
        else:
            found.append(node.value)
    return found


def _keeping(tree: Node, move: tuple[str, ...], name: str, due: str, place: Place) -> Node:
    """Add to whatever a move may lead to that it keeps the undertaking where it is due."""
    kept = planted(f"1 if {due} else 0", place)
    then = tree
    for step in (*move, "then"):
        below = child(then, step)
        assert below is not None  # `_moves` has looked
        then = below
    if isinstance(then.value, list):
        for number in range(len(then.value)):
            tree = replaced(tree, (*move, "then", number, name), kept)
        return tree
    return replaced(tree, (*move, "then", name), kept)
