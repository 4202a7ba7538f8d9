"""Keys of the language: the role of each, said once in its schema, and the way from a path to its key.

Everything that treats keys by kind reads it from here: what differs between two scenarios, what outcomes
depend on, what may be set and what a dated event may change, how reading goes on after a malformed value.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo

from blinkfirst.scenario.nodes import Path


class Role(Enum):
    """Purpose of the value of a key."""

    SECTION = "a table or list of entries, whose keys have roles of their own"
    STRUCTURE = "decides what there is, who can do what, and where it leads"
    NUMBER = "a number that outcomes depend on; it may differ by lens"
    CLOCK = "decides when the game begins and ends, and how it ticks"
    LENS = "decides which of several numbers is read"
    RANGE = "an end of the range in which a number is held defensible"
    QUESTION = "asks something of the forecast"
    WORDING = "for readers only"
    FILE = "says what kind of file it is, and what it builds on"


# roles of keys that outcomes depend on once the numbers of the lens are in place
PLAYED = frozenset({Role.STRUCTURE, Role.NUMBER, Role.CLOCK})
_SETTABLE = PLAYED | {Role.LENS}


@dataclass(frozen=True)
class Said:
    """Role, stand-in and meaning of a key; pydantic carries them as the (empty) JSON Schema extra of a field.

    Attributes
    ----------
    stand_in : a harmless value to read on with where the key's own is malformed; ``None`` where there is none
        and the key is taken out.
    means : what the key is for, where what is expected does not say it.
    """

    role: Role
    stand_in: Any = None
    means: str = ""

    def __call__(self, schema: dict[str, Any]) -> None:
        """Add nothing to a JSON Schema."""


def key(
    role: Role, expected: str, default: Any = ..., stand_in: Any = None, means: str = "", **constraints: Any
) -> Any:
    """Return the pydantic field of a key.

    Parameters
    ----------
    expected : reads on from "expected ..." in messages.
    default : none where the key is required.
    stand_in, means : as in `Said`.
    constraints : as pydantic's ``Field`` takes them.
    """
    return Field(default, description=expected, json_schema_extra=Said(role, stand_in, means), **constraints)


@dataclass(frozen=True)
class Key:
    """A key of a table of the language, as its schema has it."""

    name: str
    field: FieldInfo

    @property
    def said(self) -> Said:
        """Its role and stand-in."""
        said = self.field.json_schema_extra
        assert isinstance(said, Said), f"the key {self.name!r} has no role: declare it as key(Role. ..., ...)"
        return said

    @property
    def role(self) -> Role:
        """Purpose of its value."""
        return self.said.role

    @property
    def entry(self) -> type[BaseModel] | None:
        """The model of its entries, where it is a table or list of them; of its value, where that is one."""
        options = [part for option in _options(self.field.annotation) for part in (option, *get_args(option))]
        return next((model for part in options if (model := model_of(part)) is not None), None)

    @property
    def by_name(self) -> bool:
        """True for a table of entries by name."""
        return any(get_origin(option) is dict for option in _options(self.field.annotation)) and (
            self.entry is not None
        )

    @property
    def listed(self) -> bool:
        """True for a list of entries."""
        return any(get_origin(option) is list for option in _options(self.field.annotation)) and (
            self.entry is not None
        )

    def holds(self, roles: frozenset[Role]) -> bool:
        """Return whether it, or a key of its entries, has one of some roles."""
        if self.role is not Role.SECTION:
            return self.role in roles
        return any(below.holds(roles) for below in keys_of(self.entry).values())


@cache
def keys_of(model: type[BaseModel] | None) -> Mapping[str, Key]:
    """Return the keys of a table, as they are written; none of what is no table."""
    if model is None:
        return {}
    return {f.alias or name: Key(f.alias or name, f) for name, f in model.model_fields.items()}


@cache
def settable_roots(model: type[BaseModel]) -> tuple[str, ...]:
    """Return what a path to a settable value may begin with, in alphabetical order."""
    return tuple(sorted(name for name, key in keys_of(model).items() if key.holds(_SETTABLE)))


@cache
def numbered_sections(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the sections whose entries hold numbers: what a dated event may change."""
    keys = keys_of(model).values()
    return tuple(k.name for k in keys if k.role is Role.SECTION and k.holds(frozenset({Role.NUMBER})))


@cache
def tables_by_name(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys of a file that are tables of entries by name."""
    return tuple(name for name, key in keys_of(model).items() if key.by_name)


@cache
def plain_tables(model: type[BaseModel]) -> tuple[str, ...]:
    """Return the keys of a file that are tables of known keys."""
    keys = keys_of(model).items()
    return tuple(n for n, key in keys if key.role is Role.SECTION and not (key.by_name or key.listed))


def keys_along(model: type[BaseModel], path: Path) -> Iterator[tuple[int, Key]]:
    """Yield the keys that a path goes through, each with the number of steps up to and with it."""
    current: Any = model
    for taken, step in enumerate(path, start=1):
        found = keys_of(model_of(current)).get(str(step))
        if found is not None:
            yield taken, found
        current = _below(current, step)
        if current is None:
            return


def governing(model: type[BaseModel], path: Path) -> tuple[int, Key] | None:
    """Return the key whose role is that of everything at and below it on a path: the first that is no
    section, else the last section; ``None`` where the path leads through no key.
    """
    last = None
    for last in keys_along(model, path):
        if last[1].role is not Role.SECTION:
            break
    return last


def role_of(model: type[BaseModel], path: Path) -> Role | None:
    """Return the role of the value at a path; a path is spelled out, with no shorthand."""
    found = governing(model, path)
    return None if found is None else found[1].role


def model_at(root: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """Return the model of the table at a path."""
    current: Any = root
    for step in path:
        current = _below(current, step)
    return model_of(current)


def model_of(annotation: Any) -> type[BaseModel] | None:
    """Return the model among the alternatives of an annotation."""
    models = [o for o in _options(annotation) if isinstance(o, type) and issubclass(o, BaseModel)]
    return models[0] if models else None


def _below(annotation: Any, step: str | int) -> Any:
    model = model_of(annotation)
    if model is not None:
        found = keys_of(model).get(str(step))
        return found.field.annotation if found is not None else None
    for option in _options(annotation):
        arguments = get_args(option)
        if get_origin(option) is dict and isinstance(step, str):
            return arguments[1]
        if get_origin(option) in (list, tuple) and (isinstance(step, int) or step.isdigit()):
            return arguments[0]
    return None


def _options(annotation: Any) -> list[Any]:
    """Unfold ``Annotated`` and unions into the plain alternatives."""
    origin = get_origin(annotation)
    if origin in (Union, types.UnionType):
        return [option for part in get_args(annotation) for option in _options(part)]
    if hasattr(annotation, "__metadata__"):
        return _options(get_args(annotation)[0])
    return [annotation]
