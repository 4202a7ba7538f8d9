from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from blinkfirst.errors import GameError
from blinkfirst.record.items import ACT, Forecaster, Item, happened, uniform

ITEM = Item("A", date(2017, 1, 2), "x", ACT, "US", ("press", "hold"), 1)


def test_an_item_has_options_and_one_of_them_happened() -> None:
    assert ITEM.name == "A act US"
    assert happened([ITEM, ITEM]).tolist() == [1, 1]
    with pytest.raises(GameError, match="expected two options"):
        Item("A", date(2017, 1, 2), "x", ACT, "US", ("press", "hold"), 2)
    with pytest.raises(GameError, match="kind among act, graded"):
        Item("A", date(2017, 1, 2), "x", "deed", "US", ("press", "hold"), 1)


def test_a_forecaster_gives_chances_that_add_up() -> None:
    assert uniform([ITEM]).chances[0].tolist() == [0.5, 0.5]
    with pytest.raises(GameError, match="item 0: expected chances that add up to 1"):
        Forecaster("mine", (np.array([0.5, 0.6]),))
