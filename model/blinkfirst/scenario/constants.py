"""The value of an expression that no state of the world can change."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from blinkfirst.scenario.expressions import Expression, Literal, Operation, ParameterValue

_OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge, "neg": operator.neg, "not": operator.not_, "abs": abs, "min": min, "max": max,
    "and": lambda *values: all(values),
    "or": lambda *values: any(values),
    "clip": lambda value, low, high: min(max(value, low), high),
}  # fmt: skip


def constant_value(expression: Expression, parameters: Mapping[str, float]) -> float:
    """Evaluate an expression; `ValueError` when it depends on the world or has no finite value."""
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, ParameterValue):
        return parameters[expression.parameter]
    if not isinstance(expression, Operation):
        raise ValueError("expected something that does not depend on the world")
    if expression.operator == "if":
        test, body, orelse = expression.operands
        return constant_value(body if constant_value(test, parameters) else orelse, parameters)
    try:
        values = [constant_value(part, parameters) for part in expression.operands]
        result = _OPERATORS[expression.operator](*values)
    except (ZeroDivisionError, OverflowError):
        raise ValueError("expected a finite number, got a division by zero or an overflow") from None
    if isinstance(result, complex) or not math.isfinite(result):
        raise ValueError("expected a finite number")
    return float(result)
