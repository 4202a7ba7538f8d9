"""Parts in the order of their cases, however they arrive."""

from __future__ import annotations

import os
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from blinkfirst.study.run import PutBy, Tables, in_order


def tables(number: int) -> dict[str, bytes]:
    return {"cases": bytes([number])}


@given(st.permutations(range(12)), st.sets(st.integers(0, 11)))
def test_any_order_becomes_the_order(order: list[int], there: set[int]) -> None:
    arrivals = [(number, tables(number)) for number in order if number not in there]
    aside: dict[int, Tables] = {number: tables(number) for number in there}
    found = list(in_order(arrivals, there, aside.pop, aside.__setitem__))
    assert found == [tables(number) for number in range(12)] and aside == {}


@given(st.permutations(range(12)))
def test_nothing_waits_longer_than_it_must(order: list[int]) -> None:
    """What has come out after any number of arrivals is all that can."""
    arrived: list[int] = []
    aside: dict[int, Tables] = {}

    def arrivals() -> Iterator[tuple[int, Tables]]:
        for number in order:
            complete = next((k for k in range(13) if k not in arrived), 12)
            assert len(out) == complete
            arrived.append(number)
            yield number, tables(number)

    out: list[Tables] = []
    for found in in_order(arrivals(), (), aside.pop, aside.__setitem__):
        out.append(found)
    assert out == [tables(number) for number in range(12)]


def test_what_waits_is_on_disk_until_its_turn() -> None:
    with PutBy() as aside:
        found = in_order([(2, tables(2)), (1, tables(1)), (0, tables(0))], (), aside.fetched, aside.put)
        assert next(found) == tables(0) and aside._folder is not None
        folder = aside._folder.name
        assert sorted(os.listdir(folder)) == ["1", "2"]
        assert list(found) == [tables(1), tables(2)] and os.listdir(folder) == []
    assert not os.path.exists(folder)


def test_an_arrival_in_its_turn_touches_no_disk() -> None:
    aside: dict[int, Tables] = {}
    arrivals = [(number, tables(number)) for number in range(4)]
    for _ in in_order(arrivals, (), aside.pop, aside.__setitem__):
        assert aside == {}
