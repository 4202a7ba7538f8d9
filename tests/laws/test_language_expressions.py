"""Random expressions mean, in every state, what Python says they mean.

Each is drawn twice in one go: as it would be written in a scenario, and as Python over the numbers of one
state. The second is evaluated state by state with ``eval``, which shares nothing with the package.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.compile.evaluation import View, evaluate
from blinkfirst.errors import Place
from blinkfirst.scenario.constants import constant_value
from blinkfirst.scenario.expressions import CONDITION, DEPTH_LIMIT, NUMBER, Vocabulary, parse
from blinkfirst.scenario.scenario import VariableRules

LEVELS = {
    "sanctions": ("targeted", "near-embargo", "beyond"),
    "docket": ("none", "yield"),
    "trade-war": ("on", "off"),
}
PARAMETERS = {"haste": 0.25, "hawk-noise": 3.0, "lambda_": -1.5}
ACTORS = ("US", "North-Korea")
MOVES = ("object", "hold-out", "pass")
WORDS = Vocabulary(
    LEVELS, frozenset(PARAMETERS), frozenset(ACTORS), frozenset(MOVES), frozenset({"me", "mover", "move"})
)
VARIABLES = tuple(VariableRules(name, levels, levels[0], False, "") for name, levels in LEVELS.items())
STATES = np.array(list(itertools.product(*(range(len(levels)) for levels in LEVELS.values()))))
PLACE = Place("f.yaml")


@dataclass(frozen=True)
class Twice:
    """One expression: as written, and as Python over ``v`` (levels by variable) and ``r`` (roles)."""

    written: str
    python: str


def joined(form: str, *parts: Twice) -> Twice:
    """Put parts into a form that both languages share."""
    return Twice(form.format(*(p.written for p in parts)), form.format(*(p.python for p in parts)))


variables = st.sampled_from(sorted(LEVELS)).map(lambda name: Twice(name, f"v[{name!r}]"))
parameters = st.sampled_from(sorted(PARAMETERS)).map(lambda name: Twice(name, repr(PARAMETERS[name])))
literals = st.sampled_from(["0", "1", "2.5", ".5", "1e-3", "7"]).map(lambda text: Twice(text, text))


@st.composite
def level_comparisons(draw: st.DrawFn) -> Twice:
    """A variable against levels of its own, in all the ways there are."""
    name = draw(st.sampled_from(sorted(LEVELS)))
    levels = LEVELS[name]
    one, two = draw(st.sampled_from(levels)), draw(st.sampled_from(levels))
    here, there = f"v[{name!r}]", f"{levels.index(one)}"
    operator = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
    return draw(
        st.sampled_from(
            [
                Twice(f"{name} {operator} {one}", f"{here} {operator} {there}"),
                Twice(f"{one} {operator} {name}", f"{there} {operator} {here}"),
                Twice(f"{one} <= {name} < {two}", f"{there} <= {here} < {levels.index(two)}"),
                Twice(f"{name} in ({one}, {two})", f"{here} in ({there}, {levels.index(two)})"),
                Twice(f"{name} not in [{one}, {two}]", f"{here} not in ({there}, {levels.index(two)})"),
            ]
        )
    )


@st.composite
def role_comparisons(draw: st.DrawFn) -> Twice:
    """Who feels, who plays, what is played."""
    actor, move = draw(st.sampled_from(ACTORS)), draw(st.sampled_from(MOVES))
    return draw(
        st.sampled_from(
            [
                Twice(f"me == {actor}", f"r['me'] == {actor!r}"),
                Twice("mover != me", "r['mover'] != r['me']"),
                Twice(f"{actor} == mover", f"{actor!r} == r['mover']"),
                Twice(f"move == {move}", f"r['move'] == {move!r}"),
                Twice(f"move not in ({move}, pass)", f"r['move'] not in ({move!r}, 'pass')"),
                Twice("mover in (US, North-Korea)", "r['mover'] in ('US', 'North-Korea')"),
            ]
        )
    )


def deeper_numbers(inner: st.SearchStrategy[Twice]) -> st.SearchStrategy[Twice]:
    """Numbers made of numbers and conditions."""
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(lambda p: joined("({} + {})", *p)),
        two.map(lambda p: joined("({} - {})", *p)),
        two.map(lambda p: joined("({} * {})", *p)),
        two.map(lambda p: joined("({} / (1 + abs({})))", *p)),
        two.map(lambda p: joined("min({}, {})", *p)),
        two.map(lambda p: joined("max({}, {}, 1)", *p)),
        inner.map(lambda p: joined("-{}", p)),
        inner.map(lambda p: Twice(f"clip({p.written}, 0, 2)", f"min(max({p.python}, 0), 2)")),
        st.tuples(inner, conditions, inner).map(lambda p: joined("({} if {} else {})", *p)),
        st.tuples(conditions, inner).map(lambda p: joined("({} or 2 < 1) * {}", *p)),
        variables.map(lambda p: joined("{} ** 2", p)),
        parameters.map(lambda p: joined("(1 + abs({})) ** -3", p)),
    )


numbers: st.SearchStrategy[Twice]
conditions: st.SearchStrategy[Twice] = st.deferred(
    lambda: st.one_of(
        level_comparisons(),
        role_comparisons(),
        st.sampled_from([Twice("true", "True"), Twice("false", "False")]),
        st.tuples(numbers, numbers).map(lambda p: joined("{} < {}", *p)),
        st.tuples(numbers, numbers, numbers).map(lambda p: joined("{} >= {} != {}", *p)),
        st.tuples(conditions, conditions).map(lambda p: joined("({} and {})", *p)),
        st.tuples(conditions, conditions, conditions).map(lambda p: joined("({} or {} or {})", *p)),
        conditions.map(lambda p: joined("(not {})", p)),
    )
)
numbers = st.recursive(st.one_of(variables, parameters, literals), deeper_numbers, max_leaves=8)


def by_python(text: str, state: tuple[int, ...], roles: dict[str, str]) -> float:
    """The value in one state, by Python itself."""
    v = dict(zip(LEVELS, map(float, state), strict=True))
    return float(eval(text, {"v": v, "r": roles, "min": min, "max": max, "abs": abs}))


def check(twice: Twice, expected: str, roles: dict[str, str]) -> None:
    view = View(VARIABLES, STATES, PARAMETERS, me=roles["me"], mover=roles["mover"], move=roles["move"])
    found = np.broadcast_to(evaluate(parse(twice.written, WORDS, expected), view), STATES.shape[:1])
    slow = [by_python(twice.python, tuple(state), roles) for state in STATES.tolist()]
    np.testing.assert_allclose(found, slow, rtol=1e-12, atol=1e-12)


ROLES = st.fixed_dictionaries(
    {"me": st.sampled_from(ACTORS), "mover": st.sampled_from(ACTORS), "move": st.sampled_from(MOVES)}
)


def fits(twice: Twice) -> bool:
    """Whether an expression is within the limits of the language on size and nesting."""
    return len(twice.written) < 800 and twice.written.count("(") < DEPTH_LIMIT


@given(numbers.filter(fits), ROLES)
@settings(max_examples=300, deadline=None)
def test_numbers(twice: Twice, roles: dict[str, str]) -> None:
    check(twice, NUMBER, roles)


@given(conditions.filter(fits), ROLES)
@settings(max_examples=300, deadline=None)
def test_conditions(twice: Twice, roles: dict[str, str]) -> None:
    check(twice, CONDITION, roles)


@given(numbers.filter(lambda t: "v[" not in t.python and "r[" not in t.python and fits(t)))
@settings(max_examples=100, deadline=None)
def test_constants_agree_with_the_compiler(twice: Twice) -> None:
    constant = constant_value(parse(twice.written, WORDS, NUMBER), PARAMETERS)
    assert constant == pytest.approx(by_python(twice.python, (0, 0, 0), {}), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("sanctions / sanctions == 1", [0]),
        ("1 / sanctions > 0", [0]),
        ("sanctions > 0 and 1 / sanctions > 0.6", []),
        ("1 / sanctions > 0.6 and sanctions > 0", []),
        ("sanctions == targeted or 1 / sanctions > 0.6", []),
        ("not 1 / sanctions > 0.6", [0]),
        ("1 / sanctions > 0.6 or docket == yield", [0]),
        ("(0 if sanctions == targeted else 1 / sanctions) < 1", []),
        ("(1 if 1 / sanctions > 0.6 else 0) < 1", [0]),
        ("me == (US if 0 / 0 < 1 else North-Korea)", [0, 1, 2]),
        ("min(1 / sanctions, 1) == 1", []),
        ("0 * (1 / sanctions) == 0", [0]),
    ],
)
def test_a_comparison_with_a_number_that_is_not_finite_is_neither_true_nor_false(
    written: str, where: list[int]
) -> None:
    """Unless the rest decides the condition whatever it is."""
    with np.errstate(all="ignore"):
        found = evaluate(parse(written, WORDS, CONDITION), View(VARIABLES, STATES, PARAMETERS, me="US"))
    unknown = np.isnan(np.broadcast_to(found, len(STATES)))
    assert set(STATES[unknown, 0].tolist()) == set(where)
