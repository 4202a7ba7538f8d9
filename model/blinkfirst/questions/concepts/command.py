"""``blinkfirst solve``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from blinkfirst.errors import OptionError
from blinkfirst.questions.options import (
    Settings,
    figure_option,
    load_all,
    output_options,
    scenario_options,
    split_names,
)
from blinkfirst.report.output import Output
from blinkfirst.report.progress import announce_kernels, progress_bar
from blinkfirst.scenario.library import find_scenario, kind_of

if TYPE_CHECKING:
    from blinkfirst.compile.scenario import Compiled
    from blinkfirst.questions.concepts.records import ConceptOptions

_OF_STANDOFFS = ("lens", "only", "skip", "best_replies", "runs", "seed", "jobs")


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option(
    "--only", metavar="CONCEPT,...", help="Ask these concepts only; the logit forecast is always asked."
)
@click.option("--skip", metavar="CONCEPT,...", help="Skip these concepts.")
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
@click.option("--best-replies", is_flag=True, help="Let levels and hierarchy play best replies.")
@click.option(
    "--runs", type=int, default=10_000, show_default=True, metavar="N", help="How often agents play."
)
@click.option("--seed", type=int, default=1, show_default=True, metavar="S", help="Seed of the agents' runs.")
@click.option("--gambit", is_flag=True, help="Let Gambit look for equilibria, too.")
@click.option(
    "--search",
    is_flag=True,
    help="In a matrix too large to list all equilibria: the pure ones, and the end of the logit path.",
)
@click.option("--jobs", type=int, metavar="N", help="Threads; by default one per core, at most two.")
@figure_option
@output_options("Print the main table as CSV instead.")
def solve(
    file: str,
    settings: Settings,
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
    output: Output,
) -> None:
    """Ask every solution concept for its answer, and say whether they agree.

    For a stand-off: who blinks first by the logit forecast, without error, by levels of reasoning, if sides
    may commit beforehand, in the Graph Model, and as agents play it. CONCEPT is coin-toss, logit, sharper,
    exact, levels, hierarchy, commitments, graph, agents or learning.

    For a matrix: all its equilibria, dominated strategies, the logit path and levels of reasoning.

    \b
    blinkfirst solve 2019-hanoi
    blinkfirst solve 2019-hanoi --skip commitments --figure errors.png
    blinkfirst solve textbook/chicken
    """  # noqa: D301  click reads the \b
    if gambit and search:
        raise OptionError("--gambit, --search: expected one of them, got both")
    path = find_scenario(file)
    if kind_of(path) == "matrix":
        from blinkfirst.questions.matrix.command import solve_matrix

        _refuse_for_a_matrix()
        solve_matrix(path, settings, levels, tau, gambit, search, figure, output)
        return
    if search:
        raise OptionError("--search: for matrices only, and this is a stand-off")
    from blinkfirst.questions.concepts.records import ConceptOptions

    chosen = split_names("--only", only, "CONCEPT"), split_names("--skip", skip, "CONCEPT")
    options = ConceptOptions(*chosen, levels, tau, best_replies, runs, seed, gambit, jobs)
    _solve_scenario(file, settings, lens, options, figure, output)


def _refuse_for_a_matrix() -> None:
    context = click.get_current_context()
    for name in _OF_STANDOFFS:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = f"--{name.replace('_', '-')}"
            what = "a matrix has no lenses" if name == "lens" else "for stand-offs only, and this is a matrix"
            raise OptionError(f"{option}: {what}")


def _solve_scenario(
    file: str,
    settings: Settings,
    lens: str | None,
    options: ConceptOptions,
    figure: Path | None,
    output: Output,
) -> None:
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.questions.concepts.answer import concepts_of
    from blinkfirst.questions.concepts.records import AGENTS, check_options
    from blinkfirst.scenario.loading import check_no_types

    check_options(options)
    (scenario,) = load_all([file], settings, lens)
    check_no_types(scenario)
    announce_kernels(
        engine=AGENTS in options.keys, needed=["backward", "forward", "marginals", "trace"]
    )
    compiled = compile_scenario(scenario)
    with progress_bar("solving") as progress:
        found = concepts_of(compiled, options, progress)
    if figure is not None:
        _draw(figure, compiled, options.jobs)
    output.put([found])


def _draw(figure: Path, compiled: Compiled, jobs: int | None) -> None:
    from blinkfirst.questions.concepts.figure import picture_of, precision_curve

    with progress_bar("drawing") as progress:
        curve = precision_curve(compiled, jobs, progress)
    picture_of(curve, compiled.scenario).save(figure)
