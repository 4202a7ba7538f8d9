"""Rivals learn from what their rule lets them learn from, and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from blinkfirst.record.items import ACT, FIRST, Forecaster, Item
from blinkfirst.record.rivals.learning import LEARNING
from blinkfirst.record.rivals.persistence import persistence
from blinkfirst.record.rivals.tables import TABLES, tables
from reference import slow_scores

OPTIONS = {"East": ("press", "hold", "yield"), "West": ("block", "sit")}


def record(seed: int, rows: int = 24) -> tuple[list[Item], list[dict[str, str]]]:
    """Items of a random record, and the facts known before each."""
    chance = np.random.default_rng(seed)
    items, facts = [], []
    on = date(2010, 1, 1)
    for row in range(rows):
        on += timedelta(days=int(chance.integers(0, 90)))
        known = {name: str(chance.integers(2)) for name in ("docket", "icbm")} | {"era": str(row > 12)}
        for who, options in OPTIONS.items():
            did = int(chance.integers(len(options)))
            items.append(Item(f"H{row}", on, f"c{row // 3}", ACT, who, options, did))
            facts.append(known)
        items.append(Item(f"H{row}", on, f"c{row // 3}", FIRST, "", ("East", "nobody"), row % 2))
        facts.append(known)
    return items, facts


@pytest.mark.parametrize("seed", range(3))
def test_tables_are_those_of_a_slow_count(seed: int) -> None:
    items, facts = record(seed)
    found = tables(items, facts)
    assert [rival.name for rival in found] == [f"{name}, {rule}" for name in TABLES for rule in LEARNING]
    assert all(rival.fitted for rival in found)
    for rival in found:
        name, rule = rival.name.split(", ")
        keys = [[known[column] for column in TABLES[name]] for known in facts]
        for given, slowly in zip(rival.chances, slow_scores.table_chances(items, keys, rule), strict=True):
            np.testing.assert_allclose(given, slowly, atol=1e-15)


@pytest.mark.parametrize("seed", range(3))
def test_persistence_is_that_of_a_slow_count(seed: int) -> None:
    items, _ = record(seed)
    for given, slowly in zip(persistence(items).chances, slow_scores.persistent_chances(items), strict=True):
        np.testing.assert_allclose(given, slowly, atol=1e-15)


def moved(items: Sequence[Item], places: Sequence[int]) -> list[Item]:
    """The record had something else happened in some items."""
    return [
        replace(item, happened=(item.happened + 1) % len(item.options)) if k in places else item
        for k, item in enumerate(items)
    ]


def forecasts(items: Sequence[Item], facts: Sequence[dict[str, str]]) -> dict[str, Forecaster]:
    return {rival.name: rival for rival in (*tables(items, facts), persistence(items))}


def test_nothing_of_a_later_day_is_looked_at() -> None:
    items, facts = record(5)
    middle = items[len(items) // 2]
    later = [k for k, item in enumerate(items) if item.on >= middle.on]
    before, after = forecasts(items, facts), forecasts(moved(items, later), facts)
    for name in (n for n in before if "earlier" in n or n == "persistence"):
        for k, item in enumerate(items):
            if item.on <= middle.on:
                np.testing.assert_array_equal(before[name].chances[k], after[name].chances[k])


def test_nothing_of_the_own_cluster_is_learnt() -> None:
    items, facts = record(6)
    own = [k for k, item in enumerate(items) if item.cluster == "c2"]
    before, after = forecasts(items, facts), forecasts(moved(items, own), facts)
    changed = 0
    for name in (n for n in before if "other clusters" in n):
        for k in range(len(items)):
            same = np.array_equal(before[name].chances[k], after[name].chances[k])
            assert same or k not in own
            changed += not same
    assert changed, "others did learn from it"


def test_a_planted_later_row_changes_no_earlier_forecast() -> None:
    items, facts = record(7)
    last = items[-1]
    planted = [*items, replace(last, case="P", on=last.on + timedelta(days=1), cluster="p")]
    before, after = forecasts(items, facts), forecasts(planted, [*facts, facts[-1]])
    for name in (n for n in before if "earlier" in n or n == "persistence"):
        for given, then in zip(before[name].chances, after[name].chances, strict=False):
            np.testing.assert_array_equal(given, then)


def test_what_was_never_seen_is_not_impossible() -> None:
    items, facts = record(8, rows=2)
    for rival in forecasts(items, facts).values():
        assert all((given > 0).all() for given in rival.chances)
