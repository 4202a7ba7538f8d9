"""The sweeps that a command line asks for: one, or the studies of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.questions.options import Settings, load_all, options_of
from blinkfirst.scenario.library import find_scenario
from blinkfirst.study.store.manifest import MANIFEST
from blinkfirst.study.store.sweep_folder import holds_sweep
from blinkfirst.study.store.tables import AGENTS, CASES, CONDITION, DEFAULT_OUTCOMES, FIRST_BLINKERS, OUTCOMES

if TYPE_CHECKING:
    from blinkfirst.scenario.scenario import Scenario
    from blinkfirst.study.design.design import Design
    from blinkfirst.study.sweep import SweepRequest

LEFT_OUT_SHOWN = 3
# below this rank correlation an outcome is not said to rise or fall with a path
CLEAR_TREND = 0.3
PANELS = {
    "lines": "who blinks first over the one path that varies",
    "map": "who leads over the two paths that vary",
    "spread": "how first blinks spread over the cases",
    "ranked": "which paths first blinks move with",
}


@dataclass(frozen=True)
class DesignOptions:
    """The options that describe the cases."""

    axes: tuple[str, ...]
    settings: Settings
    lens: str | None
    sample: str | None
    points: int | None
    sample_seed: int
    over: tuple[str, ...]
    cases: Path | None

    def options_used(self) -> list[str]:
        """Name the options among them that were used."""
        used = {
            options_of(self.settings): self.settings or None,
            "--lens": self.lens,
            "--sample": self.sample,
            "--n": self.points,
            "--over": self.over,
            "--cases": self.cases,
        }
        return [name for name, value in used.items() if value not in (None, ())]


@dataclass(frozen=True)
class OutcomeOptions:
    """The options that choose the outcomes, and which table to print; ``None`` for one that is not given."""

    outcomes: tuple[str, ...] | None
    condition: bool
    runs: int | None
    seed: int | None
    table: str | None
    as_csv: bool

    def options_used(self) -> list[str]:
        """Name the options among them that were used."""
        used = {
            "--outcomes": self.outcomes,
            "--condition": self.condition or None,
            "--runs": self.runs,
            "--seed": self.seed,
        }
        return [name for name, value in used.items() if value is not None]


@dataclass(frozen=True)
class SweepJob:
    """One sweep that is asked for.

    Attributes
    ----------
    name, heading : of a study; empty for a sweep from the command line.
    request : ``None`` when the folder says it all.
    folder : to keep it in; ``None`` when nothing is kept.
    remarks : what whoever wrote the design should know.
    """

    name: str
    heading: str
    request: SweepRequest | None
    folder: Path | None
    remarks: tuple[str, ...] = ()


def sweep_jobs(
    file: str | None, design: DesignOptions, asked: OutcomeOptions, out: Path | None, resume: bool
) -> list[SweepJob]:
    """Return the sweeps that a command line asks for, their designs tried on their scenarios.

    Raises `ScenarioError`, `StudyError` or `OptionError` with what is wrong.
    """
    if resume and out is None:
        raise OptionError("--resume: which sweep? Say --out DIR, the folder it is kept in")
    if file is None:
        return [_of_a_folder(design, asked, out, resume)]
    if _is_study_file(file):
        return _of_a_study_file(Path(file), design, asked, out)
    return [_of_the_command_line(file, design, asked, out)]


def _requested(scenario: Scenario, design: Design, asked: OutcomeOptions, kept: bool) -> SweepRequest:
    """Return the request; a sweep that is not kept computes only the table that is printed."""
    from blinkfirst.study.sweep import SweepRequest

    outcomes = asked.outcomes
    if not kept and outcomes is None:
        outcomes = _printed_outcomes(asked)
    if asked.condition:
        outcomes = (*(DEFAULT_OUTCOMES if outcomes is None else outcomes), CONDITION)
    return SweepRequest(scenario, design, outcomes, asked.seed, asked.runs)


def _printed_outcomes(asked: OutcomeOptions) -> tuple[str, ...]:
    if asked.table == AGENTS:
        if not asked.runs:
            raise OptionError("--table agents: no agents play; say --runs N as well")
        return ()
    if asked.runs:
        raise OptionError("--runs: nothing would keep or show them; say --out DIR, or --table agents")
    return (FIRST_BLINKERS,) if asked.table in (None, CASES) else (asked.table,)


def table_of(table: str | None, as_csv: bool) -> tuple[str | None, bool]:
    """Return the name of the table to print (``None`` for the default), and whether as CSV.

    Raises `OptionError` when there is no such table.
    """
    if table == "-":
        return None, True
    known = (CASES, *OUTCOMES, AGENTS)
    if table is not None and table not in known:
        message = f"--table: unknown table {table!r}; expected one of: {', '.join(known)}, or - for CSV"
        raise OptionError(hinted(message, nearest(table, known)))
    return table, as_csv


def outcomes_of(text: str | None) -> tuple[str, ...] | None:
    """Read ``--outcomes``: names of tables with commas between them, in any order.

    Raises `OptionError` with every name that is none.
    """
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name not in OUTCOMES]
    if unknown:
        listed = f"{', '.join(map(repr, unknown))}; expected some of: {', '.join(OUTCOMES)}"
        raise OptionError(hinted(f"--outcomes: unknown {listed}", nearest(unknown[0], OUTCOMES)))
    return tuple(name for name in OUTCOMES if name in names)


def _of_a_folder(design: DesignOptions, asked: OutcomeOptions, out: Path | None, resume: bool) -> SweepJob:
    if out is None or not resume:
        raise OptionError(
            "nothing to sweep; expected FILE PATH=VALUES..., or --out DIR --resume to go on with a sweep"
        )
    if not holds_sweep(out):
        inside = [path.parent.name for path in sorted(out.glob(f"*/{MANIFEST}"))]
        hint = f"; it holds sweeps of a study file, {', '.join(inside)}: say that file as well"
        raise OptionError(f"--resume: {out} holds no sweep to go on with{hint if inside else ''}")
    if used := [*design.options_used(), *asked.options_used()]:
        raise OptionError(
            f"{', '.join(used)}: {out} knows what it is about; to enlarge it say FILE and design as well"
        )
    return SweepJob("", "", None, out)


def _is_study_file(file: str) -> bool:
    """Return whether a file is one of studies. Raises `ScenarioError` when there is none or it is no YAML."""
    from blinkfirst.study.design.study_file import is_study_file

    return is_study_file(find_scenario(file))


def _of_a_study_file(
    path: Path, design: DesignOptions, asked: OutcomeOptions, out: Path | None
) -> list[SweepJob]:
    from blinkfirst.study.design.studies import chosen_studies, loaded_studies
    from blinkfirst.study.design.study_file import studies_of

    if used := design.options_used():
        raise OptionError(
            f"{', '.join(used)}: the studies of {path} have designs of their own; change them there"
        )
    jobs = []
    for loaded in loaded_studies(chosen_studies(studies_of(path), design.axes)):
        study = loaded.study
        own = replace(
            asked,
            outcomes=asked.outcomes or study.outcomes,
            runs=study.runs if asked.runs is None else asked.runs,
            seed=study.seed if asked.seed is None else asked.seed,
        )
        jobs.append(
            SweepJob(
                study.name,
                f"{study.title}\n{study.question}",
                _requested(loaded.scenario, loaded.design, own, out is not None),
                None if out is None else out / study.name,
                _remarks(loaded.design, [f"{left.path}: {left.reason}" for left in loaded.left_out]),
            )
        )
    return jobs


def _of_the_command_line(
    file: str, words: DesignOptions, asked: OutcomeOptions, out: Path | None
) -> SweepJob:
    from blinkfirst.study.design.drafts import check_design, drawn_up, parse_draft, sampling_of

    sampling = sampling_of(words.sample, words.points, words.sample_seed)
    over = [name.strip() for text in words.over for name in text.split(",")]
    draft = parse_draft(words.axes, sampling, over, words.cases)
    (scenario,) = load_all([file], words.settings, words.lens)
    fixed = [*words.settings, *(["lens"] if words.lens is not None else [])]
    drawn = drawn_up(draft, scenario, fixed)
    check_design(scenario, drawn.design, draft)
    left_out = [f"{left.path}: {left.reason}" for left in drawn.left_out]
    request = _requested(scenario, drawn.design, asked, out is not None)
    return SweepJob("", "", request, out, _remarks(drawn.design, left_out))


def _remarks(design: Design, left_out: Sequence[str]) -> tuple[str, ...]:
    from blinkfirst.study.design.sampling import Sample

    remarks = [factor.remark for factor in design.factors if isinstance(factor, Sample)]
    if left_out:
        listed = "; ".join(left_out[:LEFT_OUT_SHOWN])
        more = len(left_out) - LEFT_OUT_SHOWN
        remarks.append(f"not sampled: {listed}" + (f"; and {more} more" if more > 0 else ""))
    return tuple(remark for remark in remarks if remark)
