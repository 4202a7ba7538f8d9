"""Expressions: a small, safe subset of Python's grammar, parsed and typed, never run as code.

Python's own parser reads the text; the tree is then walked once, every name is looked up in a `Vocabulary`
and every node gets a *domain*: a number, a condition, a level of one variable, an actor, or a move. Bare
names of levels, actors and moves mean something only where their domain is known from the other side
(``docket in (tighten, report)``, ``mover == China``), which is also what makes a precise error possible.
"""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TypeAlias
from unicodedata import normalize

from blinkfirst.errors import first_mark, mark_words, nearest
from blinkfirst.scenario.written_numbers import number_meant, range_meant

LENGTH_LIMIT = 2_000
NODES_LIMIT = 400
DEPTH_LIMIT = 40
EXPONENT_LIMIT = 8
NUMBER_LIMIT = 1e9
KNOWN_LIMIT = 10_000  # texts kept parsed: a sweep over a rate brings a new one with every case
FUNCTIONS = {"min": (2, 20), "max": (2, 20), "abs": (1, 1), "clip": (3, 3)}

# a hyphen inside a declared name passes through Python's parser as the first letter; a name that is a keyword
# of Python (a move called yield) is made an ordinary one by the second; both are of a script nobody can read
_HYPHEN = "\U00010600"
_NO_KEYWORD = "\U00010601"
_DISGUISES = {_HYPHEN, _NO_KEYWORD}
# Python also reads 0x10 and 1_000 as numbers; here they are slips
# whatever is no punctuation: not all letters of all scripts count as such for regular expressions
_WORD = re.compile(r"[^\s\x00-,./:-@\[-^`{-\x7f]+")
_ODD_NUMBER = re.compile(rf"(?<![\w.{_HYPHEN}])(?:0[xXoObB]\w*|[0-9][0-9.]*_\w*)")
# the keywords that are part of the grammar here, and so no names
GRAMMAR_WORDS = frozenset({"and", "or", "not", "in", "is", "if", "else", "lambda", "True", "False"})

NUMBER, CONDITION, ACTOR, MOVE = "number", "condition", "actor", "move"
LEVEL_OF = "level of "

_AN = {NUMBER: "a number", CONDITION: "a condition", ACTOR: "an actor", MOVE: "a move"}
_TOO_DEEP = f"expected at most {DEPTH_LIMIT} levels of nesting, got more"


class ExpressionError(Exception):
    """A text is no valid expression; ``offset`` counts characters from its beginning."""

    def __init__(self, message: str, offset: int, suggestion: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, or a condition known beforehand."""

    value: float


@dataclass(frozen=True, slots=True)
class VariableLevel:
    """The level number of a world variable."""

    variable: str


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """The value of a parameter."""

    parameter: str


@dataclass(frozen=True, slots=True)
class Named:
    """An actor or a move written by name."""

    name: str


@dataclass(frozen=True, slots=True)
class RoleValue:
    """``me``, ``mover`` or ``move``: who feels, who plays, what is played."""

    role: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator or a function applied to operands; ``operator`` as spelled in Python."""

    operator: str
    operands: tuple[Expression, ...]


Expression: TypeAlias = Literal | VariableLevel | ParameterValue | Named | RoleValue | Operation


@dataclass(frozen=True)
class Vocabulary:
    """The names an expression may use.

    Attributes
    ----------
    variables : level names by variable.
    parameters : names of parameters.
    actors, moves : names; moves of all actors together.
    roles : which of ``me``, ``mover`` and ``move`` mean something here.
    known : what was parsed with this vocabulary before: a sweep reads the same texts for every case.
    """

    variables: Mapping[str, Sequence[str]]
    parameters: frozenset[str]
    actors: frozenset[str]
    moves: frozenset[str]
    roles: frozenset[str] = frozenset()
    known: dict[tuple[str, str], Expression] = field(default_factory=dict, compare=False, repr=False)

    def names(self) -> set[str]:
        """All names that could have been meant."""
        levels = {level for levels in self.variables.values() for level in levels}
        return set(self.variables) | self.parameters | self.actors | self.moves | self.roles | levels

    @cached_property
    def special(self) -> tuple[str, ...]:
        """The declared names that Python's parser would not take as one name, longest first."""
        odd = (name for name in self.names() if "-" in name or keyword.iskeyword(name))
        return tuple(sorted(odd, key=lambda n: (-len(n), n)))

    @cached_property
    def _refolded(self) -> Mapping[str, str]:
        """The declared names that Python's parser spells otherwise, by its spelling."""
        names = {normalize("NFKC", name): name for name in self.names() if not name.isascii()}
        return {folded: name for folded, name in names.items() if folded != name}

    def name_of(self, identifier: str) -> str:
        """Return the name that an identifier of Python's tree stands for."""
        name = _undisguised(identifier)
        return name if name.isascii() else self._refolded.get(name, name)


def is_name(text: str) -> bool:
    """Return whether an expression could name something so: letters of any script, and inner hyphens.

    Examples
    --------
    >>> [is_name(text) for text in ("US", "near-embargo", "대북-제재", "3rd", "near embargo", "-a")]
    [True, True, True, False, False, False]
    """
    first, *rest = text.split("-")
    whole = first.isidentifier() and all(part and f"_{part}".isidentifier() for part in rest)
    return whole and not _DISGUISES & set(text)


def words_of(text: str) -> list[str]:
    """Return everything in a text that could be a name, hyphens included."""
    return [word for found in _WORD.findall(text) if (word := found.strip("-"))]


def parse(text: str, vocabulary: Vocabulary, expected: str) -> Expression:
    """Parse and type a text.

    Raises `ExpressionError` with the place and, where one is near, the name that was probably meant.

    Parameters
    ----------
    text : as written.
    vocabulary : names that may be used.
    expected : the domain the whole must have: ``NUMBER``, ``CONDITION``, or ``LEVEL_OF + variable`` (a level,
        or a number that shifts).
    """
    text = normalize("NFC", text)
    known = vocabulary.known.get((text, expected))
    if known is None:
        tree = _python_tree(_disguised(text, vocabulary.special))
        if len(vocabulary.known) >= KNOWN_LIMIT:
            vocabulary.known.clear()
        known = vocabulary.known[text, expected] = _Typer(text, vocabulary).typed(tree, expected)
    return known


def is_level(text: str, vocabulary: Vocabulary, variable: str) -> bool:
    """Return whether an effect's text sets a level, its branches level names, rather than shifts by a number.

    Where it sets one, the variable's own name in a branch leaves the level as it is.

    Raises `ExpressionError` when it does one in one branch and the other in another.
    """
    tree = _python_tree(_disguised(text, vocabulary.special))
    levels = vocabulary.variables[variable]
    names = [vocabulary.name_of(leaf.id) if isinstance(leaf, ast.Name) else "" for leaf in _branches(tree)]
    numbers = {"", *vocabulary.variables, *vocabulary.parameters} - {variable, *levels}
    setting = any(name in levels for name in names)
    if setting and numbers.intersection(names):
        message = "one branch sets a level and another is a number; say a level in each"
        raise ExpressionError(f"{message}, or {variable!r} to leave it as it is", 0)
    return setting


def used_names(expression: Expression) -> tuple[set[str], set[str]]:
    """Return the variables and the parameters an expression mentions."""
    parts = list(parts_of(expression))
    variables = {part.variable for part in parts if isinstance(part, VariableLevel)}
    return variables, {part.parameter for part in parts if isinstance(part, ParameterValue)}


def parts_of(expression: Expression) -> Iterator[Expression]:
    """Yield an expression and everything inside it."""
    stack: list[Expression] = [expression]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Operation):
            stack.extend(node.operands)


def _branches(tree: ast.expr) -> list[ast.expr]:
    if isinstance(tree, ast.IfExp):
        return [*_branches(tree.body), *_branches(tree.orelse)]
    return [tree]


_INNER = r"[^\s\x00-/:-@\[-^`{-\x7f]"  # as in words, but for hyphens


@lru_cache(maxsize=64)
def _special_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!{_INNER})(?<!{_INNER}-)(?:{'|'.join(map(re.escape, names))})(?!{_INNER}|-)")


def _disguised(text: str, names: tuple[str, ...]) -> str:
    """Rewrite the special names so that Python's parser reads each as one ordinary name."""
    return _special_pattern(names).sub(lambda m: _disguise(m.group()), text) if names else text


def _disguise(name: str) -> str:
    return name + _NO_KEYWORD if keyword.iskeyword(name) else name.replace("-", _HYPHEN)


def _undisguised(text: str) -> str:
    return text.replace(_HYPHEN, "-").replace(_NO_KEYWORD, "")


def _as_written(text: str, at: int) -> int:
    """Return where a place in a disguised text lies in the text as it is written."""
    return len(_undisguised(text[:at]))


@lru_cache(maxsize=8192)
def _python_tree(text: str) -> ast.expr:
    if len(text) > LENGTH_LIMIT:
        raise ExpressionError(f"expected at most {LENGTH_LIMIT:,} characters, got {len(text):,}", 0)
    text = text.replace("\n", " ") if "\n" in text.strip() else text
    lead = len(text) - len(text.lstrip())
    if "#" in text:
        place = _as_written(text, text.index("#"))
        raise ExpressionError("`#` begins no comment inside an expression", place)
    if odd := _ODD_NUMBER.search(text):
        place = _as_written(text, odd.start())
        raise ExpressionError(f"expected a decimal number, got {odd.group()!r}", place)
    if (mark := first_mark(text)) is not None:
        raise ExpressionError(mark_words(text[mark], "an expression"), _as_written(text, mark))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        if "nested" in error.msg:  # Python's parser gives up at 200 brackets
            raise ExpressionError(_TOO_DEEP, 0) from None
        written = _undisguised(text.strip())
        message, suggestion = _no_expression(written)
        inside = 0 if range_meant(written) or number_meant(written) else max((error.offset or 1) - 1, 0)
        raise ExpressionError(message, _as_written(text, lead + inside), suggestion) from None
    except (ValueError, MemoryError, RecursionError):
        message = "expected an expression, got one nested too deeply or with strange characters"
        raise ExpressionError(message, 0) from None
    _bound(tree)
    return tree


def _no_expression(text: str) -> tuple[str, str]:
    """Say of a text that it is no expression, and what was probably meant."""
    written = text if len(text) <= 60 else text[:57] + "..."
    if range_meant(text):
        advice = "a range belongs in a sweep or, of a weight, in [low, base, high]"
        return f"expected one number, got the range {written!r}; {advice}", ""
    if re.search(r"[^=<>!]=[^=<>]", text):
        return f"expected an expression, got {written!r}", "=="
    if number := number_meant(text):
        return f"expected a number, got {written!r}", number
    meant = _FOREIGN.sub(lambda found: _OURS[found.group()], text)
    return f"expected an expression, got {written!r}", meant if meant != text else ""


# how other languages and word processors spell what is spelled otherwise here
_OURS = {
    "&&": "and", "||": "or", "!": "not ", "AND": "and", "OR": "or", "NOT": "not", "<>": "!=", "=>": ">=",
    "=<": "<=", "\u2264": "<=", "\u2265": ">=", "\u2260": "!=", "\u2212": "-", "\u2013": "-", "\u00d7": "*",
}  # fmt: skip
_FOREIGN = re.compile(
    r"&&|\|\||!(?!=)|\b(?:AND|OR|NOT)\b|<>|=>|=<|" + "|".join(s for s in _OURS if len(s) == 1 and s != "!")
)


def _bound(tree: ast.expr) -> None:
    count = 0
    stack: list[tuple[ast.AST, int]] = [(tree, 1)]
    while stack:
        node, depth = stack.pop()
        count += 1
        if depth > DEPTH_LIMIT:
            raise ExpressionError(_TOO_DEEP, 0)
        if count > 2 * NODES_LIMIT:  # operators and contexts are nodes of Python's tree as well
            raise ExpressionError(f"expected at most {NODES_LIMIT} terms and operators, got more", 0)
        stack.extend((below, depth + 1) for below in ast.iter_child_nodes(node))


_BINARY = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_LISTS = (ast.Tuple, ast.List, ast.Set)
_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


class _Typer:
    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.lead = len(text) - len(text.lstrip())
        self.vocabulary = vocabulary

    def typed(self, tree: ast.expr, expected: str) -> Expression:
        """Return the typed tree of a node that must lie in a domain."""
        if isinstance(tree, ast.Name):
            return self._name(tree, expected)
        if isinstance(tree, ast.Constant):
            return self._constant(tree, expected)
        if isinstance(tree, ast.IfExp):
            test = self.typed(tree.test, CONDITION)
            body, orelse = self.typed(tree.body, expected), self.typed(tree.orelse, expected)
            if expected in (ACTOR, MOVE) and used_names(test)[0]:
                advice = f"compare with each {expected} and join with `and`, `or`"
                raise self._error(tree, f"the world cannot choose the {expected}; {advice}")
            return Operation("if", (test, body, orelse))
        if expected in (ACTOR, MOVE):
            word = self._whole_word(tree, "")
            if "-" in word:  # a misspelt hyphenated name reaches Python as a subtraction
                raise self._unknown_name(tree, word, expected)
            raise self._error(tree, f"expected the name of {_AN[expected]}")
        if isinstance(tree, ast.BoolOp):
            operator = "and" if isinstance(tree.op, ast.And) else "or"
            return Operation(operator, tuple(self.typed(value, CONDITION) for value in tree.values))
        if isinstance(tree, ast.UnaryOp):
            return self._unary(tree)
        if isinstance(tree, ast.Compare):
            return self._comparison(tree)
        if expected == CONDITION and isinstance(tree, ast.BinOp):
            raise self._error(tree, "expected a condition (a comparison, `and`, `or`, `not`), got arithmetic")
        if isinstance(tree, ast.BinOp):
            return self._arithmetic(tree)
        if isinstance(tree, ast.Call):
            return self._call(tree, expected)
        if isinstance(tree, ast.Tuple) and (number := number_meant(self.text)):
            raise self._error(tree, f"expected a number with a decimal point, got {self.text!r}", number)
        if expected == CONDITION and isinstance(tree, ast.Tuple) and (meant := self._conditions_meant(tree)):
            raise self._error(tree, "a comma joins no conditions; say `and` or `or`", meant)
        raise self._error(tree, f"{_KINDS.get(type(tree), 'this')} cannot stand in an expression")

    def _conditions_meant(self, tree: ast.Tuple) -> str:
        """Return the conditions between commas joined by `and`."""
        if self.vocabulary.special or self.text.strip().startswith("("):
            return ""
        return " and ".join(ast.get_source_segment(self.text.strip(), part) or "" for part in tree.elts)

    def _unary(self, tree: ast.UnaryOp) -> Expression:
        if isinstance(tree.op, ast.Not):
            return Operation("not", (self.typed(tree.operand, CONDITION),))
        if isinstance(tree.op, ast.USub):
            return Operation("neg", (self.typed(tree.operand, NUMBER),))
        if isinstance(tree.op, ast.UAdd):
            return self.typed(tree.operand, NUMBER)
        raise self._error(tree, "`~` cannot stand in an expression")

    def _arithmetic(self, tree: ast.BinOp) -> Expression:
        operator = _BINARY.get(type(tree.op))
        if operator is None:
            meant = "**" if isinstance(tree.op, ast.BitXor) else ""
            raise self._error(tree, "expected + - * / or **, got another operator", meant)
        if operator == "**":
            exponent = tree.right.operand if isinstance(tree.right, ast.UnaryOp) else tree.right
            value = exponent.value if isinstance(exponent, ast.Constant) else None
            if not isinstance(value, int | float) or abs(value) > EXPONENT_LIMIT:
                message = f"expected a constant exponent between -{EXPONENT_LIMIT} and {EXPONENT_LIMIT}"
                raise self._error(tree.right, message)
        return Operation(operator, (self.typed(tree.left, NUMBER), self.typed(tree.right, NUMBER)))

    def _call(self, tree: ast.Call, expected: str) -> Expression:
        name = self.vocabulary.name_of(tree.func.id) if isinstance(tree.func, ast.Name) else ""
        if name not in FUNCTIONS:
            message = f"unknown function {name or 'call'!r}; expected one of: {', '.join(FUNCTIONS)}"
            raise self._error(tree, message, nearest(name, FUNCTIONS))
        if expected == CONDITION:
            message = f"expected a condition, got the number {name}(...); compare it with something"
            raise self._error(tree, message)
        least, most = FUNCTIONS[name]
        count = len(tree.args) + len(tree.keywords)
        if tree.keywords or not least <= count <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise self._error(tree, f"{name}() takes {wanted} plain arguments, got {count}")
        return Operation(name, tuple(self.typed(arg, NUMBER) for arg in tree.args))

    def _constant(self, tree: ast.Constant, expected: str) -> Expression:
        value = tree.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            suggestion = str(value).lower() if isinstance(value, bool) else ""
            raise self._error(tree, f"expected a name or a number, got {value!r}", suggestion)
        if expected != NUMBER and not expected.startswith(LEVEL_OF):
            raise self._error(tree, f"expected {_AN[expected]}, got the number {value!r}")
        if not abs(value) <= NUMBER_LIMIT:
            message = f"expected a number of at most {NUMBER_LIMIT:g} in size, got {str(value)[:40]}"
            raise self._error(tree, message)
        return Literal(float(value))

    def _comparison(self, tree: ast.Compare) -> Expression:
        sides = [tree.left, *tree.comparators]
        flat = (item for side in sides for item in (side.elts if isinstance(side, _LISTS) else [side]))
        domain = next((d for d in map(self._domain, flat) if d), NUMBER)
        pairs = zip(sides, tree.ops, tree.comparators, strict=False)
        links = tuple(self._link(left, operator, right, domain) for left, operator, right in pairs)
        return links[0] if len(links) == 1 else Operation("and", links)

    def _link(self, left: ast.expr, operator: ast.cmpop, right: ast.expr, domain: str) -> Expression:
        if isinstance(operator, ast.In | ast.NotIn):
            if not isinstance(right, _LISTS):
                levels = self.vocabulary.variables.get(domain.removeprefix(LEVEL_OF), ())
                example = f", as ({levels[0]}, {levels[-1]})" if len(levels) > 1 else ""
                message = f"expected two names or more in brackets after `in`{example}"
                raise self._error(right, message)
            tests = tuple(self._link(left, ast.Eq(), item, domain) for item in right.elts)
            if not tests:
                raise self._error(right, "expected at least one name after `in`")
            among = Operation("or", tests) if len(tests) > 1 else tests[0]
            return among if isinstance(operator, ast.In) else Operation("not", (among,))
        spelled = _COMPARE.get(type(operator))
        if spelled is None:
            raise self._error(left, "expected == != < <= > >= or in, got `is`", "==")
        if domain in (ACTOR, MOVE) and spelled not in ("==", "!="):
            raise self._error(left, f"{domain}s have no order; compare with == or !=")
        return Operation(spelled, (self.typed(left, domain), self.typed(right, domain)))

    def _domain(self, tree: ast.expr) -> str:
        """Return the domain a comparison's side imposes on the others; empty when it imposes none."""
        if isinstance(tree, ast.IfExp):
            return self._domain(tree.body) or self._domain(tree.orelse)
        if not isinstance(tree, ast.Name):
            return ""
        name = self.vocabulary.name_of(tree.id)
        if name in ("me", "mover", "move"):
            return MOVE if name == "move" else ACTOR
        return LEVEL_OF + name if name in self.vocabulary.variables else ""

    def _name(self, tree: ast.Name, expected: str) -> Expression:
        name, known = self.vocabulary.name_of(tree.id), self.vocabulary
        if expected.startswith(LEVEL_OF):
            variable = expected.removeprefix(LEVEL_OF)
            levels = known.variables[variable]
            if name in levels:
                return Literal(float(list(levels).index(name)))
            if name not in known.variables and name not in known.parameters:
                message = f"unknown level of {variable}: {name!r}; it has: {', '.join(levels)}"
                raise self._error(tree, message, nearest(name, levels))
        if expected in (ACTOR, MOVE):
            return self._actor_or_move(tree, name, expected)
        if expected == CONDITION:
            return self._bare_condition(tree, name)
        if name in known.variables:
            return VariableLevel(name)
        if name in known.parameters:
            return ParameterValue(name)
        raise self._unknown(tree, name)

    def _bare_condition(self, tree: ast.Name, name: str) -> Expression:
        if name in ("true", "false"):
            return Literal(1.0 if name == "true" else 0.0)
        if name in self.vocabulary.variables:
            example = f"a level, as `{name} == {self.vocabulary.variables[name][-1]}`"
            message = f"expected a condition, got the variable {name!r}; compare it with {example}"
            raise self._error(tree, message)
        if name in self.vocabulary.parameters:
            example = f"a number, as `{name} > 0`"
            message = f"expected a condition, got the parameter {name!r}; compare it with {example}"
            raise self._error(tree, message)
        raise self._unknown(tree, name)

    def _actor_or_move(self, tree: ast.Name, name: str, expected: str) -> Expression:
        if name in _ROLES[expected]:
            if name in self.vocabulary.roles:
                return RoleValue(name)
            raise self._error(tree, f"`{name}` means nothing here; it belongs in {_ROLE_PLACES[name]}")
        if name in (self.vocabulary.actors if expected == ACTOR else self.vocabulary.moves):
            return Named(name)
        raise self._unknown_name(tree, name, expected)

    def _unknown_name(self, tree: ast.expr, name: str, what: str) -> ExpressionError:
        names = sorted(self.vocabulary.actors if what == ACTOR else self.vocabulary.moves)
        message = f"unknown {what} {name!r}; this theatre has: {', '.join(names)}"
        return self._error(tree, message, nearest(name, names))

    def _unknown(self, tree: ast.Name, name: str) -> ExpressionError:
        known = self.vocabulary
        owners = [v for v, levels in known.variables.items() if name in levels]
        if owners:
            example = f"`{owners[0]} == {name}`"
            message = f"the level {name!r} stands alone; compare it with its variable, as {example}"
            return self._error(tree, message)
        if name in known.actors or name in known.moves or name in ("me", "mover", "move"):
            return self._error(tree, f"{name!r} stands alone; compare it with `mover`, `me` or `move`")
        if name in ("true", "false"):
            return self._error(tree, f"expected a number, got the condition {name!r}")
        names = set(known.variables) | known.parameters
        name = self._whole_word(tree, name)
        message = f"unknown name {name!r}; {self._listed()}"
        return self._error(tree, message, nearest(name, names) or nearest(name, known.names()))

    def _listed(self) -> str:
        """Return the names that stand for numbers; a matrix has parameters only."""
        parameters = ", ".join(sorted(self.vocabulary.parameters))
        if not self.vocabulary.variables:
            return f"the parameters are: {parameters or 'none'}"
        listed = f"this theatre's variables are: {', '.join(sorted(self.vocabulary.variables))}"
        return f"{listed}; its parameters: {parameters}" if parameters else listed

    def _whole_word(self, tree: ast.expr, name: str) -> str:
        """Return the word as written: a misspelt hyphenated name reaches Python as a subtraction."""
        offset = self._error(tree, "").offset
        word = _WORD.match(self.text[offset:])
        return word.group() if word else name

    def _error(self, tree: ast.expr, message: str, suggestion: str = "") -> ExpressionError:
        # ast counts the bytes of the disguised text
        head = _disguised(self.text, self.vocabulary.special).strip().encode()[: tree.col_offset]
        before = _undisguised(head.decode(errors="ignore"))
        return ExpressionError(message, self.lead + len(before), suggestion)


_KINDS = {
    ast.Attribute: "an attribute (a dot)",
    ast.Subscript: "an index",
    ast.Lambda: "a function",
    ast.JoinedStr: "formatted text",
    ast.ListComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.Dict: "a table",
    ast.List: "a list",
    ast.Tuple: "a list",
    ast.Set: "a list",
    ast.NamedExpr: "an assignment",
    ast.Starred: "a star",
}
_ROLES = {ACTOR: ("me", "mover"), MOVE: ("move",)}
_ROLE_PLACES = {
    "me": "an argument's condition or worth, or an actor's own moves and tempo",
    "mover": "an argument's `when` and its worth",
    "move": "an argument's `when` and its worth",
}
