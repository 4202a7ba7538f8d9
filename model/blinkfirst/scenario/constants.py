"""The value of an expression that no state of the world can change."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from blinkfirst.scenario.expressions import Expression, Literal, Operation, ParameterValue

# Largest size of a computed number. Times a weight, a strength, a precision and an endless horizon it is
# still finite, and so are the squares that solvers form of such products.
LARGEST_VALUE = 1e100

_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "neg": operator.neg, "not": operator.not_, "abs": abs, "min": min, "max": max,
    "and": lambda *values: all(values),
    "or": lambda *values: any(values),
    "clip": lambda value, low, high: min(max(value, low), high),
}  # fmt: skip


def constant_value(expression: Expression, parameters: Mapping[str, float]) -> float:
    """Evaluate an expression; `ValueError` when it depends on the world, is not finite or too large."""
    value = _value(expression, parameters)
    if abs(value) > LARGEST_VALUE:
        raise ValueError(f"expected a number of at most {LARGEST_VALUE:g} in size, got {value:g}")
    return value


def _value(expression: Expression, parameters: Mapping[str, float]) -> float:
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, ParameterValue):
        return parameters[expression.parameter]
    if not isinstance(expression, Operation):
        raise ValueError("expected something that does not depend on the world")
    if expression.operator == "if":
        test, body, orelse = expression.operands
        return _value(body if _value(test, parameters) else orelse, parameters)
    try:
        values = [_value(part, parameters) for part in expression.operands]
        result = _OPERATORS[expression.operator](*values)
    except (ZeroDivisionError, OverflowError):
        raise ValueError("expected a finite number, got a division by zero or an overflow") from None
    if isinstance(result, complex) or not math.isfinite(result):
        raise ValueError("expected a finite number")
    return float(result)
