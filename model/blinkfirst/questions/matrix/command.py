"""``blinkfirst solve`` and ``blinkfirst run`` of matrices: games that are played once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.questions.options import Settings
from blinkfirst.report.output import Output
from blinkfirst.scenario.matrix import Matrix

if TYPE_CHECKING:
    from blinkfirst.questions.matrix.forecast import MatrixForecast


def solve_matrix(
    path: Path,
    settings: Settings,
    levels: int,
    tau: float,
    gambit: bool,
    search: bool,
    figure: Path | None,
    output: Output,
) -> None:
    """Print equilibria, logit path and levels of reasoning of a matrix."""
    from blinkfirst.scenario.loading import load_matrix
    from blinkfirst.solve.standoff.level_k import check_depth

    check_depth(levels, tau)
    matrix = load_matrix(path, settings)
    for warning in matrix.warnings:
        click.echo(str(warning), err=True)
    from blinkfirst.questions.matrix.answer import equilibria

    found = equilibria(matrix, gambit, levels, tau, search)
    if figure is not None:
        found.figure().save(figure)
    output.put([found])


def run_matrices(matrices: Sequence[Matrix], runs: int | None, seed: int, output: Output) -> None:
    """Print the logit forecast of each matrix; with ``runs``, agents' shares beside it."""
    output.put(_forecasts(matrices, runs, seed), several=len(matrices) > 1)


def _forecasts(matrices: Sequence[Matrix], runs: int | None, seed: int) -> Iterator[MatrixForecast]:
    from blinkfirst.questions.matrix.forecast import matrix_forecast, matrix_runs

    for matrix in matrices:
        found = matrix_forecast(matrix)
        yield found if runs is None else replace(found, runs=matrix_runs(found, runs, seed))
