"""``blinkfirst run``."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from blinkfirst.errors import OptionError, Problem, ScenarioError, check_installed
from blinkfirst.files.writing import check_free
from blinkfirst.questions.options import (
    Settings,
    check_replacing,
    force_option,
    load_all,
    matrix_at,
    output_options,
    panel_options,
    scenario_options,
)
from blinkfirst.report.output import DOCUMENTS, Output
from blinkfirst.report.progress import announce_kernels, status_line

if TYPE_CHECKING:
    from blinkfirst.compile.scenario import Compiled
    from blinkfirst.game.policy import Policy
    from blinkfirst.questions.run.agents import SampleRuns
    from blinkfirst.questions.run.outlook import Outlook
    from blinkfirst.report.document import Document
    from blinkfirst.scenario.matrix import Matrix
    from blinkfirst.scenario.questions import ParsedQuestion
    from blinkfirst.scenario.scenario import Scenario
    from blinkfirst.solve.hidden_resolve.backward import HiddenPolicy


STATES = "states"
PANELS = {
    "first": "who has blinked first by which date, and nobody",
    "hazard": "chance of a first blink in a month",
    "world": "the variables of the world over time",
    "payoffs": "what each argument brings each actor",
    "beliefs": "what is believed of private types as long as nobody has blinked",
    "decisive": "why each actor blinks, or does not, at its likeliest moment",
    "moves": "what each actor does at an initiative, over time",
    "lenses": "who blinks first under every lens",
    STATES: "the states that probability passes through",
}
GRAPHS = (".dot", ".graphml")


def _rows_file(context: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
    if path is not None:
        from blinkfirst.study.store.row_files import check_ending

        check_installed("pyarrow", "sweep", "--log")
        check_replacing("--log", path, check_ending("--log", path))
    return path


@click.command()
@click.argument("files", nargs=-1, metavar="FILE...")
@scenario_options
@click.option("--all", "shipped", is_flag=True, help="Run all shipped stand-offs.")
@click.option(
    "--runs",
    type=click.IntRange(min=1),
    metavar="N",
    help="Also let agents play N runs; show one as a story.",
)
@click.option(
    "--stories",
    type=click.IntRange(min=0),
    metavar="K",
    help="Show K of the runs as stories (default 1).",
)
@click.option(
    "--where",
    metavar="CONDITION",
    help="Only runs that meet this, as 'US blinks first', 'nobody blinks' or 'docket == report'.",
)
@click.option(
    "--log",
    type=click.Path(path_type=Path),
    callback=_rows_file,
    metavar="FILE",
    help="Write all that happens in all runs: FILE.parquet, .csv, .xlsx or .dta.",
)
@force_option
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Root seed of the agents' chance, and of --ranges.",
)
@click.option(
    "--mind",
    "minds",
    multiple=True,
    metavar="ACTOR=MIND",
    help="Let an agent choose otherwise than the forecast has it: stubborn (never blinks). May be repeated.",
)
@click.option(
    "--certify",
    is_flag=True,
    help="Also put the chances of first blinks between bounds that are surely right (small games; needs "
    "python-flint).",
)
@click.option(
    "--patience",
    is_flag=True,
    help="Also find the price of patience of every actor, as beliefs does: one more solution an actor. "
    "Documents (md, html, latex) always have it.",
)
@click.option(
    "--ranges",
    is_flag=True,
    help="Also draw all weights, and the numbers of private types, from their authors' ranges, and say in "
    "how many draws the answer stays the same. Every draw is a forecast.",
)
@click.option(
    "--draws",
    type=click.IntRange(min=1),
    default=64,
    show_default=True,
    help="How many draws --ranges takes: a Sobol sequence of the --seed, balanced at powers of two.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep scenario, manifest and tables in a new folder.",
)
@panel_options(PANELS, GRAPHS)
@output_options("Print the chances of first blinks as CSV instead.")
def run(
    files: tuple[str, ...],
    settings: Settings,
    lens: str | None,
    shipped: bool,
    runs: int | None,
    stories: int | None,
    where: str | None,
    log: Path | None,
    seed: int,
    minds: tuple[str, ...],
    certify: bool,
    patience: bool,
    ranges: bool,
    draws: int,
    out: Path | None,
    figure: Path | None,
    panel: str,
    output: Output,
) -> None:
    """Forecast who blinks first in each scenario, or how each matrix is played: a file, or the name of a
    shipped one.

    Everything but the agents' runs is exact: no sampling, no seed. Results go to DIR itself for one scenario,
    to DIR/NAME for several. A figure of several scenarios shows who blinks first in each.
    """
    files = (*files, *_shipped(shipped, files))
    matrices = _matrices(files, settings, lens)
    if matrices:
        from blinkfirst.questions.matrix.command import run_matrices

        of_standoffs = {
            "--mind": minds,
            "--certify": certify,
            "--patience": patience,
            "--ranges": ranges,
            "--out": out,
            "--figure": figure,
            **_story_options(stories, where, log),
        }
        for option, given in of_standoffs.items():
            if given:
                raise OptionError(f"{option}: for stand-offs only, and these are matrices")
        run_matrices(matrices, runs, seed, output)
        return
    scenarios = load_all(files, settings, lens)
    _check_figure(figure, panel, scenarios)
    chosen = _chosen_minds(minds, scenarios, runs)
    told = _told(stories, where, log, scenarios, runs)
    folders = _folders(out, scenarios)
    priced = patience or output.form in DOCUMENTS
    asked = _Asked(runs, seed, chosen, certify, draws if ranges else 0, told, priced)
    with status_line() as say:
        waiting = _all_compiled(scenarios, say, plain=certify)
        readings = [one for played in waiting for one in played.readings]
        if certify:
            _check_certifiable(scenarios, readings)
        _warn(readings)
        kernels = ["backward", "forward", "marginals", "trace", "influence"]
        typed = ["backward", "forward"] if any(one.standoff.beliefs for one in readings) else []
        announce_kernels(say, engine=_engine_is_used(runs, chosen), needed=kernels, typed=typed)
        ledger = {"ledger": True} if output.form in DOCUMENTS else {}
        drawn: list[Outlook] = []
        rows: list[tuple[str, ...]] = []
        outlooks = _outlooks(waiting, folders, asked, say, rows)
        noted = _noted(outlooks, drawn if figure is not None else None)
        several = len(scenarios) > 1
        output.put(noted, several, _across(rows) if several else None, **ledger)
        if figure is not None:
            say("drawing")
            _draw(figure, panel, drawn)


def _noted(outlooks: Iterable[Outlook], drawn: list[Outlook] | None) -> Iterator[Outlook]:
    """Yield the outlooks, and keep those that are to be drawn: they are large."""
    for outlook in outlooks:
        if drawn is not None:
            drawn.append(outlook)
        yield outlook


def _shipped(wanted: bool, files: tuple[str, ...]) -> list[str]:
    """Return the names of all shipped stand-offs where they are wanted."""
    if not wanted:
        if not files:
            raise click.UsageError("Missing argument 'FILE...'.")
        return []
    from blinkfirst.scenario.library import shipped_scenarios

    return [name for name in shipped_scenarios() if name not in files]


class _Asked(NamedTuple):
    """Requests of the options for every scenario; ``draws`` is 0 where no ranges are drawn from."""

    runs: int | None
    seed: int
    minds: dict[str, str]
    certify: bool
    draws: int
    told: _Told
    patience: bool


def _outlooks(
    waiting: deque[_Played],
    folders: Iterable[Path | None],
    asked: _Asked,
    say: Callable[[str], None],
    rows: list[tuple[str, ...]],
) -> Iterator[Outlook]:
    """Yield the outlooks one after the other, each kept before it is printed; note the row of each in the
    table across all.
    """
    from blinkfirst.questions.run.page import across_row

    for folder in folders:
        outlook = _found(waiting.popleft(), asked, say)
        rows.append(across_row(outlook))
        if folder is not None:
            _keep(folder, outlook)
        say("")
        yield outlook


def _across(rows: list[tuple[str, ...]]) -> Callable[[], Document]:
    from blinkfirst.questions.run.page import across_document

    return lambda: across_document(rows)


def _matrices(files: tuple[str, ...], settings: Settings, lens: str | None) -> list[Matrix]:
    values = settings
    found = [matrix_at(name, values, lens) for name in files]
    matrices = [matrix for matrix in found if matrix is not None]
    if matrices and len(matrices) < len(files):
        names = ", ".join(matrix.name for matrix in matrices)
        raise OptionError(f"expected files of one kind, got stand-offs and matrices: {names}; run them apart")
    return matrices


def _check_figure(figure: Path | None, panel: str, scenarios: list[Scenario]) -> None:
    """Refuse what cannot be drawn of these scenarios, before anything is computed."""
    if figure is None:
        return
    from blinkfirst.questions.run.answer import check_panel

    graph = figure.suffix.lower() in GRAPHS
    for scenario in scenarios:
        check_panel(scenario, STATES if graph else panel)
    if graph and panel not in ("", STATES):
        raise OptionError(f"--panel: {figure.name} is a graph, of the panel {STATES} only; got {panel!r}")
    if len(scenarios) > 1 and (panel or graph):
        raise OptionError("--figure: several scenarios make one picture, without panels; run them apart")


def _draw(path: Path, panel: str, outlooks: list[Outlook]) -> None:
    from blinkfirst.questions.run.figure import figure_of_several, save_graph

    if path.suffix.lower() in GRAPHS:
        save_graph(path, outlooks[0])
    elif len(outlooks) > 1:
        figure_of_several(outlooks).save(path)
    else:
        outlooks[0].figure(panel).save(path)


class _Played(NamedTuple):
    """A scenario, and its compiled readings: one without a pool."""

    scenario: Scenario
    readings: tuple[Compiled, ...]


def _all_compiled(scenarios: list[Scenario], say: Callable[[str], None], plain: bool) -> deque[_Played]:
    """Compile all scenarios, so that nothing is printed when one of them is bad input.

    Of several, whatever their claims change is compiled, too. With ``plain`` private types are refused.
    """
    from blinkfirst.compile.questions import check_questions
    from blinkfirst.compile.scenario import compile_readings
    from blinkfirst.compile.variants import check_claims
    from blinkfirst.scenario.loading import check_no_types

    found: deque[_Played] = deque()
    problems: list[Problem] = []
    for scenario in scenarios:
        say(f"{scenario.name}: compiling")
        try:
            if plain:
                check_no_types(scenario)
            found.append(_Played(scenario, compile_readings(scenario)))
            if len(scenarios) > 1:
                check_claims(found[-1].readings[0])
                check_questions(found[-1].readings[0])
        except ScenarioError as error:
            problems.extend(p for p in error.problems if p not in problems)
    if problems:
        raise ScenarioError(problems)
    return found


def _check_certifiable(scenarios: Iterable[Scenario], compiled: Iterable[Compiled]) -> None:
    """Refuse before anything is printed what cannot be certified."""
    from blinkfirst.questions.run.answer import check_uncertified
    from blinkfirst.solve.standoff.certified import check_certifiable

    for scenario in scenarios:
        check_uncertified(scenario, certify=True)
    for one in compiled:
        check_certifiable(one.standoff)


def _warn(found: Iterable[Compiled]) -> None:
    """Print the warnings of all scenarios, each once."""
    from blinkfirst.compile.slips import slips_of

    warnings = [w for compiled in found for w in (*compiled.scenario.warnings, *slips_of(compiled))]
    for warning in dict.fromkeys(warnings):
        click.echo(str(warning), err=True)


class _Told(NamedTuple):
    """Runs as stories: how many, the condition on them by scenario's name, and the file for all of them."""

    stories: int
    where: dict[str, ParsedQuestion | None]
    log: Path | None


def _story_options(stories: int | None, where: str | None, log: Path | None) -> dict[str, bool]:
    """Return which options about single runs are given."""
    given = {"--stories": stories, "--where": where, "--log": log}
    return {option: value is not None for option, value in given.items()}


def _told(
    stories: int | None, where: str | None, log: Path | None, scenarios: list[Scenario], runs: int | None
) -> _Told:
    for option, given in _story_options(stories, where, log).items():
        if given and runs is None:
            raise OptionError(f"{option}: only agents play runs; say --runs N as well")
    if log is not None and len(scenarios) > 1:
        raise OptionError(f"--log: for one scenario, got {len(scenarios)}; run them apart")
    if log is not None and scenarios[0].pooled:
        lenses = " and --lens ".join(scenarios[0].shares)
        raise OptionError(f"--log: for one reading, and a pool has several; log each, with --lens {lenses}")
    conditions: dict[str, ParsedQuestion | None] = {}
    if where is not None:
        from blinkfirst.questions.run.agents import run_condition

        conditions = {scenario.name: run_condition(where, scenario) for scenario in scenarios}
    return _Told(1 if stories is None else stories, conditions, log)


def _found(played: _Played, asked: _Asked, say: Callable[[str], None]) -> Outlook:
    name = played.scenario.name

    def say_of_it(text: str) -> None:
        say(f"{name}: {text}")

    if asked.runs is None:
        return _forecast(played, None, asked, say_of_it)
    from blinkfirst.questions.run.agents import sample_pool, sample_runs, solution_of

    say_of_it("solving")
    policies = [solution_of(one.standoff) for one in played.readings]
    outlook = _forecast(played, policies, asked, say_of_it)
    play: Callable[..., SampleRuns] = (
        partial(sample_pool, played.scenario, played.readings, policies)
        if played.scenario.pooled
        else partial(sample_runs, played.readings[0], policies[0])
    )
    sample = play(
        asked.runs,
        asked.seed,
        asked.minds,
        lambda done: say_of_it(f"run {done:,} of {asked.runs:,}"),
        stories=asked.told.stories,
        where=asked.told.where.get(name),
    )
    if asked.told.log is not None:
        _write_log(asked.told.log, played.readings[0], policies[0], asked, say_of_it)
    return replace(outlook, runs=sample)


def _forecast(
    played: _Played, policies: list[Policy | HiddenPolicy] | None, asked: _Asked, say: Callable[[str], None]
) -> Outlook:
    from blinkfirst.questions.run.answer import outlook_of, pool_outlook

    if played.scenario.pooled:
        return pool_outlook(
            played.scenario, played.readings, policies, say, asked.draws, asked.seed, asked.patience
        )
    policy = None if policies is None else policies[0]
    return outlook_of(
        played.readings[0], policy, say, asked.certify, asked.draws, asked.seed, asked.patience
    )


def _write_log(
    path: Path, compiled: Compiled, policy: Policy | HiddenPolicy, asked: _Asked, say: Callable[[str], None]
) -> None:
    from blinkfirst.questions.run.run_log import write_log
    from blinkfirst.report.words import counted

    runs = asked.runs or 0

    def said(done: int) -> None:
        say(f"log of run {done:,} of {runs:,}")

    rows = write_log(path, compiled, policy, runs, asked.seed, asked.minds, said)
    say("")
    click.echo(f"{path}: {counted(rows, 'row')} of {counted(runs, 'run')}", err=True)


def _engine_is_used(runs: int | None, minds: dict[str, str]) -> bool:
    if runs is None:
        return False
    from blinkfirst.agents.minds.assignment import engine_plays

    return engine_plays(minds)


def _keep(folder: Path, outlook: Outlook) -> None:
    from blinkfirst.questions.run.agents_tables import stories_text
    from blinkfirst.study.store.answer_folder import write_answer_folder

    extra: dict[str, Any] = {"method": "backward induction, exact forward pass"}
    texts = dict[str, str]()
    if (sample := outlook.runs) is not None:
        extra |= {"seed": sample.seed, "runs": sample.runs, "minds": dict(sample.minds)}
        texts["story.txt"] = stories_text(sample)
    write_answer_folder(folder, "run", outlook.scenario, list(outlook.tables()), extra, texts)


def _folders(out: Path | None, scenarios: list[Scenario]) -> list[Path | None]:
    """Return where each scenario's results go; checked before anything is computed."""
    if out is None:
        return [None] * len(scenarios)
    folders = (
        [out] if len(scenarios) == 1 else [out / scenario.name.replace("/", "-") for scenario in scenarios]
    )
    if len(set(folders)) < len(folders):
        raise OptionError("--out: two of the scenarios have the same name; run them apart")
    for folder in folders:
        check_free(folder)
    return list(folders)


def _chosen_minds(texts: tuple[str, ...], scenarios: list[Scenario], runs: int | None) -> dict[str, str]:
    if texts and runs is None:
        raise OptionError("--mind: only agents have minds; say --runs N as well")
    chosen: dict[str, str] = {}
    if texts:
        from blinkfirst.agents.minds.assignment import unknown_names
        from blinkfirst.errors import hinted, nearest

        actors = list(dict.fromkeys(a.name for scenario in scenarios for a in scenario.rules.actors))
        for text in texts:
            actor, _, mind = text.partition("=")
            for wrong in unknown_names({actor: mind}, actors):
                message = (
                    f"--mind: unknown {wrong.what} {wrong.name!r} in {text!r}; expected ACTOR=MIND with "
                    f"{wrong.what} one of: {', '.join(wrong.known)}"
                )
                raise OptionError(hinted(message, nearest(wrong.name, wrong.known)))
            chosen[actor] = mind
    return chosen

