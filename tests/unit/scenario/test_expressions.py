"""Expressions: what they mean, what they refuse, and that nothing in them is ever run."""

# ruff: noqa: E501  messages stand in full
from __future__ import annotations

import pytest

from blinkfirst.scenario.expressions import (
    CONDITION,
    LEVEL_OF,
    NUMBER,
    ExpressionError,
    Literal,
    Operation,
    VariableLevel,
    Vocabulary,
    is_level,
    parse,
    used_names,
)

WORDS = Vocabulary(
    variables={
        "sanctions": ("targeted", "heavy", "near-embargo"),
        "docket": ("none", "tighten", "report"),
        "trade-war": ("off", "on"),
        "yield": ("low", "high"),
        "war": ("cold", "hot"),
    },
    parameters=frozenset({"haste", "hawk-noise", "trade", "class"}),
    actors=frozenset({"US", "China", "North-Korea"}),
    moves=frozenset({"object", "hold-out", "yield", "pass"}),
    roles=frozenset({"me", "mover", "move"}),
)
NO_ROLES = Vocabulary(WORDS.variables, WORDS.parameters, WORDS.actors, WORDS.moves)


def refused(text: str, expected: str = CONDITION, words: Vocabulary = WORDS) -> tuple[str, int, str]:
    with pytest.raises(ExpressionError) as caught:
        parse(text, words, expected)
    return caught.value.message, caught.value.offset, caught.value.suggestion


@pytest.mark.parametrize(
    ("text", "offset", "message", "suggestion"),
    [
        # names
        ("sanctons > heavy", 0, "unknown name 'sanctons'; this theatre's variables are: docket, sanctions, trade-war, "
         "war, yield; its parameters: class, haste, hawk-noise, trade", "sanctions"),
        ("sanctions > hevy", 12, "unknown level of sanctions: 'hevy'; it has: targeted, heavy, near-embargo", "heavy"),
        ("docket in (tighten, reprot)", 20, "unknown level of docket: 'reprot'; it has: none, tighten, report", "report"),
        ("sanctions >= near-embrago", 13, "unknown name 'near-embrago'; this theatre's variables are: docket, "
         "sanctions, trade-war, war, yield; its parameters: class, haste, hawk-noise, trade", "near-embargo"),
        ("mover == Chinna", 9, "unknown actor 'Chinna'; this theatre has: China, North-Korea, US", "China"),
        ("move in (object, hold-uot)", 17, "unknown move 'hold-uot'; this theatre has: hold-out, object, pass, yield",
         "hold-out"),
        ("mover == North-Koera", 9, "unknown actor 'North-Koera'; this theatre has: China, North-Korea, US",
         "North-Korea"),
        ("mover == US - China", 9, "expected the name of an actor", ""),
        ("move == objct", 8, "unknown move 'objct'; this theatre has: hold-out, object, pass, yield", "object"),
        ("  hawk-nois > 1", 2, "unknown name 'hawk-nois'; this theatre's variables are: docket, sanctions, trade-war, "
         "war, yield; its parameters: class, haste, hawk-noise, trade", "hawk-noise"),
        ("heavy", 0, "the level 'heavy' stands alone; compare it with its variable, as `sanctions == heavy`", ""),
        ("US == China", 0, "'US' stands alone; compare it with `mover`, `me` or `move`", ""),
        ("me", 0, "'me' stands alone; compare it with `mover`, `me` or `move`", ""),
        # domains
        ("sanctions", 0, "expected a condition, got the variable 'sanctions'; compare it with a level, as "
         "`sanctions == near-embargo`", ""),
        ("haste", 0, "expected a condition, got the parameter 'haste'; compare it with a number, as `haste > 0`", ""),
        ("3", 0, "expected a condition, got the number 3", ""),
        ("sanctions + 1", 0, "expected a condition (a comparison, `and`, `or`, `not`), got arithmetic", ""),
        ("min(1, 2)", 0, "expected a condition, got the number min(...); compare it with something", ""),
        ("mover < China", 0, "actors have no order; compare with == or !=", ""),
        ("move >= object", 0, "moves have no order; compare with == or !=", ""),
        ("mover == 1", 9, "expected an actor, got the number 1", ""),
        ("mover == (US if sanctions > heavy else China)", 10, "the world cannot choose the actor; compare with each "
         "actor and join with `and`, `or`", ""),
        # operators
        ("sanctions = heavy", 10, "expected an expression, got 'sanctions = heavy'", "=="),
        ("sanctions is heavy", 0, "expected == != < <= > >= or in, got `is`", "=="),
        ("docket in tighten", 10, "expected two names or more in brackets after `in`, as (none, report)", ""),
        ("docket in (tighten)", 11, "expected two names or more in brackets after `in`, as (none, report)", ""),
        ("docket in ()", 10, "expected at least one name after `in`", ""),
        ("sanctions > heavy and", 0, "expected an expression, got 'sanctions > heavy and'", ""),
        ("sanctions // 2 > 1", 0, "expected + - * / or **, got another operator", ""),
        ("sanctions & 1 > 1", 0, "expected + - * / or **, got another operator", ""),
        ("~sanctions > 1", 0, "`~` cannot stand in an expression", ""),
        ("haste ** sanctions > 1", 9, "expected a constant exponent between -8 and 8", ""),
        ("haste ** 9 > 1", 9, "expected a constant exponent between -8 and 8", ""),
        # functions
        ("mx(1, 2) > 1", 0, "unknown function 'mx'; expected one of: min, max, abs, clip", "max"),
        ("print(1) > 1", 0, "unknown function 'print'; expected one of: min, max, abs, clip", ""),
        ("min(1) > 1", 0, "min() takes 2 to 20 plain arguments, got 1", ""),
        ("abs(1, 2) > 1", 0, "abs() takes 1 plain arguments, got 2", ""),
        ("clip(1, low=0, high=2) > 1", 0, "clip() takes 3 plain arguments, got 3", ""),
        ("min(*docket) > 1", 0, "min() takes 2 to 20 plain arguments, got 1", ""),
        # numbers
        ("haste > 'a'", 8, "expected a name or a number, got 'a'", ""),
        ("haste > None", 8, "expected a name or a number, got None", ""),
        ("haste > 1j", 8, "expected a name or a number, got 1j", ""),
        ("haste > 1e400", 8, "expected a number of at most 1e+09 in size, got inf", ""),
        ("haste > 2000000000", 8, "expected a number of at most 1e+09 in size, got 2000000000", ""),
        ("haste > 0x10", 8, "expected a decimal number, got '0x10'", ""),
        ("haste > 1_000", 8, "expected a decimal number, got '1_000'", ""),
        ("haste > 010", 8, "expected an expression, got 'haste > 010'", ""),
        ("True", 0, "expected a name or a number, got True", "true"),
        # what Python has and expressions do not
        ("docket.levels == 1", 0, "an attribute (a dot) cannot stand in an expression", ""),
        ("docket[0] == 1", 0, "an index cannot stand in an expression", ""),
        ("(lambda: 1)() > 0", 0, "unknown function 'call'; expected one of: min, max, abs, clip", ""),
        ("(lambda: 1) > 0", 1, "a function cannot stand in an expression", ""),
        ("[x for x in docket] == 1", 0, "a comprehension cannot stand in an expression", ""),
        ("f'{docket}' == 1", 0, "formatted text cannot stand in an expression", ""),
        ("(x := 3) > 1", 1, "an assignment cannot stand in an expression", ""),
        ("{'a': 1} == 1", 0, "a table cannot stand in an expression", ""),
        ("...", 0, "expected a name or a number, got Ellipsis", ""),
        ("(await x) > 1", 1, "this cannot stand in an expression", ""),
        ("haste > 1; 2", 9, "expected an expression, got 'haste > 1; 2'", ""),
        ("import os", 0, "expected an expression, got 'import os'", ""),
        ("haste > 1 # why", 10, "`#` begins no comment inside an expression", ""),
        ("haste > 1 # why\nand docket == none", 10, "`#` begins no comment inside an expression", ""),
        ("", 0, "expected an expression, got ''", ""),
        # bounds
        ("(" * 300 + "1" + ")" * 300 + " > 0", 0, "expected at most 40 levels of nesting, got more", ""),
        ("not " * 60 + "true", 0, "expected at most 40 levels of nesting, got more", ""),
        ("-" * 1900 + "1 > 0", 0, "expected at most 40 levels of nesting, got more", ""),
        ("haste > " + " + ".join(["1"] * 10_000), 0, "expected at most 2,000 characters, got 40,005", ""),
        ("haste > max(" + ", ".join(["max(" + ",".join(["max(1,1,1,1,1)"] * 10) + ")"] * 12) + ")", 0,
         "expected at most 400 terms and operators, got more", ""),
        ("haste > \x00", 0, "expected an expression, got 'haste > \\x00'", ""),
    ],
)  # fmt: skip
def test_what_is_refused_and_where(text: str, offset: int, message: str, suggestion: str) -> None:
    assert refused(text) == (message, offset, suggestion)


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("true", 0, "expected a number, got the condition 'true'"),
        ("heavy", 0, "the level 'heavy' stands alone; compare it with its variable, as `sanctions == heavy`"),
        ("sanctions + heavy", 12, "the level 'heavy' stands alone; compare it with its variable, as "
         "`sanctions == heavy`"),
        ("'1'", 0, "expected a name or a number, got '1'"),
        ("nan", 0, "unknown name 'nan'; this theatre's variables are: docket, sanctions, trade-war, war, yield; "
         "its parameters: class, haste, hawk-noise, trade"),
        ("sanctions, 1", 0, "a list cannot stand in an expression"),
    ],
)  # fmt: skip
def test_what_is_no_number(text: str, offset: int, message: str) -> None:
    assert refused(text, NUMBER)[:2] == (message, offset)


@pytest.mark.parametrize("role", ["me", "mover", "move"])
def test_roles_mean_nothing_outside_their_places(role: str) -> None:
    other = "object" if role == "move" else "US"
    message, offset, _ = refused(f"{role} == {other}", CONDITION, NO_ROLES)
    assert message.startswith(f"`{role}` means nothing here; it belongs in an argument's")
    assert offset == 0


def test_no_code_is_ever_executed() -> None:
    """Whatever would leave a trace if it ran is refused before it could."""
    trace: list[int] = []
    for text in (
        "__import__('os').system('true') == 0",
        "trace.append(1) == 0",
        "exec('trace.append(1)') == 0",
        "[trace.append(1) for _ in (1, 2)] == 0",
        "(lambda: trace.append(1))() == 0",
        "().__class__.__base__.__subclasses__() == 0",
        "9**9**9**9 > 0",
    ):
        refused(text)
    assert trace == []


def test_hyphenated_names_win_over_subtraction() -> None:
    assert parse("trade-war", WORDS, NUMBER) == VariableLevel("trade-war")
    difference = parse("trade - war", WORDS, NUMBER)
    assert isinstance(difference, Operation) and difference.operator == "-"
    assert parse("-trade-war", WORDS, NUMBER) == Operation("neg", (VariableLevel("trade-war"),))
    assert parse("1 --trade-war", WORDS, NUMBER) == Operation(
        "-", (Literal(1.0), Operation("neg", (VariableLevel("trade-war"),)))
    )
    assert used_names(parse("sanctions == near-embargo", WORDS, CONDITION))[0] == {"sanctions"}


def test_keywords_of_python_may_be_names() -> None:
    assert parse("yield == high", WORDS, CONDITION) == Operation("==", (VariableLevel("yield"), Literal(1.0)))
    assert used_names(parse("class + yield", WORDS, NUMBER)) == ({"yield"}, {"class"})
    assert refused("yield == hgih and class > 1")[1:] == (9, "high")


def test_offsets_count_characters_as_written() -> None:
    assert refused("yield == low and trade-war == of")[1:] == (30, "off")
    assert refused("class > 0 and\n  docket == non")[1:] == (26, "none")


def test_a_level_wins_over_a_variable_of_the_same_name() -> None:
    words = Vocabulary(
        {"docket": ("none", "tests"), "tests": ("a", "b")}, frozenset(), frozenset(), frozenset()
    )
    assert parse("docket == tests", words, CONDITION) == Operation(
        "==", (VariableLevel("docket"), Literal(1.0))
    )


def test_constants_are_conditions_only_as_true_and_false() -> None:
    assert parse("true", WORDS, CONDITION) == Literal(1.0)
    assert parse("false", WORDS, CONDITION) == Literal(0.0)


EFFECT = LEVEL_OF + "sanctions"


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("heavy", True), ("near-embargo", True), ("-1", False), ("1", False), ("sanctions", False), ("war", False),
        ("heavy if docket == none else targeted", True), ("1 if docket == none else 0", False),
        ("heavy if docket == none else sanctions", True), ("haste if docket == none else 1", False),
        ("targeted if haste > 0 else heavy if docket == none else near-embargo", True),
    ],
)  # fmt: skip
def test_effects_set_a_level_or_shift(text: str, sets: bool) -> None:
    assert is_level(text, WORDS, "sanctions") is sets
    parse(text, WORDS, EFFECT)


@pytest.mark.parametrize("other", ["0", "1", "-1", "war", "haste", "min(1, 2)", "sanctions + 1"])
def test_effects_do_not_set_in_one_branch_and_shift_in_another(other: str) -> None:
    """A number among levels used to be taken for a level's number, and could lie outside the range."""
    with pytest.raises(ExpressionError) as caught:
        is_level(f"heavy if docket == none else {other}", WORDS, "sanctions")
    assert caught.value.message == (
        "one branch sets a level and another is a number; say a level in each, or 'sanctions' to leave it as it is"
    )


def test_a_misspelt_level_in_a_branch_is_called_so() -> None:
    text = "heavy if docket == none else trageted"
    assert is_level(text, WORDS, "sanctions")
    assert refused(text, EFFECT) == (
        "unknown level of sanctions: 'trageted'; it has: targeted, heavy, near-embargo", 29, "targeted",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "offset"),
    [("(yield == low))", 14), ("yield == low # so", 13), ("class > haste and 0x1 > 2", 18)],
)
def test_places_behind_words_of_python_are_those_of_the_text_as_written(text: str, offset: int) -> None:
    assert refused(text)[1] == offset
