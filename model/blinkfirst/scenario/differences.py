"""Differences of two composed scenarios, path by path, and taking them over from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Final, Literal, TypeAlias

from blinkfirst.scenario.keys import Role, role_of, settable_roots, tables_by_name
from blinkfirst.scenario.nodes import Node, Path, deepest, dotted, plain, replaced, without
from blinkfirst.scenario.schema import ScenarioFile
from blinkfirst.scenario.settings import full_path

Kind: TypeAlias = Literal["assumption", "range", "question", "wording"]


class Absent(Enum):
    """The value of what is not there; a type of its own, because ``absent`` is a good name for a level."""

    ABSENT = "absent"

    def __str__(self) -> str:
        return "absent"


ABSENT: Final = Absent.ABSENT

_KINDS: Mapping[Role | None, Kind] = {Role.WORDING: "wording", Role.QUESTION: "question", Role.RANGE: "range"}
# shares hang together: they sum to one; what is asked is compared by what is answered
_WHOLE = frozenset({Role.LENS, Role.QUESTION})


@dataclass(frozen=True)
class Difference:
    """One value that two composed scenarios do not share.

    Attributes
    ----------
    path : as ``--set`` takes it, the shorthands of ``world`` and ``parameters`` used.
    old, new : plain values; `ABSENT` for what is not there.
    kind : ``assumption``, what outcomes may depend on; ``range``, the ends between which a number is held
        defensible; ``question``, what is asked (questions and claims); ``wording``, text for readers.
    settable : whether ``--set path=new`` turns the old value into the new one: not where there is no new
        value, for whole entries (an actor, an argument, ...), and in sections that cannot be set.
    steps : the path step by step, nothing shortened.
    """

    path: str
    old: Any
    new: Any
    kind: Kind
    settable: bool
    steps: Path


def differences(old: Node, new: Node) -> tuple[Difference, ...]:
    """Everything that differs in two composed scenarios, at the finest level that can be set.

    That is: scalars; lists as a whole, but lists of as many tables each table by itself; a table as a whole
    where a key in it has a dot, as in the ``set`` of a dated event; entries that only one side has. The order
    of keys is no difference, ``1`` and ``1.0`` are the same.

    Parameters
    ----------
    old, new : composed trees, whose order the differences have; what only the new one has comes last in its
        table.
    """
    return tuple(_found((), old, new))


def taken_over(tree: Node, other: Node, found: Iterable[Difference]) -> Node:
    """Return a composed tree with some differences taken over from the other one.

    Parameters
    ----------
    tree, other : the two trees that were compared, either way round.
    found : from `differences` of the two. All of them make the tree the other one, but for the order of keys.
    """
    for difference in found:
        there, taken = deepest(other, difference.steps)
        absent = taken < len(difference.steps)
        tree = without(tree, difference.steps) if absent else replaced(tree, difference.steps, there)
    return tree


def _found(path: Path, old: Node | None, new: Node | None) -> Iterator[Difference]:
    if len(path) == 1 and path[0] in tables_by_name(ScenarioFile):
        old, new = (node or _like(other) for node, other in ((old, new), (new, old)))
    if old is not None and new is not None and role_of(ScenarioFile, path) not in _WHOLE:
        if isinstance(old.value, dict) and isinstance(new.value, dict):
            keys = [*old.value, *(key for key in new.value if key not in old.value)]
            if all(_speakable(key) for key in keys if _differ(old.value.get(key), new.value.get(key))):
                for key in keys:
                    yield from _found((*path, key), old.value.get(key), new.value.get(key))
                return
        if isinstance(old.value, list) and isinstance(new.value, list) and _tables_in_pairs(old, new):
            for index, (one, other) in enumerate(zip(old.value, new.value, strict=True)):
                yield from _found((*path, index), one, other)
            return
    if _differ(old, new):
        yield _difference(path, _bare(old), _bare(new))


def _like(other: Node | None) -> Node | None:
    """Return an empty table for a missing section beside one that is there."""
    return replace(other, value={}) if other is not None and isinstance(other.value, dict) else None


def _tables_in_pairs(old: Node, new: Node) -> bool:
    assert isinstance(old.value, list) and isinstance(new.value, list)
    items = [*old.value, *new.value]
    return len(old.value) == len(new.value) and all(isinstance(item.value, dict) for item in items)


def _speakable(key: str) -> bool:
    """Return whether a key can be a step of a path as it is written after ``--set``."""
    return bool(key) and key == key.strip() and "." not in key and "=" not in key


def _bare(node: Node | None) -> Any:
    return ABSENT if node is None else plain(node)


def _differ(old: Node | None, new: Node | None) -> bool:
    return not _same(_bare(old), _bare(new))


def _same(old: Any, new: Any) -> bool:
    """Compare plain values; ``true`` is not 1, as it is for Python."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_same(old[key], new[key]) for key in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new) and isinstance(old, bool) == isinstance(new, bool)


def _difference(path: Path, old: Any, new: Any) -> Difference:
    short = _shorthand(path)
    return Difference(dotted(short), old, new, _kind(path, old, new), _settable(path, old, new), path)


def _shorthand(path: Path) -> Path:
    """Format a path as short as ``--set`` understands it."""
    return path[:2] if len(path) == 3 and full_path(path[:2]) == path else path


def _settable(path: Path, old: Any, new: Any) -> bool:
    entry = len(path) == 2 and path[0] in tables_by_name(ScenarioFile)
    return bool(path) and path[0] in settable_roots(ScenarioFile) and new is not ABSENT and not entry


def _kind(path: Path, old: Any, new: Any) -> Kind:
    role = role_of(ScenarioFile, path)
    if role is Role.NUMBER and _same(_base(old), _base(new)):
        return "range"
    return _KINDS.get(role, "assumption")


def _base(weight: Any) -> Any:
    """Return the number in the middle of a weight's range, under every lens."""
    if isinstance(weight, dict):
        return {lens: _base(one) for lens, one in weight.items()}
    return weight[1] if isinstance(weight, list) and len(weight) == 3 else weight
