"""The loops in C, compiled when they are asked for and called through ctypes."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from blinkfirst.game.game import FloatArray, Game, lump
from blinkfirst.solve.layout.game_tables import lay_out
from blinkfirst.solve.layout.vector_layout import LANES

HERE = Path(__file__).resolve().parent
FLAGS = ("-O3", "-march=native")

Loop = Callable[[FloatArray, int, FloatArray], FloatArray]
"""Values at the end, ticks and choices to fill -> values at the beginning, as `solve.kernels.pull_back`."""


def compiler() -> str | None:
    """Path of a C compiler, if there is one."""
    return shutil.which(os.environ.get("CC", "")) or shutil.which("gcc") or shutil.which("cc")


def compiled(folder: Path) -> ctypes.CDLL:
    """Compile both loops into a library in a folder."""
    library = folder / "loops.so"
    sources = [str(HERE / name) for name in ("backward_induction.c", "backward_induction_in_lanes.c")]
    command = [str(compiler()), *FLAGS, "-Wno-psabi", "-shared", "-fPIC", "-o", str(library), *sources, "-lm"]
    subprocess.run(command, check=True)
    return ctypes.CDLL(str(library))


def plain_loop(library: ctypes.CDLL, game: Game) -> Loop:
    """State by state, menu by menu."""
    tables = lay_out(game)
    arrays = (
        tables.initiative, tables.idle, _narrow(game.edge_offset),
        _narrow(game.outcome_offset), _narrow(game.outcome_state), game.outcome_probability.copy(),
        _narrow(tables.nature_offset), _narrow(tables.nature_state), tables.pace.nature,
        tables.flow, lump(game)[np.arange(game.n_edges), game.edge_actor],
        _narrow(tables.lumps.offset), _narrow(tables.lumps.actor), tables.lumps.utils,
        tables.worths.discount, tables.worths.precision,
    )  # fmt: skip
    spare = np.empty(game.n_edges)

    def loop(values: FloatArray, ticks: int, choice: FloatArray) -> FloatArray:
        later, now = values.copy(), np.empty_like(values)
        sizes = (game.n_states, game.n_actors, game.n_edges, ticks, choice.shape[0])
        _call(library.pull_back, sizes, [*arrays, later, now, choice, spare])
        return now if ticks % 2 else later

    return loop


def loop_in_lanes(library: ctypes.CDLL, game: Game) -> Loop:
    """Laid out as the package's own kernel."""
    tables = lay_out(game)
    layout, pace, worths = tables.layout, tables.pace, tables.worths
    if layout.wide_row.size or game.n_actors > LANES or np.isinf(worths.precision).any():
        raise ValueError("this loop is for at most eight actors, two outcomes and no exact maximisers")
    rows = game.n_states + 1 + int(np.diff(layout.mixture_offset).max())
    drift_state = np.repeat(np.arange(game.n_states), np.diff(layout.drift_offset)) * LANES
    arrays = (
        layout.block_state, layout.block_edge, layout.mixture_offset, layout.mixture_place,
        layout.mixture_kind, layout.chances, layout.group_offset, layout.group_moves, layout.slot_offset,
        layout.menu_state, pace.menu_kind, pace.kind_turn, worths.precision[pace.kind_actor],
        layout.slot_own, worths.slot_lump,
        layout.edge_slot, layout.drift_offset[layout.block_state], _narrow(drift_state), layout.drift_target,
        pace.nature,
        pace.idle, _in_rows(worths.flow, len(worths.flow)), worths.state_flow,
        _in_rows(worths.lump, len(worths.lump)), _in_rows(worths.discount[np.newaxis], 1),
    )  # fmt: skip
    sigma = np.empty(int(np.diff(layout.slot_offset).max()))

    def loop(values: FloatArray, ticks: int, choice: FloatArray) -> FloatArray:
        later, now = _in_rows(values, rows), _in_rows(values[:0], rows)
        sizes = (layout.block_state.size - 1, game.n_states, game.n_edges, ticks, choice.shape[0])
        _call(library.pull_back_in_lanes, sizes, [*arrays, later, now, choice, sigma])
        found = now if ticks % 2 else later
        return found.reshape(-1, LANES)[: game.n_states, : game.n_actors].copy()

    return loop


def _narrow(indices: NDArray[np.integer]) -> NDArray[np.uint32]:
    return np.array(indices, dtype=np.uint32)


def _in_rows(table: FloatArray, rows: int) -> FloatArray:
    """A table in flat rows of eight that begin where a line of the cache does."""
    room = np.zeros((rows + 1) * LANES)
    skipped = -room.ctypes.data % 64 // 8
    flat = room[skipped : skipped + rows * LANES]
    flat.reshape(rows, LANES)[: table.shape[0], : table.shape[1]] = table
    return flat


def _call(function: Any, sizes: tuple[int, ...], arrays: list[NDArray[Any]]) -> None:
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in arrays]
    function(*(ctypes.c_int64(size) for size in sizes), *pointers)
