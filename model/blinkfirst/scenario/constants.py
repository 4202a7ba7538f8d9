"""The value of an expression that no state of the world can change."""

from __future__ import annotations

import math
from collections.abc import Mapping

from blinkfirst.scenario.expressions import Expression, Literal, Operation, ParameterValue


def constant_value(expression: Expression, parameters: Mapping[str, float]) -> float:
    """Evaluate an expression over numbers and parameters only.

    Raises
    ------
    ValueError
        When it depends on the world, or has no finite value.
    """
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
        result = _applied(
            expression.operator, [constant_value(part, parameters) for part in expression.operands]
        )
    except (ZeroDivisionError, OverflowError):
        raise ValueError("expected a finite number, got a division by zero or an overflow") from None
    if isinstance(result, complex) or not math.isfinite(result):
        raise ValueError("expected a finite number")
    return float(result)


def _applied(operator: str, values: list[float]) -> float:
    a, b, c = (*values, 0.0, 0.0)[:3]
    table = {
        "+": lambda: a + b,
        "-": lambda: a - b,
        "*": lambda: a * b,
        "/": lambda: a / b,
        "**": lambda: a**b,
        "neg": lambda: -a,
        "not": lambda: not a,
        "and": lambda: all(values),
        "or": lambda: any(values),
        "min": lambda: min(values),
        "max": lambda: max(values),
        "abs": lambda: abs(a),
        "clip": lambda: min(max(a, b), c),
        "==": lambda: a == b,
        "!=": lambda: a != b,
        "<": lambda: a < b,
        "<=": lambda: a <= b,
        ">": lambda: a > b,
        ">=": lambda: a >= b,
    }
    return table[operator]()  # type: ignore[no-any-return,no-untyped-call]
