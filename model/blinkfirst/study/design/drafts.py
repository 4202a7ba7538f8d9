"""A design as written; drawn up under a scenario, whose ranges it may sample, and tried on it.

`parse_draft` reads a command line, `blinkfirst.study.design.study_file` a study file. `drawn_up` makes the
design under a scenario; `check_design` tries it, so that a wrong path or level is found before anything runs.
Where nothing is sampled over the scenario's own ranges, `parse_design` makes the design at once.

The order of the factors: a table of cases first, then axes and paired values as written, the sample last, so
that the sample varies fastest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from blinkfirst.errors import Place, Problem, ScenarioError, StudyError, hinted
from blinkfirst.scenario.loading import changed
from blinkfirst.scenario.nodes import Node, plain
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import planted
from blinkfirst.study.design.axes import Entry, read_entry
from blinkfirst.study.design.case_csv import WrittenCases, read_cases
from blinkfirst.study.design.design import BLOCK, Design, overlaps
from blinkfirst.study.design.factors import Axis, Factor, Paired
from blinkfirst.study.design.ranges import LeftOut, lenses_in_force, own_ranges
from blinkfirst.study.design.sampling import Sample, Side, check_sampling
from blinkfirst.study.design.values import LENS, TextError, canonical, canonical_path, spelled

TRIES_PER_FACTOR = 300
NOWHERE = Place("")  # a text of the command line needs no place: the message shows the text itself
_OPTIONS = {"over": "--over", "sample": "--sample"}


@dataclass(frozen=True)
class Sampling:
    """The method, the number of points and the seed of a sample."""

    method: str
    size: int
    seed: int

    def __post_init__(self) -> None:
        check_sampling(self.method, self.size, self.seed)


@dataclass(frozen=True)
class WrittenEntry:
    """One text of a design, parsed, and its place."""

    entry: Entry
    place: Place = NOWHERE

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths it is about."""
        return (self.entry.path,) if isinstance(self.entry, Axis | Side) else self.entry.paths


@dataclass(frozen=True)
class DesignDraft:
    """A design as written.

    Attributes
    ----------
    entries : axes, paired values and sides of the box, in order.
    sampling : how the box is sampled; ``None`` when nothing is.
    over : ``"weights"``, ``"parameters"`` or paths whose own ranges are sides of the box, too.
    """

    entries: tuple[WrittenEntry, ...]
    sampling: Sampling | None = None
    over: tuple[str, ...] = ()
    cases: WrittenCases | None = None

    @property
    def paths(self) -> tuple[str, ...]:
        """Every path that is named."""
        of_cases = self.cases.table.paths if self.cases is not None else ()
        return (*of_cases, *(path for written in self.entries for path in written.paths))

    @property
    def listed(self) -> tuple[Axis | Paired, ...]:
        """The factors that are lists: a table of cases, then axes and paired values in order."""
        table = [self.cases.table] if self.cases is not None else []
        return (*table, *(w.entry for w in self.entries if not isinstance(w.entry, Side)))

    def place(self, path: str, row: int) -> Place:
        """Return the place of the value of a path in a row of its factor."""
        if self.cases is not None and path in self.cases.table.paths:
            return self.cases.place(row, path)
        return next((written.place for written in self.entries if path in written.paths), NOWHERE)


@dataclass(frozen=True)
class DrawnUp:
    """A design under a scenario, and what ``over`` asked for and could not take up."""

    design: Design
    left_out: tuple[LeftOut, ...] = ()


def parse_design(texts: Sequence[str]) -> Design:
    """Read axes and paired values as written on the command line.

    Raises `StudyError` with every text that cannot be read.

    Examples
    --------
    >>> design = parse_design(["parameters.haste=linspace(0,1,3)", "actors.US.precision=2,exact"])
    >>> len(design), next(design.cases())
    (6, {'parameters.haste': 0.0, 'actors.US.precision': 2})
    """
    return Design(parse_draft(texts).listed)


def parse_draft(
    texts: Sequence[str],
    sampling: Sampling | None = None,
    over: Sequence[str] = (),
    cases: Path | None = None,
) -> DesignDraft:
    """Read a design as written on the command line.

    Raises `StudyError` with everything that is wrong with it.

    Parameters
    ----------
    texts : ``path=1,2,3`` and the other forms.
    sampling : from ``--sample``, ``--n`` and a seed; see `sampling_of`.
    over : ``weights``, ``parameters``, or paths.
    cases : a CSV file, a path per column and a case per row.
    """
    problems: list[Problem] = []
    entries: list[WrittenEntry] = []
    for text in texts:
        try:
            entries.append(WrittenEntry(read_entry(text)))
        except TextError as error:
            problems.append(Problem(NOWHERE, _label(text), error.message, error.suggestion))
    table = None
    try:
        table = None if cases is None else read_cases(cases)
    except ScenarioError as error:
        problems += error.problems
    draft = DesignDraft(tuple(entries), sampling, tuple(over), table)
    problems += [
        Problem(NOWHERE, problem.path or _OPTIONS.get(problem.about, ""), problem.message)
        for problem in draft_problems(draft, paths_read=not problems)
    ]
    if problems:
        raise StudyError("\n".join(map(_line, problems)))
    return draft


def sampling_of(method: str | None, size: int | None, seed: int) -> Sampling | None:
    """Return what ``--sample METHOD`` and ``--n N`` ask for; ``None`` when neither is there.

    Raises `StudyError` when one is there without the other, or wrong.
    """
    if method is None and size is None:
        return None
    if method is None or size is None:
        there, missing = ("--n", "--sample METHOD") if method is None else ("--sample", "--n N")
        raise StudyError(f"{there} needs {missing} as well, as in `--sample sobol --n 256`")
    return Sampling(method, size, seed)


@dataclass(frozen=True)
class DraftProblem:
    """Something wrong with a draft as a whole.

    Attributes
    ----------
    about : ``"design"``, ``"sample"`` or ``"over"``.
    path : the path of the scenario it concerns; empty when it concerns none.
    place : of the entry it concerns; `NOWHERE` when it concerns none.
    """

    about: str
    path: str
    message: str
    place: Place = NOWHERE


def draft_problems(
    draft: DesignDraft, paths_read: bool = True, sampling_read: bool = True
) -> Iterator[DraftProblem]:
    """Yield what is wrong with a draft as a whole.

    Parameters
    ----------
    paths_read, sampling_read : whether all of its paths, and what it says of a sample, could be read; what
        could not be is not said to be missing.
    """
    for overlap in overlaps(draft.paths):
        place = [written.place for written in draft.entries if overlap.path in written.paths]
        yield DraftProblem("design", overlap.path, overlap.message, place[-1] if place else NOWHERE)
    sides = [written for written in draft.entries if isinstance(written.entry, Side)]
    if draft.sampling is not None:
        if paths_read and not sides and not draft.over:
            message = (
                "nothing to sample; give a path an interval(LOW,HIGH), or sample over weights or parameters"
            )
            yield DraftProblem("sample", "", message)
    elif sampling_read:
        needs = "needs a sample: `--sample sobol --n 256`, in a study file sample: {method: sobol, n: 256}"
        for side in sides:
            yield DraftProblem("design", side.paths[0], f"an interval {needs}", side.place)
        if draft.over:
            yield DraftProblem("over", "", needs)
        elif paths_read and not draft.paths:
            yield DraftProblem("design", "", "a design needs one path or more that varies")


def drawn_up(draft: DesignDraft, scenario: Scenario, fixed: Collection[str] = ()) -> DrawnUp:
    """Return the design of a draft under a scenario.

    Raises `StudyError` when the draft asks for ranges that the scenario does not have.

    Parameters
    ----------
    fixed : paths that were set by hand and so are not sampled over their own ranges.
    """
    if draft.sampling is None:
        return DrawnUp(Design(draft.listed))
    sides = [written.entry for written in draft.entries if isinstance(written.entry, Side)]
    left_out: list[LeftOut] = []
    if draft.over:
        ranges = own_ranges(scenario, draft.over, lenses_in_force(scenario, _lens_values(draft)))
        left_out += ranges.left_out
        for side in ranges.sides:
            reason = _taken(side.path, draft.paths, fixed)
            if reason:
                left_out.append(LeftOut(side.path, reason))
            else:
                sides.append(side)
    if not sides:
        listed = [f"{left.path}: {left.reason}" for left in left_out[:3]] + ["..."] * (len(left_out) > 3)
        raise StudyError(f"over {', '.join(draft.over)}: nothing is left to sample ({'; '.join(listed)})")
    sampling = draft.sampling
    sample = Sample(tuple(sides), sampling.method, sampling.size, sampling.seed)
    return DrawnUp(Design((*draft.listed, sample)), tuple(left_out))


def _lens_values(draft: DesignDraft) -> tuple[Any, ...]:
    return tuple(value for factor in draft.listed if LENS in factor.paths for value in factor.values_of(LENS))


def _taken(path: str, varied: Collection[str], fixed: Collection[str]) -> str:
    """Return why a range is not sampled although there is one; mostly nothing."""
    if _touches(path, varied):
        return "the design gives it values of its own"
    return "set by hand" if _touches(path, fixed) else ""


def _touches(path: str, others: Collection[str]) -> bool:
    """Return whether setting one of some paths would also set this one, or part of it."""
    mine = f"{canonical_path(path)}."
    theirs = [f"{canonical_path(other)}." for other in others]
    return any(mine.startswith(other) or other.startswith(mine) for other in theirs)


def _label(text: str) -> str:
    """Name a text of the design in a message: by its path where it has one."""
    path, equals, values = text.partition("=")
    return path.strip() if equals and path.strip() and values.strip() and "(" not in path else text.strip()


def _line(problem: Problem) -> str:
    """Return a problem in a line, with its place where it has one."""
    if problem.place != NOWHERE:
        return str(problem)
    where = f"{problem.path}: " if problem.path else ""
    return hinted(f"{where}{problem.message}", problem.suggestion)


def check_design(scenario: Scenario, design: Design, draft: DesignDraft | None = None) -> None:
    """Try the values of every factor alone: of numbers the smallest and the largest, of anything else all.

    At most `TRIES_PER_FACTOR` rows of a factor are tried; what only a combination breaks shows when the case
    runs.

    Raises `ScenarioError` with every problem.

    Parameters
    ----------
    draft : what the design was drawn up from, where it is known: problems then have its places.
    """
    problems: list[Problem] = []
    for factor in design.factors:
        tries = _ends(factor) if isinstance(factor, Sample) else _telling_rows(factor)
        for row, settings in tries:
            nodes = {path: _written(path, value, row, draft) for path, value in settings.items()}
            try:
                changed(scenario, nodes)
            except ScenarioError as error:
                found = [_in_case(problem, nodes) for problem in error.problems]
                problems += [problem for problem in found if problem not in problems]
    if problems:
        raise ScenarioError(problems)


def _in_case(problem: Problem, nodes: Mapping[str, Node]) -> Problem:
    """Return a problem with the values under which it occurs, unless it is about one of them."""
    if any(problem.place in (node.place, node.key) for node in nodes.values()):
        return problem
    case = ", ".join(f"{path}={spelled(path, plain(node))}" for path, node in nodes.items())
    return replace(problem, message=f"{problem.message}; so in the case {case}")


def _ends(sample: Sample) -> Iterator[tuple[int, dict[str, Any]]]:
    for end in ("low", "high"):
        yield 0, {side.path: getattr(side.interval, end) for side in sample.sides}


def _telling_rows(factor: Factor) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and settings of the rows in which something occurs for the first time that may be wrong:
    a text, a list, a number beyond those before it.
    """
    numbers: set[int] = set()
    for column in range(len(factor.paths)):
        numbers |= _telling_numbers(factor, column)
    for number in sorted(numbers)[:TRIES_PER_FACTOR]:
        yield number, dict(zip(factor.paths, factor.rows(number, number + 1)[0], strict=True))


def _telling_numbers(factor: Factor, column: int) -> set[int]:
    words: dict[str, int] = {}
    smallest: tuple[float, int] | None = None
    largest: tuple[float, int] | None = None
    for first in range(0, len(factor), BLOCK):
        for number, row in enumerate(factor.rows(first, first + BLOCK), start=first):
            value = row[column]
            if isinstance(value, bool) or not isinstance(value, int | float):
                words.setdefault(canonical(value), number)
                continue
            smallest = (value, number) if smallest is None or value < smallest[0] else smallest
            largest = (value, number) if largest is None or value > largest[0] else largest
    return {*words.values(), *(found[1] for found in (smallest, largest) if found is not None)}


def _written(path: str, value: Any, row: int, draft: DesignDraft | None) -> Node:
    place = draft.place(path, row) if draft is not None else NOWHERE
    return planted(value, Place("sweep") if place == NOWHERE else place)
