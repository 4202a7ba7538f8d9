"""``blinkfirst run`` of matrices: how games that are played once are played by players who err."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click

from blinkfirst.report.output import page
from blinkfirst.scenario.matrix.matrix import Matrix


def run_matrices(matrices: Sequence[Matrix], runs: int | None, seed: int, as_json: bool) -> None:
    """Print the logit forecast of each matrix; with ``runs``, agents' shares beside it."""
    from blinkfirst.questions.matrix.agents import matrix_runs
    from blinkfirst.questions.matrix.forecast import matrix_forecast
    from blinkfirst.questions.matrix.tables import forecast_object

    for matrix in matrices:
        found = matrix_forecast(matrix)
        played = None if runs is None else matrix_runs(found, runs, seed)
        if as_json:
            told = forecast_object(found)
            if played is not None:
                told["runs"] = played.as_object()
            click.echo(json.dumps(told, allow_nan=False))
            continue
        from blinkfirst.questions.matrix.forecast_page import print_matrix_forecast

        print_matrix_forecast(page(), found, played)
