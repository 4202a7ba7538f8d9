"""``blinkfirst solve``."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from blinkfirst.errors import OptionError
from blinkfirst.questions.options import scenario_options
from blinkfirst.scenario.kinds import kind_of
from blinkfirst.scenario.library import find_scenario

_OF_STANDOFFS = ("lens", "only", "skip", "best_replies", "runs", "seed", "jobs")


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option("--only", metavar="WAY,...", help="Ask these ways only; the logit forecast is always asked.")
@click.option("--skip", metavar="WAY,...", help="Leave these ways out.")
@click.option(
    "--levels", type=int, default=3, show_default=True, metavar="K", help="The deepest level of reasoning."
)
@click.option(
    "--tau",
    type=float,
    default=1.5,
    show_default=True,
    metavar="STEPS",
    help="Steps of reasoning, on average, in the cognitive hierarchy.",
)
@click.option("--best-replies", is_flag=True, help="Let levels and hierarchy answer without error.")
@click.option(
    "--runs", type=int, default=10_000, show_default=True, metavar="N", help="How often agents play."
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help="Seed of the agents' runs.")
@click.option("--gambit", is_flag=True, help="Let Gambit look for equilibria, too.")
@click.option(
    "--search",
    is_flag=True,
    help="Of a matrix too large to list all equilibria: the pure ones, and the end of the logit path.",
)
@click.option("--jobs", type=int, metavar="N", help="Threads; one per core, at most two, when left out.")
@click.option(
    "--figure", type=click.Path(path_type=Path), metavar="FILE", help="Draw it: FILE.png, .svg or .pdf."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object with everything instead.")
@click.option("--csv", "as_csv", is_flag=True, help="Print the main table as CSV instead.")
def solve(
    file: str,
    settings: tuple[str, ...],
    lens: str | None,
    only: str | None,
    skip: str | None,
    levels: int,
    tau: float,
    best_replies: bool,
    runs: int,
    seed: int,
    gambit: bool,
    search: bool,
    jobs: int | None,
    figure: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Ask every way of solving a game for its answer, and say whether they agree.

    Of a stand-off: who blinks first by the logit forecast, without error, by levels of reasoning, if sides
    may bind themselves beforehand, in the Graph Model, and as agents play it. WAY is coin-toss, logit,
    sharper, exact, levels, hierarchy, commitments, graph, agents or learning.

    Of a matrix: all its equilibria, dominated strategies, the logit path and levels of reasoning.

    \b
    blinkfirst solve 2019-hanoi
    blinkfirst solve 2019-hanoi --skip commitments --figure errors.png
    blinkfirst solve textbook/chicken
    """  # noqa: D301  click reads the \b
    if gambit and search:
        raise OptionError("--gambit, --search: expected one of them, got both")
    if as_json and as_csv:
        raise OptionError("--json, --csv: expected one of them, got both")
    path = find_scenario(file)
    if kind_of(path) == "matrix":
        from blinkfirst.questions.matrix.command import solve_matrix

        _refuse_for_a_matrix()
        solve_matrix(path, settings, levels, tau, gambit, search, figure, as_json, as_csv)
        return
    if search:
        raise OptionError("--search: of matrices only, and this is a stand-off")
    from blinkfirst.questions.concepts.records import Asked
    from blinkfirst.questions.concepts.scenario_command import solve_scenario

    chosen = _keys("--only", only), _keys("--skip", skip)
    asked = Asked(*chosen, levels, tau, best_replies, runs, seed, gambit, jobs)
    solve_scenario(file, settings, lens, asked, figure, as_json, as_csv)


def _refuse_for_a_matrix() -> None:
    context = click.get_current_context()
    for name in _OF_STANDOFFS:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            what = "a matrix has no lenses" if name == "lens" else "of stand-offs only, and this is a matrix"
            raise OptionError(f"{option}: {what}")


def _keys(option: str, text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    keys = tuple(key.strip() for key in text.split(","))
    if not all(keys):
        raise OptionError(f"{option}: expected WAY,WAY,..., got {text!r}")
    return keys
