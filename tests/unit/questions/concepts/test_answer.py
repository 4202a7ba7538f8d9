"""Many answers to one question: each way is what its own command says, and the verdict follows from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from blinkfirst.agents import minds as agents
from blinkfirst.agents.minds.mind import Mind, Occasion
from blinkfirst.agents.runs import simulate
from blinkfirst.compile.commitments import players_of
from blinkfirst.compile.scenario import Compiled, compile_scenario
from blinkfirst.errors import OptionError, SolverError
from blinkfirst.game.game import HARD, FloatArray
from blinkfirst.game.standoff import Plan, Stretch
from blinkfirst.questions.commit.answer import commitments_of
from blinkfirst.questions.concepts import theories as theories
from blinkfirst.questions.concepts.answer import concepts_of
from blinkfirst.questions.concepts.figure import FACTORS, precision_curve
from blinkfirst.questions.concepts.page import sentences_of
from blinkfirst.questions.concepts.records import (
    AGENTS,
    COIN_TOSS,
    COMMITMENTS,
    CONCEPTS,
    GRAPH,
    HIERARCHY,
    LEARNING,
    LEVELS,
    LOGIT,
    PERFECT,
    SHARPER,
    ConceptAnswer,
    ConceptOptions,
    ConceptTable,
    SolutionConcept,
    leaders,
)
from blinkfirst.questions.concepts.tables import object_of, tables_of
from blinkfirst.report.words import spoken_date
from blinkfirst.scenario.calendar import date_after
from blinkfirst.scenario.loading import load
from blinkfirst.solve.standoff.backward_answers import ANY_DEGREE, backward_answers, first_blink_watches
from blinkfirst.solve.standoff.backward_induction import backward_induction
from blinkfirst.solve.standoff.forecast import forecast
from blinkfirst.solve.standoff.level_k import cognitive_hierarchy, level_k
from blinkfirst.solve.standoff.precision import coin_toss, with_precision, without_error
from worlds.handmade import Edge, handmade_game
from worlds.random_games import standoff_of, with_game
from worlds.strategic_forms import bimatrix

CLOSE: Any = {"rtol": 1e-9, "atol": 1e-12}


@cache
def standoff() -> Compiled:
    return compile_scenario(load("textbook/two-sided-standoff"))


@cache
def asked_all() -> ConceptTable:
    return concepts_of(standoff(), ConceptOptions(runs=2_000))


def concept(found: ConceptTable, key: str) -> SolutionConcept:
    (one,) = (each for each in found.concepts if each.key == key)
    return one


def first(found: ConceptTable, key: str) -> FloatArray:
    (answer,) = concept(found, key).answers
    assert answer.first is not None
    return answer.first


def test_every_way_stands_where_it_belongs() -> None:
    keys = [one.key for one in asked_all().concepts]
    assert keys == sorted(keys, key=CONCEPTS.index)
    assert set(keys) == set(CONCEPTS) - {LEARNING}
    assert [one.name for one in asked_all().concepts if one.key == LEVELS] == [
        "level 1",
        "level 2",
        "level 3",
    ]


def test_every_way_says_what_its_own_road_says() -> None:
    """First blinks by the road backward, which shares nothing with the forecast but the choices."""
    found, game = asked_all(), standoff().standoff
    for key, there in (
        (COIN_TOSS, coin_toss(game)),
        (LOGIT, game),
        (SHARPER, with_precision(game, 2.0)),
        (PERFECT, without_error(game)),
    ):
        chances = backward_answers(there, first_blink_watches(there, [ANY_DEGREE]))
        np.testing.assert_allclose(first(found, key), chances, **CLOSE)
    levels = [each for each in found.concepts if each.key == LEVELS]
    believed = ("toss coins", "are of level 1", "are of level 2")
    assert [each.assumes for each in levels] == [
        f"each believes that the others {what}; errors by precision" for what in believed
    ]
    for depth, each in enumerate(levels, start=1):
        expected = forecast(game, level_k(game, depth)).first_blink_by_actor
        (answer,) = each.answers
        assert answer.first is not None
        np.testing.assert_allclose(answer.first, expected, **CLOSE)
    expected = forecast(game, cognitive_hierarchy(game)).first_blink_by_actor
    np.testing.assert_allclose(first(found, HIERARCHY), expected, **CLOSE)


def test_commitments_are_those_of_the_table() -> None:
    table = commitments_of(standoff(), players_of(standoff().scenario))
    answers = concept(asked_all(), COMMITMENTS).answers
    assert len(answers) == len(table.equilibria.equilibria) == 3
    for answer, equilibrium in zip(answers, table.equilibria.equilibria, strict=True):
        assert answer.first is not None
        np.testing.assert_allclose(answer.first, table.expected_first_blinks(equilibrium.profile), **CLOSE)
    assert answers[0].label == "East never blinks; West blinks at the first chance"
    never, _, free = table.equilibria.equilibria[2].profile[0]
    label = f"East never blinks ({never:.3f}) or as the game goes ({free:.3f}); West never blinks (0."
    assert answers[2].label.startswith(label)


def test_agents_say_what_the_forecast_says() -> None:
    (sampled,) = concept(asked_all(), AGENTS).answers
    exact = asked_all().logit.chances
    assert sampled.low is not None
    assert sampled.high is not None
    assert exact is not None
    assert (sampled.low <= exact).all()
    assert (exact <= sampled.high).all()
    assert not concept(asked_all(), AGENTS).counted
    assert concept(asked_all(), AGENTS).notes == ()
    game = standoff().standoff
    played = simulate(game, backward_induction(game), 2_000, ConceptOptions().seed)
    assert first(asked_all(), AGENTS).tolist() == [share.value for share in played.first_blink_by_actor]


def test_half_of_the_first_blinks_have_come_by_a_month() -> None:
    """From the first blinks tick by tick, a tick of so many months; None where nobody blinks."""
    game = standoff().standoff
    (exact,) = concept(asked_all(), LOGIT).answers
    by_tick = forecast(game, backward_induction(game)).first_blink.sum(axis=(1, 2)).cumsum()
    assert exact.months is not None
    tick = int(np.searchsorted(by_tick, by_tick[-1] / 2))
    assert tick < exact.months / game.tick_months <= tick + 1
    (sampled,) = concept(asked_all(), AGENTS).answers
    assert sampled.months == pytest.approx(exact.months, rel=0.2)


def test_agents_that_disagree_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = coin_toss(standoff().standoff)
    tossing = backward_induction(wrong)
    monkeypatch.setattr(theories, "simulate", lambda _, __, *rest: simulate(wrong, tossing, *rest))
    found = concepts_of(standoff(), ConceptOptions((AGENTS,), runs=2_000))
    (note,) = concept(found, AGENTS).notes
    assert "outside the runs' 95 % interval for East, West, nobody" in note


def test_asking_less_changes_no_answer() -> None:
    told: list[tuple[int, int, str]] = []
    less = concepts_of(
        standoff(), ConceptOptions((PERFECT, LEVELS), levels=1, jobs=1), lambda *now: told.append(now)
    )
    assert [(done, of) for done, of, _ in told] == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert sorted(name for *_, name in told) == ["", "level 1", "logit forecast", "subgame-perfect"]
    assert [each.key for each in less.concepts] == [LOGIT, PERFECT, LEVELS]
    np.testing.assert_array_equal(first(less, PERFECT), first(asked_all(), PERFECT))
    most = concepts_of(
        standoff(), ConceptOptions(skip=tuple(key for key in CONCEPTS if key not in (LOGIT, COIN_TOSS)))
    )
    assert [each.key for each in most.concepts] == [COIN_TOSS, LOGIT]


def test_best_replies_leave_no_error() -> None:
    sharp = concepts_of(standoff(), ConceptOptions((LEVELS,), levels=2, best_replies=True))
    there = without_error(standoff().standoff)
    levels = [each for each in sharp.concepts if each.key == LEVELS]
    for depth, each in enumerate(levels, start=1):
        found = each.answers[0].first
        assert found is not None
        expected = forecast(there, level_k(there, depth)).first_blink_by_actor
        np.testing.assert_allclose(found, expected, **CLOSE)


def test_the_hierarchy_is_as_deep_as_asked() -> None:
    found = concepts_of(standoff(), ConceptOptions((HIERARCHY,), tau=0.7))
    game = standoff().standoff
    expected = forecast(game, cognitive_hierarchy(game, 0.7)).first_blink_by_actor
    np.testing.assert_allclose(first(found, HIERARCHY), expected, **CLOSE)
    assert concept(found, HIERARCHY).notes[0].startswith("50 % of all decisions are of level 0")  # exp(-0.7)


def test_what_is_odd_about_the_table_of_commitments_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    table = commitments_of(standoff(), players_of(standoff().scenario))
    assert concept(asked_all(), COMMITMENTS).notes == ()

    def said(complete: bool, degenerate: bool = False) -> SolutionConcept:
        odd = replace(table, equilibria=replace(table.equilibria, complete=complete, degenerate=degenerate))
        monkeypatch.setattr(theories, "commitments_of", lambda *_: odd)
        return theories.commitments_concept(standoff(), gambit=False)

    assert "are tied" in said(complete=False, degenerate=True).notes[0]
    assert said(complete=False).notes == ("there may be further equilibria of the commitments",)
    none = replace(table, equilibria=replace(table.equilibria, equilibria=()))
    monkeypatch.setattr(theories, "commitments_of", lambda *_: none)
    missing = theories.commitments_concept(standoff(), gambit=False).missing
    assert missing == "no equilibrium of the commitments was found"
    table = replace(table, form=bimatrix([[1.0]], [[1.0]]))
    assert said(complete=True).missing == "no side has a blink to commit to, or to forgo"


def test_gambit_is_asked_when_it_is_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    options: list[bool] = []

    def refusing(_: object, __: object, gambit: bool) -> None:
        options.append(gambit)
        raise SolverError("not today")

    monkeypatch.setattr(theories, "commitments_of", refusing)
    for gambit in (True, False):
        found = concepts_of(standoff(), ConceptOptions((COMMITMENTS,), gambit=gambit))
        assert concept(found, COMMITMENTS).missing == "not today"
    assert options == [True, False]


def played_by(edges: list[Edge], flows: list[list[float]], precision: float = 2.0) -> Compiled:
    """A stand-off of four ticks between two actors, written down by hand."""
    game = handmade_game(edges, flows, [0.5, 0.25], [precision] * 2, [1.0, 1.0])
    return replace(standoff(), standoff=standoff_of(game, 4))


def test_ties_on_the_way_are_told() -> None:
    """Whoever has the initiative first among four ticks, with 1/2 each, has two ways to the same."""
    torn = [Edge(0, 0, "hold", {0: 1.0}), Edge(0, 0, "turn", {0: 1.0}), Edge(0, 1, "hold", {0: 1.0})]
    found = theories.perfect_concept(played_by(torn, [[0.0, 0.0]]))
    assert found.notes[0].startswith("with probability 0.938 somebody has to choose")  # 1 - 1/16
    assert found.answers[0].months is None
    assert concept(asked_all(), PERFECT).notes == ()


def test_improvements_may_end_in_a_blink_or_at_rest() -> None:
    """Actor 0 gains by a move that is none, after which nobody goes on; actor 1 gains by a blink, or not."""
    edges = [
        Edge(0, 0, "hold", {0: 1.0}), Edge(0, 0, "go", {1: 1.0}),
        Edge(0, 1, "hold", {0: 1.0}), Edge(0, 1, "yield", {2: 1.0}, blink=HARD),
        *(Edge(state, actor, "hold", {state: 1.0}) for state in (1, 2) for actor in (0, 1)),
    ]  # fmt: skip
    both = theories.graph_concept(played_by(edges, [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    assert both.named == ("actor1", "nobody")
    assert both.notes == ("payoffs of moves themselves (`when`) are ignored",)
    compiled = played_by(edges, [[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    game = compiled.standoff.opening
    plain = replace(game, payoffs=replace(game.payoffs, weights=np.array([1.0, 1.0, 0.0, 0.0])))
    carry = np.arange(3)
    stretches = (Stretch(0, plain, None, ""), Stretch(1, plain, carry, "A"), Stretch(3, plain, carry, "B"))
    there = replace(compiled, standoff=replace(compiled.standoff, plans=(Plan(0, stretches),)))
    found = theories.graph_concept(there)
    assert found.named == ("nobody",)
    assert found.notes == (
        "all states are alike to actor1, so nothing is an improvement to it",
        "applies to the time before A (2018-09-30)",
    )


def test_only_credible_sanctions_deter_and_only_from_the_start() -> None:
    """To punish the blink, actor 1 would have to hurt itself; in state 1 there is nothing to gain."""
    edges = [
        Edge(0, 0, "hold", {0: 1.0}), Edge(0, 0, "yield", {1: 1.0}, blink=HARD), Edge(0, 1, "hold", {0: 1.0}),
        Edge(1, 0, "hold", {1: 1.0}), Edge(1, 1, "hold", {1: 1.0}), Edge(1, 1, "hit", {2: 1.0}),
        Edge(2, 0, "hold", {2: 1.0}), Edge(2, 1, "hold", {2: 1.0}),
    ]  # fmt: skip
    compiled = played_by(edges, [[0.0, 0.0], [1.0, 0.0], [-1.0, -1.0]])
    assert theories.graph_concept(compiled).named == ("actor0",)
    later = with_game(compiled.standoff, replace(compiled.standoff.opening, start=1))
    assert theories.graph_concept(replace(compiled, standoff=later)).named == ("nobody",)


def test_blinks_that_move_nothing_leave_the_graph_model_without_an_answer() -> None:
    edges = [Edge(0, 0, "hold", {0: 1.0}), Edge(0, 0, "sigh", {0: 1.0}, blink=HARD)]
    edges += [Edge(0, 1, "hold", {0: 1.0}), *(Edge(1, actor, "hold", {1: 1.0}) for actor in (0, 1))]
    found = theories.graph_concept(played_by(edges, [[0.0, 0.0], [1.0, 0.0]]))
    assert found.missing.startswith("no blink changes the state of the world")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (ConceptOptions(only=("level",)), "only: unknown solution concept 'level'.*\n.*did you mean: levels"),
        (ConceptOptions(skip=("logit",)), "skip: all others are compared with logit"),
        (ConceptOptions(levels=21), "levels: level of reasoning 21: expected 0 to 20"),
        (ConceptOptions(tau=-1.0), "tau: tau -1.0: expected a number >= 0"),
        (ConceptOptions(runs=0), "runs: expected at least 1, got 0"),
        (ConceptOptions(jobs=0), "jobs: expected at least 1, got 0"),
    ],
)
def test_what_cannot_be_asked_is_refused(options: ConceptOptions, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        concepts_of(standoff(), options)


def test_a_scenario_without_error_does_not_count_twice() -> None:
    found = concepts_of(compile_scenario(load("textbook/centipede")), ConceptOptions(only=(SHARPER, PERFECT)))
    assert "no precision can be doubled" in concept(found, SHARPER).missing
    assert not concept(found, PERFECT).counted
    assert not any("depend" in sentence for sentence in said_of(found))


def test_an_endless_horizon_leaves_levels_out_with_the_reason() -> None:
    endless = load("textbook/two-sided-standoff")
    compiled = compile_scenario(endless)
    there = replace(compiled, standoff=replace(compiled.standoff, stationary=True))
    found = concepts_of(there, ConceptOptions(only=(LEVELS, HIERARCHY), levels=1))
    for key in (LEVELS, HIERARCHY):
        assert "give the scenario a finite horizon" in concept(found, key).missing
        assert concept(found, key).answers == ()


class Grudge(Mind):
    """Learns from what it sees: here only so that there is one."""

    memory = 1
    stochastic = False
    source = "made up"

    def mix(self, occasion: Occasion) -> FloatArray:
        """Hold."""
        mixed = np.zeros(len(occasion.edges))
        mixed[0] = 1.0
        return mixed


def test_minds_that_learn_have_a_row_as_soon_as_there_are_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(agents.MINDS, "grudge", Grudge)
    found = concepts_of(standoff(), ConceptOptions(only=(LEARNING,), runs=20))
    one = concept(found, LEARNING)
    assert one.name == "agents, grudge"
    assert one.counted
    assert one.named == ("nobody",)  # whoever holds for ever
    assert one.answers[0].months is None
    assert "played 20 times" in one.assumes
    monkeypatch.setattr(theories, "MOST_MESA_RUNS", 15)
    found = concepts_of(standoff(), ConceptOptions(only=(LEARNING,), runs=20))
    assert "played 15 times" in concept(found, LEARNING).assumes


def test_who_is_hardly_behind_is_named_too() -> None:
    assert leaders(("US", "China"), np.array([0.495, 0.5])) == ("US", "China")
    assert leaders(("US", "China"), np.array([0.48, 0.5])) == ("China",)


def test_tables_hold_every_answer() -> None:
    found = asked_all()
    rows = tables_of(found)[0].rows
    assert len(rows) == 3 * sum(len(each.answers) for each in found.concepts)
    told = object_of(found)
    by_key = {each["key"]: each for each in told["ways"]}
    assert by_key[LOGIT]["answers"][0]["apart"] == 0.0
    chances = by_key[LOGIT]["answers"][0]["first_blink"]
    assert sum(chances.values()) == pytest.approx(1.0, abs=1e-12)
    shown = {(row[0], row[3]): row[5] for row in rows}
    assert shown[LOGIT, "nobody"] == chances["nobody"]
    assert by_key[GRAPH]["answers"][0]["first_blink"] is None


def said_of(found: ConceptTable) -> tuple[str, ...]:
    return tuple(sentences_of(found))


def made_up(**answers: Iterable[float] | tuple[str, ...]) -> ConceptTable:
    """Ways as written: chances of US and China, or names."""
    scenario = standoff().scenario
    concepts = []
    for key, said in answers.items():
        values = list(said)
        if all(isinstance(x, str) for x in values):
            answer = ConceptAnswer("", tuple(str(x) for x in values))
        else:
            chances = np.array(values, dtype=np.float64)
            answer = ConceptAnswer("", leaders(("US", "China"), chances), chances, 3.0)
        counted = key not in ("coin_toss", AGENTS)
        concepts.append(SolutionConcept(key.split("_0")[0].replace("_", "-"), key, "", counted, (answer,)))
    return ConceptTable(scenario, ("US", "China"), tuple(concepts))


def test_the_verdict_when_all_agree() -> None:
    said = said_of(made_up(logit=[0.6, 0.3], exact=[0.9, 0.0], graph=("US",)))
    assert said[0] == "All 3 concepts that give an answer name US."
    assert said[1] == "The forecast names US clearly: 60 %, ahead of China with 30 %."
    assert said[2] == "The answer does not depend on error: where nobody errs, US still leads, with 90 %."
    assert said[-1] == "Farthest from the forecast: exact, 30 % of the probability lies elsewhere."


def test_the_verdict_when_the_forecast_hinges_on_error() -> None:
    said = said_of(made_up(logit=[0.4, 0.38], exact=[0.0, 0.0], graph=("US", "nobody")))
    assert said[0] == (
        "The concepts disagree. Of 3 that give an answer, 1 names US; 1 names nobody (exact); "
        "1 leaves it between US and nobody (graph)."
    )
    assert said[1] == "The forecast names US narrowly: 40 %, ahead of China with 38 %."
    assert said[2].startswith("Without error nobody blinks, so practically all of the 78 %")
    said = said_of(made_up(logit=[0.7, 0.2], exact=[0.1, 0.8]))
    assert said[2] == "The answer depends on error: where nobody errs, it is China, with 80 %."


@pytest.mark.parametrize(
    ("chances", "said"),
    [
        ([0.4, 0.32], "US with less than half: 40 %, ahead of China with 32 %."),
        ([0.47, 0.28], "US with about half: 47 %, ahead of China with 28 %."),
        ([0.53, 0.28], "US with about half: 53 %, ahead of China with 28 %."),
        ([0.56, 0.28], "US clearly: 56 %, ahead of China with 28 %."),
        ([0.51, 0.47], "US narrowly: 51 %, ahead of China with 47 %."),
        ([0.995, 0.003], "US clearly: 99.5 %, ahead of China with 0.3 %."),
        ([1.0, 0.0], "US clearly: 100 %, ahead of China with 0 %."),
    ],
)
def test_the_verdict_on_how_clear_the_forecast_is(chances: list[float], said: str) -> None:
    assert said_of(made_up(logit=chances))[1] == f"The forecast names {said}"


def test_the_verdict_when_two_lead_and_when_nothing_is_apart() -> None:
    said = said_of(made_up(logit=[0.45, 0.45], exact=[0.45, 0.45]))
    assert said[1] == "In the forecast US and China are about equally likely (45 % each)."
    assert not any(sentence.startswith("Farthest") for sentence in said)


def test_the_verdict_names_first_what_most_say_and_last_who_is_farthest() -> None:
    found = made_up(coin_toss=[0, 1], exact=[0.1, 0.8], logit=[0.6, 0.3], levels_01=[0.5, 0.4])
    said = said_of(found)
    assert said[0] == ("The concepts disagree. Of 3 that give an answer, 2 name US; 1 names China (exact).")
    assert said[-1] == "Farthest from the forecast: exact, 50 % of the probability lies elsewhere."


def test_the_verdict_counts_ways_that_leave_it_open() -> None:
    said = said_of(made_up(logit=[0.6, 0.3], levels_01=("US", "nobody"), graph=("US", "nobody")))
    assert said[0] == (
        "The concepts disagree. Of 3 that give an answer, 2 leave it between US and nobody; "
        "1 names US (logit)."
    )


@pytest.mark.parametrize(
    ("logit", "exact", "said"),
    [
        (
            [0.6, 0.3],
            [0.45, 0.45],
            "The answer does not depend on error: where nobody errs, US and China still lead,",
        ),
        ([0.6, 0.3], [0.0002, 0.0001], "Without error hardly anybody blinks, so practically all of the 90 %"),
        (
            [0.0, 0.0],
            [0.0, 0.0],
            "The answer does not depend on error: where nobody errs, nobody still leads",
        ),
    ],
)
def test_the_verdict_on_what_errors_do(logit: list[float], exact: list[float], said: str) -> None:
    assert said_of(made_up(logit=logit, exact=exact))[2].startswith(said)


def test_the_verdict_on_commitments() -> None:
    def said(*others: list[float]) -> tuple[str, ...]:
        found = made_up(logit=[0.6, 0.3], commitments=others[0])
        chances = [np.array(one) for one in others]
        answers = tuple(ConceptAnswer("US firm", leaders(found.actors, one), one) for one in chances)
        return said_of(
            replace(found, concepts=(found.concepts[0], replace(found.concepts[1], answers=answers)))
        )

    same, other, nobody = [0.7, 0.2], [0.2, 0.7], [0.1, 0.1]
    assert "Letting sides commit beforehand would not change who is named." in said(same, same)
    assert "If sides could commit beforehand (US firm), it would be China." in said(other)
    would = "If sides could commit beforehand"
    assert f"{would}, 1 of 3 equilibria would name others: China." in said(same, other, same)
    assert f"{would}, all 2 equilibria would name others: China and nobody." in said(nobody, other)


def test_the_verdict_on_coin_tosses_tells_another_time() -> None:
    found = made_up(coin_toss=[0.1, 0.8], logit=[0.12, 0.78])
    toss, logit = found.concepts
    later = replace(toss, answers=(replace(toss.answers[0], months=7.5),))
    assert not any("the time differs" in sentence for sentence in said_of(found))
    days = [spoken_date(date_after(found.scenario.start, months)) for months in (3.0, 7.5)]
    told = f"the time differs: half by {days[0]} (month 3.0) instead of {days[1]} (month 7.5)."
    assert said_of(replace(found, concepts=(later, logit)))[2].endswith(f"and how often; but {told}")


def test_the_verdict_on_coin_tosses_is_not_a_vote() -> None:
    said = said_of(made_up(coin_toss=[0.1, 0.8], logit=[0.12, 0.78], agents=[0.2, 0.7]))
    assert said[0] == "Only one concept was asked, the logit: it names China."
    assert said[2].startswith("Who blinks first is hardly different from coin tosses (2.0 % apart)")
    said = said_of(made_up(coin_toss=[0.1, 0.8], logit=[0.7, 0.2]))
    assert not any("coin tosses" in sentence for sentence in said)


def test_the_verdict_on_depth() -> None:
    same = said_of(made_up(logit=[0.6, 0.2], levels_01=[0.7, 0.1], levels_02=[0.6, 0.1]))
    assert "Depth of reasoning does not change who is named (levels 1 to 2)." in same
    other = said_of(made_up(logit=[0.6, 0.2], levels_01=[0.1, 0.7], levels_02=[0.1, 0.7]))
    assert "Limited depth of reasoning names China instead, at every level from 1 to 2." in other
    cycle = said_of(made_up(logit=[0.6, 0.2], levels_01=[0.1, 0.7], levels_02=[0.6, 0.1]))
    assert "Depth of reasoning matters: level 1 China, level 2 US." in cycle


def test_the_curve_of_precision_passes_the_ways() -> None:
    told: list[int] = []
    curve = precision_curve(standoff(), progress=lambda done, of: told.append(of - done))
    assert told == list(range(len(FACTORS) + 1, -1, -1))
    found = asked_all()
    for key, row in ((COIN_TOSS, 0), (LOGIT, FACTORS.index(1.0)), (SHARPER, FACTORS.index(2.0))):
        np.testing.assert_allclose(curve.first[row], first(found, key), **CLOSE)
    np.testing.assert_allclose(curve.exact, first(found, PERFECT), **CLOSE)
    assert curve.exact_chances.tolist() == [*curve.exact, pytest.approx(1.0 - curve.exact.sum(), abs=1e-12)]
    np.testing.assert_allclose(curve.chances.sum(axis=1), 1.0, rtol=1e-12)
    with pytest.raises(OptionError, match="no precision to multiply"):
        precision_curve(compile_scenario(load("textbook/centipede")))
