"""The C loop of `play.c`, compiled here and called on the tables of the engine."""

from __future__ import annotations

import ctypes
import subprocess
import tempfile
from collections.abc import Sequence
from ctypes import POINTER, Structure, c_double, c_int64, c_uint8, c_uint32, c_uint64
from pathlib import Path
from typing import Any

import numpy as np

from blinkfirst.agents.engine import Sizes, Stage
from blinkfirst.agents.frequencies import Tallies, empty_tallies

SOURCE = Path(__file__).with_name("play.c")
FLAGS = ("-O3", "-march=native", "-ffp-contract=off", "-shared", "-fPIC")
TABLES = {
    "who": c_double, "callers": c_uint32, "flow": c_double, "edge_offset": c_uint32,
    "edge_deed": c_uint32, "edge_blink": c_uint8, "edge_pays": c_uint8, "lump": c_double,
    "outcome_offset": c_uint32, "outcome_state": c_uint32, "outcome_probability": c_double,
    "nature_offset": c_uint32, "nature_outcome_offset": c_uint32, "nature_outcome_state": c_uint32,
    "nature_outcome_probability": c_double, "choice": c_double, "weights": c_double,
}  # fmt: skip


class _Stage(Structure):
    _fields_ = [
        *((name, c_int64) for name in ("first_tick", "ticks", "callers_width", "edges", "start")),
        ("carry", POINTER(c_uint32)),
        *((name, POINTER(kind)) for name, kind in TABLES.items()),
    ]


class _Tallies(Structure):
    _fields_ = [
        *((name, POINTER(c_int64)) for name in ("first_blink", "first_of_degree", "moves", "move_squares")),
        *((name, POINTER(c_double)) for name in ("payoffs", "payoff_squares")),
    ]


class CLoop:
    """The compiled loop, with the tables of a stand-off."""

    def __init__(self, stages: Sequence[Stage], sizes: Sizes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            library = Path(folder) / "play.so"
            subprocess.run(["gcc", *FLAGS, str(SOURCE), "-o", str(library)], check=True)
            self._library = ctypes.CDLL(str(library))
        self._library.play.restype = None
        self.stages, self.sizes = stages, sizes  # kept: the pointers lead into their arrays
        self._stages = (_Stage * len(stages))(*(_stage(stage) for stage in stages))

    def play(self, seed: int, first_replicate: int, runs: int) -> Tallies:
        """Play replicates in a row and add them up."""
        tallies = empty_tallies(self.sizes.ticks, self.sizes.deeds, self.sizes.watches, self.sizes.actors)
        pointers = _Tallies(
            *(_pointer(getattr(tallies, name), kind._type_) for name, kind in _Tallies._fields_)
        )
        self._library.play(
            self._stages, c_int64(len(self._stages)), c_int64(self.sizes.actors), c_int64(self.sizes.deeds),
            c_uint64(seed), c_uint64(first_replicate), c_int64(runs), ctypes.byref(pointers),
        )  # fmt: skip
        return tallies


def _stage(stage: Stage) -> _Stage:
    ticks, edges = stage.choice.shape
    arrays: dict[str, Any] = {**stage.tables._asdict(), "choice": stage.choice, "weights": stage.weights}
    pointers = {name: _pointer(arrays[name], kind) for name, kind in TABLES.items()}
    return _Stage(
        first_tick=stage.first_tick,
        ticks=ticks,
        callers_width=stage.tables.who.shape[1],
        edges=edges,
        start=stage.game.start,
        carry=None if stage.carry is None else _pointer(stage.carry, c_uint32),
        **pointers,
    )


def _pointer(array: np.ndarray[Any, Any], kind: Any) -> Any:
    assert array.flags.c_contiguous and array.itemsize == ctypes.sizeof(kind)
    return array.ctypes.data_as(POINTER(kind))
