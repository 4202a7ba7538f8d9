"""Studies ready to run: the scenario loaded, the design drawn up and tried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from blinkfirst.errors import OptionError, Problem, ScenarioError, StudyError, hinted, nearest
from blinkfirst.scenario.loading import load, scenario_of
from blinkfirst.scenario.nodes import Node, replaced
from blinkfirst.scenario.scenario import Scenario
from blinkfirst.scenario.settings import put_all
from blinkfirst.study.design.design import Design
from blinkfirst.study.design.drafts import check_design, drawn_up
from blinkfirst.study.design.ranges import LeftOut
from blinkfirst.study.design.study_file import Study


@dataclass(frozen=True)
class LoadedStudy:
    """A study whose design has been tried on its scenario.

    Attributes
    ----------
    scenario : under the study's settings and lens, with the study's questions where it has any.
    left_out : numbers that were to be sampled over their ranges and could not be.
    """

    study: Study
    scenario: Scenario
    design: Design
    left_out: tuple[LeftOut, ...]


def chosen_studies(studies: Sequence[Study], names: Iterable[str]) -> tuple[Study, ...]:
    """Return the studies of some names, all when none is named, in the order of their file.

    Raises `OptionError` when there is no study of a name.
    """
    wanted = list(names)
    known = [study.name for study in studies]
    for name in wanted:
        if name not in known:
            message = f"no study named {name!r}; the file has: {', '.join(known)}"
            raise OptionError(hinted(message, nearest(name, known)))
    return tuple(study for study in studies if not wanted or study.name in wanted)


def loaded_studies(studies: Iterable[Study]) -> tuple[LoadedStudy, ...]:
    """Load and try some studies.

    Raises `ScenarioError` with the problems of all of them.
    """
    loaded: list[LoadedStudy] = []
    problems: list[Problem] = []
    for study in studies:
        try:
            loaded.append(loaded_study(study))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise ScenarioError(problems)
    return tuple(loaded)


def loaded_study(study: Study) -> LoadedStudy:
    """Load a study's scenario, draw up its design, and try every value of it.

    Raises `ScenarioError` with every problem found; what the study says has the places of its file.
    """
    scenario = _scenario_of(study)
    try:
        drawn = drawn_up(study.draft, scenario, fixed=tuple(study.settings))
    except StudyError as error:
        raise ScenarioError([Problem(study.place, f"studies.{study.name}", str(error))]) from None
    try:
        check_design(scenario, drawn.design, study.draft)
    except ScenarioError as error:
        raise ScenarioError([_of_the_study(problem, study) for problem in error.problems]) from None
    return LoadedStudy(study, scenario, drawn.design, drawn.left_out)


def _scenario_of(study: Study) -> Scenario:
    """Return a study's scenario: as written, the study's questions in place of its own, then the settings.

    Claims are not inherited, as by a scenario that extends another: a sweep judges none.
    """
    written = load(study.scenario)
    tree = replaced(written.composed, ("claims",), Node([], study.place, study.place))
    if study.asks:
        tree = replaced(tree, ("questions",), Node(list(study.asks), study.place, study.place))
    try:
        return scenario_of(put_all(tree, study.settings, study.place), written.name)
    except ScenarioError as error:
        raise ScenarioError([_of_the_study(problem, study) for problem in error.problems]) from None


def _of_the_study(problem: Problem, study: Study) -> Problem:
    """Return a problem under the name that its place has in the study file."""
    if problem.place.file != study.place.file or not problem.path.startswith("questions."):
        return problem
    return replace(problem, path=f"studies.{study.name}.{problem.path}")
