"""``blinkfirst solve`` of a matrix: everything about a game that is played once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from blinkfirst.questions.options import parsed_settings
from blinkfirst.report.output import page, print_csv, print_json


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
    from blinkfirst.scenario.matrix.loading import load_matrix

    if figure is not None:
        from blinkfirst.report.drawing import check_figure

        check_figure(figure)
    from blinkfirst.solve.standoff.level_k import check_depth

    check_depth(levels, tau)
    matrix = load_matrix(path, parsed_settings(settings))
    for warning in matrix.warnings:
        click.echo(str(warning), err=True)
    from blinkfirst.questions.matrix.answer import matrix_answer
    from blinkfirst.questions.matrix.tables import answer_object, equilibria_table

    found = matrix_answer(matrix, gambit, levels, tau, search)
    if figure is not None:
        from blinkfirst.questions.matrix.figure import draw_logit_path

        draw_logit_path(figure, found)
    if as_json:
        print_json(answer_object(found))
    elif as_csv:
        table = equilibria_table(found)
        print_csv(table.columns, table.rows)
    else:
        from blinkfirst.questions.matrix.page import print_matrix_answer

        print_matrix_answer(page(), found)
