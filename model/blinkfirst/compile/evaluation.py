"""Values of expressions over many states at once.

A `View` is a set of states with the roles filled in; `evaluate` gives one number per state, or a plain float
when the value is the same in all of them (then whole branches can be skipped).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from blinkfirst.errors import Place, Problem, ScenarioError
from blinkfirst.game.game import FloatArray, IntArray
from blinkfirst.scenario.constants import LARGEST_VALUE
from blinkfirst.scenario.expressions import (
    Expression,
    Literal,
    Named,
    Operation,
    ParameterValue,
    RoleValue,
    VariableLevel,
)
from blinkfirst.scenario.scenario import ParsedExpression, VariableRules

BoolArray = NDArray[np.bool_]
Value = FloatArray | float
Evaluator = Callable[[tuple[Expression, ...], "View"], Value]


@dataclass(frozen=True)
class View:
    """Some of many states, seen by an expression.

    Attributes
    ----------
    variables : the world's variables, in order.
    states : shape (S, V), level indices of all states at hand.
    rows : shape (n,), which of them are looked at; ``None`` for all. Columns are picked out when they are
        asked for, so that looking at a few states of many copies nothing.
    parameters : values by name.
    me, mover, move : names; empty where they mean nothing.
    """

    variables: tuple[VariableRules, ...]
    states: IntArray
    parameters: Mapping[str, float]
    rows: IntArray | None = None
    me: str = ""
    mover: str = ""
    move: str = ""

    def __len__(self) -> int:
        return self.states.shape[0] if self.rows is None else self.rows.size

    def at(self, rows: IntArray) -> View:
        """Return the view of some of the states looked at."""
        rows = rows if self.rows is None else self.rows[rows]
        return View(self.variables, self.states, self.parameters, rows, self.me, self.mover, self.move)

    def levels(self, index: int) -> IntArray:
        """Level numbers of the index-th variable, shape (n,)."""
        column: IntArray = self.states[:, index]
        return column if self.rows is None else column[self.rows]

    def column(self, variable: str) -> FloatArray:
        """Level numbers of a variable as numbers to reckon with, shape (n,)."""
        index = next(i for i, v in enumerate(self.variables) if v.name == variable)
        return self.levels(index).astype(np.float64)

    def described(self, row: int) -> str:
        """Spell one state out, for an error message."""
        state = self.states[row if self.rows is None else self.rows[row]]
        return ", ".join(f"{v.name}={v.levels[k]}" for v, k in zip(self.variables, state, strict=True))


def evaluate(expression: Expression, view: View) -> Value:
    """Return the value in every state: shape (n,), or a float where it is the same in all; conditions are 0
    or 1, and nan where they compare numbers of which one is not finite.
    """
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, VariableLevel):
        return view.column(expression.variable)
    if isinstance(expression, ParameterValue):
        return view.parameters[expression.parameter]
    assert isinstance(expression, Operation)  # names and roles are handled inside comparisons and branches
    return _OPERATIONS[expression.operator](expression.operands, view)


def numbers(written: ParsedExpression, view: View) -> FloatArray:
    """Return a number for every state, shape (n,).

    Raises
    ------
    ScenarioError
        When it is not finite, or too large, somewhere; with the first such state.
    """
    return _spread(finite(written, view), view)


def finite(written: ParsedExpression, view: View) -> Value:
    """Return `numbers`, as one float where it is the same in all states."""
    with np.errstate(all="ignore"):
        value = evaluate(written.expression, view)
    good = np.abs(value) <= LARGEST_VALUE
    if len(view) and not good.all():
        bad = int(np.argmin(good))
        wrong = value[bad] if isinstance(value, np.ndarray) else value
        size = f" of at most {LARGEST_VALUE:g} in size" if np.isfinite(wrong) else ""
        expected = f"a number{size}" if size else "a finite number"
        refuse(written, f"expected {expected}, got {wrong:g} where {view.described(bad)}")
    return value


def holds(written: ParsedExpression | None, view: View) -> BoolArray:
    """Return where a condition holds, shape (n,); a missing one holds everywhere.

    Raises
    ------
    ScenarioError
        When it depends on a number that is not finite somewhere, with the first such state.
    """
    if written is None:
        return np.ones(len(view), dtype=np.bool_)
    with np.errstate(all="ignore"):
        truth = _spread(evaluate(written.expression, view), view)
    bad = np.isnan(truth)
    if bad.any():
        message = "expected finite numbers to compare, got a division by zero or an overflow where"
        refuse(written, f"{message} {view.described(int(np.argmax(bad)))}")
    return np.not_equal(truth, 0)


def _spread(value: Value, view: View) -> FloatArray:
    """Return a value for every state, shape (n,)."""
    return value if isinstance(value, np.ndarray) else np.full(len(view), value)


def check_not_negative(values: FloatArray, view: View, place: Place, path: str, expected: str) -> None:
    """Refuse values below zero, at their place, with the first state in which they are."""
    bad = np.flatnonzero(values < 0)
    if bad.size:
        message = f"expected {expected}, got {values[bad[0]]:g} where {view.described(int(bad[0]))}"
        raise ScenarioError([Problem(place, path, message)])


def never(written: ParsedExpression, view: View) -> bool:
    """Return whether a condition is ruled out by roles and parameters alone, whatever the state
    (``move == object`` for another move).
    """
    return _ruled_out(written.expression, view)


def _ruled_out(expression: Expression, view: View) -> bool:
    if not isinstance(expression, Operation):
        return isinstance(expression, Literal) and expression.value == 0.0
    operator, operands = expression.operator, expression.operands
    if operator == "and":
        return any(_ruled_out(operand, view) for operand in operands)
    if operator == "or":
        return all(_ruled_out(operand, view) for operand in operands)
    if operator in ("==", "!=") and _is_name(operands[0], view):
        return (_name(operands[0], view) == _name(operands[1], view)) == (operator == "!=")
    return False


def refuse(written: ParsedExpression, message: str) -> NoReturn:
    """Raise what is wrong with an expression's value, at its place."""
    raise ScenarioError([Problem(written.place, written.path, f"{message} (in `{written.text.strip()}`)")])


def _reduce(function: np.ufunc) -> Evaluator:
    def apply(operands: tuple[Expression, ...], view: View) -> Value:
        result = evaluate(operands[0], view)
        for operand in operands[1:]:
            result = _plain(function(result, evaluate(operand, view)))
        return result

    return apply


def _and(operands: tuple[Expression, ...], view: View) -> Value:
    result: Value = 1.0
    for operand in operands:
        value = evaluate(operand, view)
        if isinstance(value, float) and value == 0.0:
            return 0.0
        result = _plain(np.where((result == 0.0) | (value == 0.0), 0.0, np.minimum(result, value)))
    return result


def _or(operands: tuple[Expression, ...], view: View) -> Value:
    result: Value = 0.0
    for operand in operands:
        value = evaluate(operand, view)
        if isinstance(value, float) and value == 1.0:
            return 1.0
        result = _plain(np.where((result == 1.0) | (value == 1.0), 1.0, np.maximum(result, value)))
    return result


def _not(operands: tuple[Expression, ...], view: View) -> Value:
    return 1.0 - evaluate(operands[0], view)


def _negative(operands: tuple[Expression, ...], view: View) -> Value:
    return -evaluate(operands[0], view)


def _absolute(operands: tuple[Expression, ...], view: View) -> Value:
    return _plain(np.abs(evaluate(operands[0], view)))


def _clip(operands: tuple[Expression, ...], view: View) -> Value:
    value, low, high = (evaluate(operand, view) for operand in operands)
    return _plain(np.minimum(np.maximum(value, low), high))


def _if(operands: tuple[Expression, ...], view: View) -> Value:
    test = evaluate(operands[0], view)
    if isinstance(test, float):
        return test if math.isnan(test) else evaluate(operands[1] if test else operands[2], view)
    chosen = np.where(test != 0, evaluate(operands[1], view), evaluate(operands[2], view))
    return np.where(np.isnan(test), np.nan, chosen)


def _binary(function: np.ufunc) -> Evaluator:
    def apply(operands: tuple[Expression, ...], view: View) -> Value:
        return _plain(function(evaluate(operands[0], view), evaluate(operands[1], view)))

    return apply


def _compare(function: np.ufunc) -> Evaluator:
    def apply(operands: tuple[Expression, ...], view: View) -> Value:
        left, right = operands
        if _is_name(left, view):
            names = _name(left, view), _name(right, view)
            if None in names:
                return math.nan
            return float((names[0] == names[1]) == (function is np.equal))
        values = evaluate(left, view), evaluate(right, view)
        # an infinite number is larger than others only by the accident of what overflowed
        unknown = ~np.isfinite(values[0]) | ~np.isfinite(values[1])
        return _plain(np.where(unknown, np.nan, function(*values)))

    return apply


def _is_name(expression: Expression, view: View) -> bool:
    if isinstance(expression, Operation) and expression.operator == "if":
        return _is_name(expression.operands[1], view)
    return isinstance(expression, Named | RoleValue)


def _name(expression: Expression, view: View) -> str | None:
    """Return the actor or move that is named; ``None`` where that depends on a number that is not finite."""
    if isinstance(expression, Named):
        return expression.name
    if isinstance(expression, RoleValue):
        name: str = getattr(view, expression.role)
        return name
    assert isinstance(expression, Operation)
    test = evaluate(expression.operands[0], view)
    assert isinstance(test, float), "an actor or a move chosen by the state of the world"
    return None if math.isnan(test) else _name(expression.operands[1 if test else 2], view)


def _plain(value: np.floating | FloatArray | float) -> Value:
    return value if isinstance(value, np.ndarray) and value.ndim else float(value)


_OPERATIONS: dict[str, Evaluator] = {
    "+": _binary(np.add),
    "-": _binary(np.subtract),
    "*": _binary(np.multiply),
    "/": _binary(np.divide),
    "**": _binary(np.power),
    "neg": _negative,
    "not": _not,
    "and": _and,
    "or": _or,
    "if": _if,
    "min": _reduce(np.minimum),
    "max": _reduce(np.maximum),
    "abs": _absolute,
    "clip": _clip,
    "==": _compare(np.equal),
    "!=": _compare(np.not_equal),
    "<": _compare(np.less),
    "<=": _compare(np.less_equal),
    ">": _compare(np.greater),
    ">=": _compare(np.greater_equal),
}
