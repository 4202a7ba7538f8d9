"""Whatever is done to a scenario's text, it compiles or is refused with a place; it never falls over."""

# ruff: noqa: E501  a list
from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from blinkfirst.compile.scenario import compile_scenario
from blinkfirst.errors import ScenarioError
from worlds.two_houses import EVENTS, TWO_HOUSES, edited, scenario_from

TEXT = edited("questions:", EVENTS, TWO_HOUSES)
TOKENS = re.findall(r"[\w.-]+|\s+|[^\w\s]", TEXT)
WORDS = [
    *sorted({token for token in TOKENS if not token.isspace()}),
    "0", "-1", "1e9", "1e400", ".nan", "null", "~", "true", "''", "[]", "{}", "**", "/ 0", "0x1", "&a", "*a", "<<: ", "#", "\t",
    "not", "in", "if", "else", "lambda", "me", "mover", "move", "min(", "(" * 50, "9" * 60, "é", "2020-02-30", "5000",
]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, len(TOKENS) - 1), st.sampled_from(["", *WORDS])), min_size=1, max_size=3
    )
)
@settings(max_examples=400, deadline=None)
def test_mutations(changes: list[tuple[int, str]]) -> None:
    tokens = list(TOKENS)
    for place, word in changes:
        tokens[place] = word
    try:
        compile_scenario(scenario_from("".join(tokens)), states_limit=2_000)
    except ScenarioError as error:
        assert error.problems
        assert all(problem.place.file == "two.yaml" and problem.message for problem in error.problems)
