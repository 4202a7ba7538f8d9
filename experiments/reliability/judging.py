"""What an input must come to: accepted with finite answers, or refused in this project's own words.

Each kind of input is one file in an empty folder, or lines of options; a small scenario lies beside it. What
is accepted and small is also compiled and solved.
"""

# ruff: noqa: D102, E501  readers by kind, and a scenario
from __future__ import annotations

import json
import os
import re
import resource
import signal
import time
import traceback
import warnings
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import numpy as np
from inputs import ACTORS, LEVELS, MOVES, PARAMETERS

from blinkfirst.compile.evaluation import View, finite, holds
from blinkfirst.compile.questions import check_questions
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.compile.strategic_forms import text_of_form
from blinkfirst.compile.variants import check_claims
from blinkfirst.errors import LINE_SHOWN, BlinkFirstError, Place, ScenarioError, SolverError, first_control
from blinkfirst.questions.export.answer import imported
from blinkfirst.questions.matrix.answer import equilibria
from blinkfirst.questions.options import parsed_lens, parsed_settings
from blinkfirst.questions.run.answer import outlook_of
from blinkfirst.questions.run.tables import object_of
from blinkfirst.questions.stability.answer import read_ranks
from blinkfirst.scenario.expressions import CONDITION, NUMBER, ExpressionError, Vocabulary, parse
from blinkfirst.scenario.library import kind_of
from blinkfirst.scenario.loading import load, load_matrix
from blinkfirst.scenario.matrix import Matrix
from blinkfirst.scenario.scenario import ParsedExpression, Scenario, VariableRules
from blinkfirst.study.design.case_csv import read_cases
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.drafts import DesignDraft, check_design, drawn_up, parse_draft, sampling_of
from blinkfirst.study.design.studies import loaded_studies
from blinkfirst.study.design.study_file import studies_of

SECONDS = 2.0  # of processor time an input
MEMORY = 500_000_000  # bytes an input, over what the process has
LINE_BOUND = LINE_SHOWN + 100  # characters of a line of a message
MESSAGE_BOUND = 50_000  # characters of a message, and twenty times those of the input
SOLVED_SIZE = 20_000  # states times ticks
STATES = 500
PROFILES = 12
READ_AGAIN_IN, SOLVED_IN = 5, 50  # one in so many games, for which this takes long
CASES_TRIED = 12

BESIDE = """\
blinkfirst: 1
title: Beside
start: 2024-01-01
horizon: 1
tick: 0.25
world:
  gas: {levels: [flowing, cut, off-for-good], start: flowing}
  talks: {levels: [none, open], start: none}
  heat: {levels: [low, high, peak], start: low}
parameters:
  haste: {value: 0.5, low: -5, high: 5}
  hard-line: {value: 2.0, low: -5, high: 5}
lenses: {old: {title: Old}, new: {title: New}}
lens: old
actors:
  East:
    position: "No."
    tempo: 0.3 * haste
    patience: 0.9
    precision: 4
    moves:
      hold: {}
      yield: {when: gas != cut, then: {gas: cut}, blink: hard}
      press: {when: heat < peak, then: {heat: 1}}
  West:
    position: "No."
    tempo: 0.4
    patience: 0.9
    precision: 2
    moves:
      hold: {}
      yield: {when: gas == flowing, then: {gas: cut}, blink: soft}
      offer-talks: {when: talks == none, then: {talks: open}}
arguments:
  arg-0: {claim: So., assumption: Invented., for: East, while: gas == cut, weight: {old: [-1, -0.5, 0], new: -1}}
  arg-1: {claim: So., assumption: Invented., for: West, when: mover == me and move == yield, worth: hard-line, weight: [-1, -0.5, 0]}
questions: [East blinks before West]
"""

VOCABULARY = Vocabulary(
    {name: tuple(levels) for name, levels in LEVELS.items()}, frozenset(PARAMETERS), frozenset(ACTORS), frozenset(MOVES),
    frozenset({"me", "mover", "move"}),
)  # fmt: skip
VIEW = View(
    tuple(VariableRules(name, tuple(levels), levels[0], False, "") for name, levels in LEVELS.items()),
    np.array(np.meshgrid(*(range(len(own)) for own in LEVELS.values()))).reshape(len(LEVELS), -1).T,
    PARAMETERS, me="East", mover="West", move="yield",
)  # fmt: skip


class TooSlow(BaseException):
    """An input has used up its processor time."""


class Verdict(NamedTuple):
    """What became of an input.

    ``outcome`` is ``solved``, ``accepted``, ``refused`` or ``failed``; ``words`` say why it failed, and
    ``trace`` where. Failures of the same ``words`` are of the same kind.
    """

    outcome: str
    words: str = ""
    trace: str = ""
    length: int = 0  # of the message


@dataclass(frozen=True)
class Judge:
    """Reads inputs as the commands do, in a folder of its own."""

    folder: Path

    def verdict(self, kind: str, raw: bytes) -> Verdict:
        """Judge an input; under the limits of time and memory, on the main thread of a process."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                return Verdict("solved" if limited(lambda: _READERS[kind](self, raw)) else "accepted")
        except ExpressionError as error:
            inside = 0 <= error.offset <= len(raw)
            return (
                _refusal(raw, error.message)
                if inside
                else Verdict("failed", "a place outside the expression")
            )
        except BlinkFirstError as error:
            return _of_refusal(raw, error)
        except TooSlow:
            return Verdict("failed", f"more than {SECONDS:g} s", traceback.format_exc())
        except Exception as error:
            return Verdict("failed", _kind_of(error), traceback.format_exc(limit=-12))

    # --- the readers: true when the input was solved, too

    def scenario(self, raw: bytes) -> bool:
        return _solved(load(self._file("input.yaml", raw)))

    def settings(self, raw: bytes) -> bool:
        lines = _lines(raw)
        lens = [line.removeprefix("--lens ") for line in lines if line.startswith("--lens ")]
        values = parsed_settings([line for line in lines if not line.startswith("--lens ")])
        return _solved(load(self.beside, values, parsed_lens(lens[0] if lens else None)))

    def expression(self, raw: bytes) -> bool:
        text = raw.decode("utf-8", "surrogateescape")
        errors = []
        for domain, evaluated in ((NUMBER, finite), (CONDITION, holds)):
            try:
                found = parse(text, VOCABULARY, domain)
            except ExpressionError as error:
                errors.append(error)
            else:
                evaluated(ParsedExpression(found, text, "worth", Place("input")), VIEW)
        if len(errors) == 2:
            raise errors[0]
        return True

    def design(self, raw: bytes) -> bool:
        lines = _lines(raw)
        asked = {
            name: [line.split()[1:] for line in lines if line.startswith(name)]
            for name in ("--sample", "--over")
        }
        method, *rest = (*(asked["--sample"] or [[]])[0], "", "")
        size = int(rest[0]) if re.fullmatch(r"-?\d{1,9}", rest[0]) else None
        texts = [line for line in lines if not line.startswith("--")]
        over = [word for words in asked["--over"] for word in words]
        return self._drawn(parse_draft(texts, sampling_of(method or None, size, 0), over))

    def study(self, raw: bytes) -> bool:
        self.beside  # noqa: B018  it must be there
        studies = studies_of(self._file("studies.yaml", raw))
        # every value of a study is tried, which on a large theatre takes more than an input has
        own = [study for study in studies if study.scenario == self.beside]
        return bool(own) and all(len(study.design) > 0 for study in loaded_studies(own))

    def cases(self, raw: bytes) -> bool:
        return self._drawn(DesignDraft((), cases=read_cases(self._file("cases.csv", raw))))

    def ranks(self, raw: bytes) -> bool:
        game = self.compiled.standoff.opening
        return read_ranks(self._file("ranks.csv", raw), game).shape == (game.n_states, game.n_actors)

    def matrix(self, raw: bytes) -> bool:
        return _solved_matrix(load_matrix(self._file("input.yaml", raw)), raw)

    def nfg(self, raw: bytes) -> bool:
        return self._imported(self._file("input.nfg", raw), raw)

    def sgame(self, raw: bytes) -> bool:
        return self._imported(self._file("input.csv", raw), raw)

    # --- what they share

    @cached_property
    def beside(self) -> Path:
        """The small scenario that options, studies and tables are about."""
        return self._file("beside.yaml", BESIDE.encode())

    @cached_property
    def scenario_beside(self) -> Scenario:
        """The same, loaded."""
        return load(self.beside)

    @cached_property
    def compiled(self) -> Compiled:
        """The same, compiled."""
        return compile_scenario(self.scenario_beside)

    def _file(self, name: str, raw: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(raw)
        return path

    def _drawn(self, draft: DesignDraft) -> bool:
        design = drawn_up(draft, self.scenario_beside).design
        for first in {0, max(len(design) - 2, 0)}:
            list(design.cases(first, min(first + 2, len(design))))
        if _values(design) <= CASES_TRIED:
            check_design(self.scenario_beside, design, draft)
            return True
        return False

    def _imported(self, path: Path, raw: bytes) -> bool:
        game = imported(path, None)
        list(map(str, game.notices))
        if game.form.n_profiles > 500 or not _by_lot(raw, READ_AGAIN_IN):
            return False
        text = text_of_form(game.form, f"imported from {path.name}", game.summary)
        return _solved_matrix(load_matrix(text), raw)  # what is imported can be read


_READERS: Mapping[str, Callable[[Judge, bytes], bool]] = {
    name: getattr(Judge, name)
    for name in (
        "scenario",
        "settings",
        "expression",
        "design",
        "study",
        "cases",
        "ranks",
        "matrix",
        "nfg",
        "sgame",
    )
}


def _lines(raw: bytes) -> list[str]:
    """Return options as a shell would hand them on, whose control characters the command refuses itself."""
    lines = os.fsdecode(raw).split("\n")
    return [line for line in lines if line and first_control(line) is None and "\x00" not in line]


def _by_lot(raw: bytes, one_in: int) -> bool:
    """Choose some of the inputs for what takes long, the same ones every time."""
    return zlib.crc32(raw) % one_in == 0


def _values(design: Design) -> int:
    return sum(len(factor) * len(factor.paths) for factor in design.factors)


def _solved(scenario: Scenario) -> bool:
    compiled = compile_scenario(scenario, states_limit=STATES)
    check_claims(compiled)
    check_questions(compiled)
    if compiled.standoff.opening.n_states * max(compiled.standoff.ticks, 1) > SOLVED_SIZE:
        return False
    json.dumps(object_of(outlook_of(compiled)), allow_nan=False)
    return True


def _solved_matrix(matrix: Matrix, raw: bytes) -> bool:
    if len(matrix.cells) > PROFILES or len(matrix.players) > 2 or not _by_lot(raw, SOLVED_IN):
        return False
    json.dumps(equilibria(matrix).as_object(), allow_nan=False)
    return True


# --- judging


def _of_refusal(raw: bytes, error: BlinkFirstError) -> Verdict:
    if isinstance(error, ScenarioError):
        if not error.problems or not all(
            problem.place.file and problem.message for problem in error.problems
        ):
            return Verdict("failed", "a refusal without a place", traceback.format_exc(limit=-6))
    elif error.exit_status != 2 and not isinstance(error, SolverError):
        return Verdict(
            "failed", f"bad input of exit status {error.exit_status}", traceback.format_exc(limit=-6)
        )
    found = _refusal(raw, error.for_command)
    return found._replace(trace=traceback.format_exc(limit=-6)) if found.outcome == "failed" else found


def _refusal(raw: bytes, message: str) -> Verdict:
    longest = max(map(len, message.split("\n")))
    if first_control(message) is not None:
        return Verdict("failed", "a control character in a message")
    if longest > LINE_BOUND:
        return Verdict("failed", f"a line of a message of more than {LINE_BOUND:,} characters")
    if len(message) > MESSAGE_BOUND + 20 * len(raw):
        return Verdict("failed", "a message out of all proportion")
    return Verdict("refused", length=len(message))


def _kind_of(error: Exception) -> str:
    """Name a failure by its class and the last place in this project that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}blinkfirst{os.sep}" in frame.filename] or frames
    place = f"{'/'.join(Path(own[-1].filename).parts[-2:])} {own[-1].name}"
    said = re.sub(r"[^A-Za-z ]+", " ", str(error))[:60].strip() if isinstance(error, Warning) else ""
    return f"{type(error).__name__} in {place}{': ' if said else ''}{said}"


# --- limits


def limited(work: Callable[[], Any]) -> Any:
    """Do something within `SECONDS` of processor time and `MEMORY` more bytes.

    Raises `TooSlow`, or `MemoryError`. Where neither can be raised, since no Python is run any more, the
    system ends the process soon after.
    """
    used = time.process_time()
    resource.setrlimit(resource.RLIMIT_AS, (_bytes_now() + MEMORY, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + SECONDS + 3), resource.RLIM_INFINITY))
    signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        return work()
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0.0)
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _too_slow(_: int, __: FrameType | None) -> None:
    raise TooSlow


def _bytes_now() -> int:
    return int(Path("/proc/self/statm").read_bytes().split()[0]) * resource.getpagesize()


def warm_up(judge: Judge) -> None:
    """Compile and load what is compiled or loaded once, so that no input pays for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _solved(judge.scenario_beside)
        assert kind_of(judge.beside) == "stand-off"
        assert judge.compiled.standoff.ticks > 0
        endless = BESIDE.replace("horizon: 1\n", "horizon: none\nwindow: 3\n")
        events = "events: [{on: 2024-01-15, name: V, foreseen: true, set: {parameters.haste: 1}}]\n"
        for text in (endless, BESIDE + events, BESIDE.replace("precision: 4", "precision: exact")):
            _solved(load(text))
        for name, raw in (("input.nfg", _A_FORM), ("input.csv", _A_TABLE)):
            form = imported(judge._file(name, raw), None).form
            equilibria(load_matrix(text_of_form(form, "none")))
        parse_draft(["horizon=interval(1,2)"], sampling_of("sobol", 2, 0), ())


_A_FORM = b'NFG 1 R "T" { "a" "b" } { 2 2 } 1 2 3 4 5 6 7 8'
_A_TABLE = b"state,a_p,u_p,to_state\ndelta,,0,\ns,x,1,\ns,y,2,\n"
