"""Runs of agents, as a page and in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from blinkfirst.game.leader import likeliest_blinkers
from blinkfirst.report.document import Block, Document, Grid, Section, grid, prose, section
from blinkfirst.report.labels import Labels
from blinkfirst.report.words import counted, percent
from blinkfirst.scenario.questions import COUNT

if TYPE_CHECKING:  # agents bring a large library along
    from blinkfirst.agents.frequencies import Estimate
    from blinkfirst.questions.run.agents import Chosen, SampleRuns, Story


def document_of(sample: SampleRuns) -> Document:
    """Return runs as dated stories, then the shares of all runs."""
    return Document(sample.scenario.title, sections=tuple(runs_sections(sample, {})))


def runs_sections(sample: SampleRuns, exact: Mapping[str, float]) -> Iterator[Section]:
    """Yield the stories and the shares, beside exact probabilities and counts where they are known."""
    if sample.chosen is not None:
        yield section("Which runs follow", prose(chosen_sentence(sample, sample.chosen)))
    for told in sample.stories:
        yield section(story_heading(sample, told), prose(*told.lines, indent=2))
    odd = {actor: mind for actor, mind in sample.minds.items() if mind != "strategic"}
    notes: list[Block] = []
    if odd:
        shown = Labels(sample.scenario).actor
        minds = ", ".join(f"{shown(actor)} is {mind}" for actor, mind in odd.items())
        said = "the shares are not those of the exact forecast, in which all are strategic"
        notes.append(prose(f"{minds}: {said}", style="quiet"))
    yield section(f"Who blinked first in {sample.runs:,} runs", _shares(sample, exact), *notes)


def story_heading(sample: SampleRuns, told: Story) -> str:
    """Return the heading of a story."""
    alone = sample.chosen is None and len(sample.stories) == 1
    return f"{'One run' if alone else f'Run {told.run:,}'} (seed {sample.seed}, replicate {told.run})"


def chosen_sentence(sample: SampleRuns, chosen: Chosen) -> str:
    """Say how many of the runs meet the condition on stories, and how many of these follow."""
    share = chosen.share
    count, among = round(share.value * sample.runs), counted(sample.runs, "run")
    if not count:
        return f"None of {among} meets the condition that {chosen.condition}: there is no story."
    told = len(sample.stories)
    first = {0: "", 1: "; the first of them follows"}.get(told, f"; the first {told:,} of them follow")
    met = f"{count:,} of {among} ({percent(share.value)}) meet{'s' if count == 1 else ''} the condition that"
    return f"{met} {chosen.condition}{'; it follows' if count == told == 1 else first}."


def sentences_of(sample: SampleRuns) -> Iterator[str]:
    """Return in sentences who blinked first in how many of the runs."""
    shares = {name: estimate.value for name, estimate in sample.first_blink.items()}
    first, among = likeliest_blinkers(shares), f"of {sample.runs:,} runs (seed {sample.seed})"
    if not first:
        yield f"Nobody blinked in any {among}."
        return
    leaders, share = " and ".join(map(Labels(sample.scenario).actor, first)), percent(shares[first[0]])
    yield f"{leaders} blinked first most often, in {share}{' each' if len(first) > 1 else ''} {among}."
    yield f"In {percent(shares['nobody'])} nobody blinked."


def _shares(sample: SampleRuns, exact: Mapping[str, float]) -> Grid:
    counting = {question.name for question in sample.scenario.questions if question.ask.form == COUNT}
    shown = Labels(sample.scenario).actor
    blinking = {
        name: share for name, share in sample.first_blink.items() if share.value or exact.get(name) != 0.0
    }  # without those that cannot blink
    rows = [(shown(name), *_share(name, share, exact, counts=False)) for name, share in blinking.items()]
    rows += [
        (name, *_share(name, share, exact, name in counting)) for name, share in sample.questions.items()
    ]
    return grid(("", "agents", "95 % interval", *(["exact"] if exact else [])), rows)


def _share(name: str, share: Estimate, exact: Mapping[str, float], counts: bool) -> tuple[str, ...]:
    value, low, high, *beside = (
        f"{number:.2f}" if counts else percent(number)
        for number in (*share, *([exact[name]] if exact else []))
    )
    return value, f"{low} to {high}", *beside
