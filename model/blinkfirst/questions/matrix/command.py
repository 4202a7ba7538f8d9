"""``blinkfirst solve`` and ``blinkfirst run`` of matrices: games that are played once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from blinkfirst.questions.options import parsed_settings
from blinkfirst.report.output import PROVENANCE, page, print_answer
from blinkfirst.scenario.matrix import Matrix


def solve_matrix(
    path: Path,
    settings: Sequence[str],
    levels: int,
    tau: float,
    gambit: bool,
    search: bool,
    figure: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print equilibria, logit path and levels of reasoning of a matrix."""
    from blinkfirst.scenario.loading import load_matrix
    from blinkfirst.solve.standoff.level_k import check_depth

    check_depth(levels, tau)
    matrix = load_matrix(path, parsed_settings(settings))
    for warning in matrix.warnings:
        click.echo(str(warning), err=True)
    from blinkfirst.questions.matrix.answer import equilibria
    from blinkfirst.questions.matrix.tables import answer_object

    found = equilibria(matrix, gambit, levels, tau, search)
    if figure is not None:
        from blinkfirst.questions.matrix.figure import draw_logit_path

        draw_logit_path(figure, found)
    print_answer(found, answer_object, "equilibria", as_json, as_csv)


def run_matrices(matrices: Sequence[Matrix], runs: int | None, seed: int, as_json: bool) -> None:
    """Print the logit forecast of each matrix; with ``runs``, agents' shares beside it."""
    from blinkfirst.questions.matrix.forecast import matrix_forecast, matrix_runs
    from blinkfirst.questions.matrix.forecast_tables import forecast_object

    for matrix in matrices:
        found = matrix_forecast(matrix)
        played = None if runs is None else matrix_runs(found, runs, seed)
        if as_json:
            told = {**forecast_object(found), PROVENANCE: found.provenance[0].as_object()}
            if played is not None:
                told["runs"] = played.as_object()
            click.echo(json.dumps(told, allow_nan=False))
            continue
        found.print_page(page(), runs=played)
