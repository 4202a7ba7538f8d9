"""Collecting everything that is wrong with a composed scenario, each thing with its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from blinkfirst.errors import Place, Problem, nearest
from blinkfirst.scenario.expressions import (
    Expression,
    ExpressionError,
    Literal,
    Operation,
    Vocabulary,
    parse,
    parts_of,
    used_names,
)
from blinkfirst.scenario.nodes import Node, Path, deepest, dotted
from blinkfirst.scenario.scenario import ParsedExpression


@dataclass
class Diagnostics:
    """One pass over one composed tree.

    Attributes
    ----------
    root : the tree.
    problems, warnings : found so far.
    used_variables, used_parameters : names met in expressions so far.
    """

    root: Node
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    used_variables: set[str] = field(default_factory=set)
    used_parameters: set[str] = field(default_factory=set)

    def node(self, path: Path) -> Node:
        """Return the node at a path, or the deepest one on the way."""
        return deepest(self.root, path)[0]

    def place(self, path: Path) -> Place:
        """Return where the value at a path begins."""
        return self.node(path).place

    def problem(self, path: Path, message: str, suggestion: str = "", at_key: bool = False) -> None:
        """Record an error."""
        node = self.node(path)
        self.problems.append(Problem(node.key if at_key else node.place, dotted(path), message, suggestion))

    def warning(self, path: Path, message: str) -> None:
        """Record something odd that can be run."""
        self.warnings.append(Problem(self.node(path).key, dotted(path), message, severity="warning"))

    def unknown(self, path: Path, what: str, name: str, names: Iterable[str], at_key: bool = False) -> None:
        """Record a name that was never declared."""
        listed = list(names)
        message = f"unknown {what} {name!r}; this theatre has: {', '.join(sorted(listed)) or 'none'}"
        self.problem(path, message, nearest(name, listed), at_key)

    def parsed(self, path: Path, text: str, vocabulary: Vocabulary, expected: str) -> ParsedExpression:
        """Parse an expression; after an error a harmless stand-in is returned, so that the pass goes on."""
        expression: Expression = Literal(0.0)
        try:
            expression = parse(text, vocabulary, expected)
        except ExpressionError as error:
            self.expression_problem(path, error)
        variables, parameters = used_names(expression)
        self.used_variables |= variables
        self.used_parameters |= parameters
        if " if " in text:
            self._check_branches(path, expression)
        return ParsedExpression(expression, text, dotted(path), self.place(path))

    def _check_branches(self, path: Path, expression: Expression) -> None:
        for part in parts_of(expression):
            if isinstance(part, Operation) and part.operator == "if" and part.operands[1] == part.operands[2]:
                self.warning(path, "both branches of an `if` are the same, so it decides nothing")

    def expression_problem(self, path: Path, error: ExpressionError) -> None:
        """Record an error inside a text, at its column where columns can be counted."""
        node = self.node(path)
        place = node.place
        if node.columns_count:
            place = replace(place, column=place.column + error.offset)
        self.problems.append(Problem(place, dotted(path), error.message, error.suggestion))

    def optional(
        self, path: Path, text: str | None, vocabulary: Vocabulary, expected: str
    ) -> ParsedExpression | None:
        """Parse an expression that is optional."""
        return None if text is None else self.parsed(path, text, vocabulary, expected)

    def declared(self, path: Path, what: str, names: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
        """Check a list of names; return those that exist."""
        listed = list(known)
        for index, name in enumerate(names):
            if name not in listed:
                self.unknown((*path, index), what, name, listed)
        return tuple(name for name in names if name in listed)
