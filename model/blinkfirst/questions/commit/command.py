"""``blinkfirst commit``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from blinkfirst.errors import OptionError
from blinkfirst.files.writing import check_free
from blinkfirst.questions.options import (
    Settings,
    check_replacing,
    force_option,
    load_all,
    output_options,
    panel_options,
    scenario_options,
    split_names,
)
from blinkfirst.report.output import Output
from blinkfirst.report.progress import announce_kernels, progress_bar
from blinkfirst.report.words import form_size

if TYPE_CHECKING:
    from blinkfirst.questions.commit.answer import Commitments


PANELS = {
    "table": "who blinks first under each profile, and what it brings",
    "hands": "what a player gains by tying its hands alone",
}


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@click.option("--sides", is_flag=True, help="Let the scenario's sides commit, as without --actors.")
@click.option("--actors", metavar="ACTOR,ACTOR,...", help="Let these actors commit, each for itself.")
@click.option(
    "--posture",
    "postures",
    multiple=True,
    metavar="TEXT",
    help="An own posture: 'firm: not back,enter', 'front: only object', 'eager: must China.enter'. May be "
    "repeated.",
)
@click.option(
    "--postures",
    "posture_files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="YAML",
    help="A file with own postures by name. May be repeated.",
)
@click.option(
    "--strategy",
    "strategies",
    multiple=True,
    metavar="PLAYER=POSTURE,...",
    help="Let a player choose among these postures only. May be repeated.",
)
@click.option("--gambit", is_flag=True, help="Let Gambit look for equilibria, too (the extra 'gambit').")
@click.option(
    "--nfg",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the table as a game in strategic form, for Gambit.",
)
@force_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep scenario, manifest and tables in a new folder.",
)
@panel_options(PANELS)
@output_options("Print every profile, actor by actor, as CSV instead.")
def commit(
    file: str,
    settings: Settings,
    lens: str | None,
    sides: bool,
    actors: str | None,
    postures: tuple[str, ...],
    posture_files: tuple[Path, ...],
    strategies: tuple[str, ...],
    gambit: bool,
    nfg: Path | None,
    out: Path | None,
    figure: Path | None,
    panel: str,
    output: Output,
) -> None:
    """Let sides commit before the first day, and see who gains: never to blink, to blink at the first chance,
    to play as the game goes, or to a posture of your own.

    Commitments are known to all. Every profile is solved exactly; the table is a game of its own, whose
    equilibria, dominated postures and value of tying one's hands are printed.

    \b
    blinkfirst commit 2019-hanoi
    blinkfirst commit 2019-hanoi --actors US,China
    blinkfirst commit 2017-unity --posture "front: only object"
    """  # noqa: D301  click reads the \b
    if sides and actors is not None:
        raise OptionError("--sides, --actors: expected one of them, got both")
    from blinkfirst.compile.commitments import parse_posture, parse_strategies, players_of, read_postures
    from blinkfirst.compile.scenario import compile_scenario
    from blinkfirst.questions.commit.answer import commitments_of, refuse_too_many
    from blinkfirst.scenario.loading import check_no_types

    (scenario,) = load_all([file], settings, lens)
    check_no_types(scenario)
    own = [parse_posture(text) for text in postures]
    own += [posture for path in posture_files for posture in read_postures(path)]
    names = split_names("--actors", actors, "ACTOR")
    players = players_of(scenario, names, own, parse_strategies(strategies))
    refuse_too_many(players)
    if out is not None:
        check_free(out)
    if nfg is not None:
        check_replacing("--nfg", nfg, "nfg")
        if nfg.suffix.lower() not in ("", ".nfg"):
            raise OptionError(f"--nfg: expected a name that ends in .nfg, got {str(nfg)!r}")
    announce_kernels(needed=["backward", "trace"])
    compiled = compile_scenario(scenario)
    with progress_bar("solving profiles") as progress:
        found = commitments_of(compiled, players, gambit, progress)
    if nfg is not None:
        _write_nfg(nfg, found)
    if out is not None:
        _keep(out, found)
    output.put([found])
    if figure is not None:
        found.figure(panel).save(figure)


def _write_nfg(path: Path, found: Commitments) -> None:
    from blinkfirst.exchange.nfg import write_nfg

    asked = " ".join(found.scenario.title.split())
    write_nfg(path, found.form, f"{asked}. Expected payoffs in utils, discounted to the start.")
    click.echo(f"{path}: {form_size(found.form)}", err=True)


def _keep(folder: Path, found: Commitments) -> None:
    from blinkfirst.study.store.answer_folder import write_answer_folder

    extra = {"method": "backward induction of every profile", "equilibria": found.equilibria.method}
    write_answer_folder(folder, "commit", found.scenario, found.tables(), extra)
