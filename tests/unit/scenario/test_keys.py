"""Roles of keys: every key has one, and whatever treats keys by kind takes a new one up from its role."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest
from pydantic import BaseModel, Field

from blinkfirst.compile.reuse import dynamics_of, feature_key
from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.game.game import Game
from blinkfirst.questions.compare import swaps
from blinkfirst.questions.compare.payoff_relevant import payoff_relevant
from blinkfirst.scenario import keys
from blinkfirst.scenario.differences import differences
from blinkfirst.scenario.expressions import NUMBER, parse
from blinkfirst.scenario.keys import Role, key, keys_of, numbered_sections, role_of, settable_roots
from blinkfirst.scenario.matrix_schema import MatrixFile
from blinkfirst.scenario.nodes import Node, deepest, plain, replaced
from blinkfirst.scenario.scenario import Move, ParsedExpression, Rules, Term
from blinkfirst.scenario.schema import ActorEntry, NatureEntry, ParameterEntry, ScenarioFile
from blinkfirst.scenario.settings import expanded, planted
from blinkfirst.scenario.validating import RecoveredTree, recovered
from worlds.two_houses import scenario_from

Plant = Callable[..., None]


def models_below(model: type[BaseModel], met: set[type[BaseModel]]) -> set[type[BaseModel]]:
    if model not in met:
        met.add(model)
        for entry in (k.entry for k in keys_of(model).values()):
            if entry is not None:
                models_below(entry, met)
    return met


def without_role() -> list[str]:
    """Keys of both kinds of files that say no role, as `Model.key`."""
    models = models_below(ScenarioFile, set()) | models_below(MatrixFile, set())
    return [f"{m.__name__}.{k.name}" for m in models for k in keys_of(m).values() if not has_role(k)]


def has_role(one: keys.Key) -> bool:
    return isinstance(one.field.json_schema_extra, keys.Said)


def test_every_key_has_a_role() -> None:
    assert without_role() == [], (
        "say what each of these keys is for where it is declared, as key(Role.NUMBER, ...): differences, "
        "comparisons, settings, events and error recovery read it from there"
    )


@pytest.fixture
def plant(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plant]:
    """Return what puts a new key into a table of the language."""
    caches = (keys_of, settable_roots, numbered_sections, keys.tables_by_name)

    def planting(model: type[BaseModel], name: str, field: Any, annotation: Any = str) -> None:
        field.annotation = annotation
        monkeypatch.setitem(model.__pydantic_fields__, name, field)
        for cached in caches:
            cached.cache_clear()

    yield planting
    monkeypatch.undo()
    for cached in caches:
        cached.cache_clear()


def test_a_key_without_a_role_is_noticed(plant: Plant) -> None:
    plant(ActorEntry, "mood", Field(None, description="a mood"))
    assert without_role() == ["ActorEntry.mood"]
    with pytest.raises(AssertionError, match="the key 'mood' has no role: declare it as key"):
        role_of(ScenarioFile, ("actors", "US", "mood"))


SCENARIO = scenario_from()
AT = SCENARIO.composed.place


def with_value(path: tuple[str | int, ...], value: Any) -> Node:
    return replaced(SCENARIO.composed, path, planted(value, AT))


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.WORDING, "wording"),
        (Role.QUESTION, "question"),
        (Role.RANGE, "range"),
        (Role.STRUCTURE, "assumption"),
        (Role.NUMBER, "assumption"),
        (Role.CLOCK, "assumption"),
    ],
)
def test_differences_and_comparisons_take_a_new_key_up(plant: Plant, role: Role, kind: str) -> None:
    plant(ActorEntry, "mood", key(role, "a mood", None))
    path = ("actors", "US", "mood")
    one, other = with_value(path, 1), with_value(path, 2)
    assert [(d.path, d.kind) for d in differences(one, other)] == [("actors.US.mood", kind)]
    reduced = payoff_relevant(replace(SCENARIO, composed=one))
    assert (deepest(reduced, path)[1] == len(path)) == (kind == "assumption")


def test_a_new_number_may_differ_by_lens_and_have_a_range(plant: Plant) -> None:
    plant(NatureEntry, "weight", key(Role.NUMBER, "a number", None))
    path = ("nature", "cool", "weight")
    old, new = {"old": [0, 1, 2], "new": 3}, {"old": [0, 1, 9], "new": 3}
    assert [d.kind for d in differences(with_value(path, old), with_value(path, new))] == ["range"]
    reduced = payoff_relevant(replace(SCENARIO, composed=with_value(path, old)))
    assert plain(deepest(reduced, path)[0]) == 2  # half of either lens


def test_a_new_default_and_a_new_text_that_is_needed_are_filled_in(plant: Plant) -> None:
    plant(ActorEntry, "mood", key(Role.STRUCTURE, "a mood", "12/52"))
    plant(ActorEntry, "motto", key(Role.WORDING, "a motto", stand_in="-"))
    plant(ActorEntry, "name", key(Role.WORDING, "a name"))
    reduced = payoff_relevant(replace(SCENARIO, composed=with_value(("actors", "US", "name"), "N")))
    found = plain(deepest(reduced, ("actors", "US"))[0])
    assert (found["mood"], found["motto"], found["name"]) == ("12/52", "-", "N")


def test_settings_and_events_take_a_new_key_up(plant: Plant) -> None:
    plant(ScenarioFile, "weather", key(Role.CLOCK, "the weather", None))
    plant(ScenarioFile, "remarks", key(Role.WORDING, "remarks", None))
    plant(ScenarioFile, "blocs", key(Role.SECTION, "blocs", {}), dict[str, NatureEntry])
    assert {"weather", "blocs"} <= set(settable_roots(ScenarioFile)) and "remarks" not in settable_roots(
        ScenarioFile
    )
    assert "blocs" in numbered_sections(ScenarioFile) and "weather" not in numbered_sections(ScenarioFile)
    assert "blocs" in keys.tables_by_name(ScenarioFile)


def test_a_parameter_may_be_spelled_with_a_new_key_alone(plant: Plant) -> None:
    plant(ParameterEntry, "prior", key(Role.RANGE, "a prior", None))
    tree = expanded(planted({"parameters": {"fuss": {"prior": 1}}}, AT))
    assert plain(tree) == {"parameters": {"fuss": {"prior": 1}}}


def test_reading_goes_on_with_the_stand_in_of_a_new_key(plant: Plant) -> None:
    plant(ActorEntry, "mood", key(Role.NUMBER, "a mood", stand_in=7))
    plant(ActorEntry, "motto", key(Role.WORDING, "a motto", None))
    tree = with_value(("actors", "US", "mood"), [])
    tree = replaced(tree, ("actors", "US", "motto"), planted([], AT))
    wrong = [("actors", "US", "mood"), ("actors", "US", "motto")]
    found = plain(deepest(recovered(RecoveredTree(tree), wrong).root, ("actors", "US"))[0])
    assert found["mood"] == 7 and "motto" not in found


@dataclass(frozen=True)
class GatedMove(Move):
    """A move with one expression more."""

    gate: ParsedExpression | None = None


@dataclass(frozen=True)
class GatedTerm(Term):
    """A payoff with one expression more."""

    gate: ParsedExpression | None = None


def extended(kind: Any, record: Any, text: str) -> Any:
    gate = ParsedExpression(parse(text, SCENARIO.rules.vocabulary, NUMBER), text, "gate", AT)
    return kind(**{f.name: getattr(record, f.name) for f in fields(record)}, gate=gate)


def with_gate(text: str, fuss: float) -> Rules:
    rules = SCENARIO.rules
    first, *rest = rules.actors
    moves = tuple(extended(GatedMove, move, text) for move in first.moves)
    parameters = {**rules.parameters, "fuss": replace(rules.parameters["fuss"], value=fuss)}
    return replace(rules, actors=(replace(first, moves=moves), *rest), nature=(), parameters=parameters)


def test_a_new_part_of_a_move_or_a_payoff_is_in_the_key_of_what_is_reused() -> None:
    assert dynamics_of(with_gate("1", 0.5)) == dynamics_of(with_gate("1", 0.6))
    assert dynamics_of(with_gate("1", 0.5)) != dynamics_of(with_gate("2", 0.5))
    assert dynamics_of(with_gate("fuss", 0.5)) != dynamics_of(with_gate("fuss", 0.6))
    term = next(term for argument in SCENARIO.rules.arguments for term in argument.terms)
    one, other = (extended(GatedTerm, term, text) for text in ("1", "fuss"))
    assert feature_key(with_gate("1", 0.5), one, "US") != feature_key(with_gate("1", 0.5), other, "US")
    keyed = [feature_key(with_gate("1", fuss), other, "US") for fuss in (0.5, 0.6)]
    assert keyed[0] != keyed[1]


def test_a_new_array_of_a_game_decides_whether_it_is_the_same() -> None:
    game = compile_scenario(SCENARIO).standoff.plans[0].stretches[0].game
    names = {f.name for f in fields(Game)}
    assert swaps._NAMES[Game] < names and swaps._same(game, replace(game))
    for name in names - swaps._NAMES[Game]:
        other, value = copy(game), getattr(game, name)
        object.__setattr__(other, name, (*value, "more") if isinstance(value, tuple) else value + 1)
        assert not swaps._same(game, other), name
