"""``blinkfirst compare``."""

from __future__ import annotations

from pathlib import Path

import click

from blinkfirst.errors import OptionError

PARTS, SCENARIO = "parts", "scenario.yaml"


@click.command()
@click.argument("first", metavar="FIRST")
@click.argument("second", required=False, metavar="[SECOND]")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Set a value in both by its dotted path, as actors.US.precision=4. May be repeated.",
)
@click.option(
    "--lens",
    "lenses",
    multiple=True,
    metavar="LENS",
    help="Read both with this lens (or shares of several); given twice: the first with the one, the second "
    "with the other.",
)
@click.option(
    "--change",
    "changes",
    multiple=True,
    metavar="PATH=VALUE",
    help="Set a value in the second only. May be repeated.",
)
@click.option(
    "--outcome",
    metavar="NAME",
    help="Which outcome to explain, as 'US blinks first' or the name of a question; the probability that "
    "differs most when left out.",
)
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=12,
    show_default=True,
    help="How many changes to show.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep both scenarios, manifest and tables in a new folder.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object with everything instead.")
@click.option(
    "--csv",
    "as_csv",
    is_flag=True,
    help="Print the effect of every change on every outcome as CSV instead; of two sweeps, every outcome of "
    "every pair of cases.",
)
def compare(
    first: str,
    second: str | None,
    settings: tuple[str, ...],
    lenses: tuple[str, ...],
    changes: tuple[str, ...],
    outcome: str | None,
    top: int,
    out: Path | None,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Set two scenarios side by side: what they assume, what they come to, and which assumption makes the
    difference. Or two sweeps, given by their folders: case by case where the settings agree.

    \b
    blinkfirst compare 2018-report-hold 2019-hanoi
    blinkfirst compare 2019-hanoi --lens garrie-2018 --lens haggard-2022
    blinkfirst compare 2019-hanoi --change parameters.offer-quality=0.9
    """  # noqa: D301  click reads the \b
    from blinkfirst.questions.compare.running import Comparing, Told, compare_scenarios, compare_sweeps

    if as_json and as_csv:
        raise OptionError("--json, --csv: expected one of them, got both")
    told = Told(top, out, as_json, as_csv)
    sweeps = [name for name in (first, second) if name is not None and _is_sweep(name)]
    if not sweeps:
        names = _scenario(first), None if second is None else _scenario(second)
        compare_scenarios(Comparing(*names, settings, lenses, changes, outcome), told)
        return
    if second is None or len(sweeps) < 2:
        raise OptionError(f"{sweeps[0]}: the folder of a sweep can be compared with that of another one only")
    given = {"--set": settings, "--lens": lenses, "--change": changes, "--outcome": outcome}
    if useless := [option for option, value in given.items() if value]:
        raise OptionError(f"{useless[0]}: two sweeps are compared as they are; the option is for scenarios")
    compare_sweeps(Path(first), Path(second), told)


def _is_sweep(name: str) -> bool:
    return (Path(name) / PARTS).is_dir()


def _scenario(name: str) -> str:
    """Return the scenario kept in the folder of a run; any other name as it is."""
    kept = Path(name) / SCENARIO
    return str(kept) if kept.is_file() else name
