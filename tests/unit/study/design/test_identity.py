"""What makes two cases one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.study.design.values import KEY_BYTES, canonical, case_key
from unit.study.design.drawing import VALUES

SETTINGS = st.dictionaries(st.sampled_from(["a.b", "world.x", "lens", "parameters.p"]), VALUES, min_size=1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": 1.0}),
        ({"a": 0.0}, {"a": -0.0}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"world.x": "low"}, {"world.x.start": "low"}),
        ({"parameters.p": 1}, {"parameters.p.value": 1}),
        ({"lens": {"old": 0.5, "new": 0.5}}, {"lens": {"new": 0.5, "old": 0.5}}),
        ({"freeze": ["heat"]}, {"freeze": ("heat",)}),
        ({"a": 10**9}, {"a": 1e9}),
    ],
)
def test_the_same_case(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert case_key(one) == case_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": "1"}),
        ({"a": 1}, {"a": True}),
        ({"a": 10**400}, {"a": 10**400 + 1}),  # no float holds them
        ({"a": 10**5000}, {"a": -(10**5000)}),
        ({"a": None}, {"a": "null"}),
        ({"a": 0.1}, {"a": 0.1 + 2**-56}),
        ({"a": 2**53}, {"a": 2**53 + 1}),
        ({"a": 1}, {"a": 1, "b": None}),
        ({"a": 1, "b": 2}, {"a": 2, "b": 1}),
        ({"a": ["x", "y"]}, {"a": ["y", "x"]}),
        ({"a": ["x,y"]}, {"a": ["x", "y"]}),
        ({"a": "x\nb=1"}, {"a": "x", "b": 1}),
        ({"actors.US": 1}, {"actors.US.start": 1}),
    ],
)
def test_two_cases(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert case_key(one) != case_key(other)


@given(one=SETTINGS, other=SETTINGS)
def test_equal_settings_and_no_others_share_a_key(one: dict[str, Any], other: dict[str, Any]) -> None:
    alike = {p: canonical(v) for p, v in one.items()} == {p: canonical(v) for p, v in other.items()}
    assert (case_key(one) == case_key(other)) == alike
    assert case_key(one) == case_key(dict(reversed(one.items())))


def test_keys_are_pinned() -> None:
    """Two rounds of one sweep may be years apart."""
    assert len(case_key({"a": 1})) == KEY_BYTES
    assert case_key({"a": 1}).hex() == "5d3d7ef98d72720c619fe2ffc2b6fd9f"
    lens = {"b": 0.75, "a": 0.25}
    settings = {"world.tests": "icbm", "parameters.haste": 0.1, "lens": lens, "freeze": ["x"]}
    assert case_key(settings).hex() == "30e8c96833a7bcdf2bd56190bf9c1e90"
