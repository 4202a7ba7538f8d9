"""What an analyst writes in Python: every line of it works, says what was found, and shows itself."""

from __future__ import annotations

import subprocess
import sys
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import blinkfirst as bf
from blinkfirst.errors import OptionError, ScenarioError
from blinkfirst.study.store.tables import TidyTable

LONGEST_REPR = 2000
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def hanoi() -> bf.Scenario:
    return bf.load("korea-1/2019-hanoi")


@pytest.fixture(scope="module")
def answers(hanoi: bf.Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """An answer of every question."""
    one_case = tmp_path_factory.mktemp("record") / "cases.csv"
    table = (ROOT / "experiments" / "history" / "cases.csv").read_text(encoding="utf-8")
    one_case.write_text("\n".join(table.splitlines()[:3]), encoding="utf-8")
    return {
        "run": bf.run(hanoi),
        "explain": bf.explain(hanoi, actor="US"),
        "beliefs": bf.beliefs(hanoi),
        "numbers": bf.numbers(hanoi),
        "compare": bf.compare(hanoi, bf.changed(hanoi, {"actors.US.precision": 8})),
        "sweep": bf.sweep(hanoi, ["actors.US.precision=2,4,8", "parameters.hawkishness=linspace(0,1,5)"]),
        "commit": bf.commit(hanoi),
        "stability": bf.stability(hanoi),
        "concepts": bf.concepts(hanoi),
        "attrition": bf.attrition(prize=[4, 9], cost=[1, 1]),
        "backtest": bf.backtest("korea-1", cases=one_case),
        "calibrate": bf.calibrate("korea-1", cases=one_case),
        "equilibria": bf.equilibria(bf.load_matrix("textbook/chicken")),
        "simulate": bf.simulate(hanoi, runs=200, seed=1),
    }


QUESTIONS = (
    *("run", "explain", "numbers", "compare", "sweep", "commit", "stability", "concepts", "attrition"),
    "backtest",
    "beliefs",
    "calibrate",
    *("simulate", "equilibria"),
)


def test_the_public_names() -> None:
    assert set(bf.__all__) == {
        *("scenarios", "load", "load_matrix", "changed", *QUESTIONS),
        *("Scenario", "Matrix"),
        # the road of four steps
        *("compile_scenario", "backward_induction", "forecast", "watch_of", "explain_choice"),
        *("play", "play_many", "simulate_log", "simulate_many", "strategic_form_of", "read_nfg"),
        *("Compiled", "Standoff", "Game", "Policy", "Forecast", "StrategicForm", "Equilibria"),
        *("BlinkFirstError", "ScenarioError", "GameError", "TooLargeError", "SolverError"),
        *("StudyError", "OptionError", "WorkerError", "StoreError"),
    }
    assert bf.__all__ == sorted(bf.__all__)
    assert all(getattr(bf, name).__doc__ for name in bf.__all__)
    assert bf.__version__


def test_no_public_name_is_a_room() -> None:
    rooms = {path.stem for path in Path(bf.__file__).parent.iterdir()}
    assert not rooms & set(bf.__all__), "an import of the room would overwrite the name"


def test_importing_is_light() -> None:
    heavy = ("numpy", "numba", "mesa", "pandas", "pyarrow", "rich", "click", "yaml", "pydantic", "scipy")
    code = f"import sys, blinkfirst; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_shipped_scenarios_are_a_table() -> None:
    table = bf.scenarios()
    assert table.columns == ("name", "title", "date", "lens")
    assert ("2019-hanoi", "The offer at Hanoi, February 2019", "2019-02-27", "haggard-2022") in table.rows
    assert list(table.to_pandas()["name"]) == [row[0] for row in table.rows]


def test_a_scenario_shows_a_card(hanoi: bf.Scenario) -> None:
    assert repr(hanoi).startswith("<Scenario korea-1/2019-hanoi: The offer at Hanoi, February 2019\n")
    assert "lens: haggard-2022" in repr(hanoi)
    assert "<b>The offer at Hanoi, February 2019</b>" in hanoi._repr_html_()


def test_run(answers: dict[str, Any]) -> None:
    found = answers["run"]
    assert list(found.first_blink) == ["US", "China", "Russia", "DPRK", "ROK", "nobody"]
    assert sum(found.first_blink.values()) == pytest.approx(1)
    lead, blinker, *more = found.summary.split(". ")
    assert lead == "Most likely nobody blinks by 27 May 2020: the probability is 77 %"
    assert blinker.startswith("If somebody does, it is most likely Russia first (11 %): mostly by 'shelve'")
    assert len(more) >= 3 and found.leader.is_nobody and found.survives
    hazards = found.table("hazards")
    assert list(hazards.to_pandas().columns) == list(hazards.columns)


def test_explain(answers: dict[str, Any]) -> None:
    found = answers["explain"]
    assert [choice.actor for choice in found.choices] == ["US"]
    assert found.summary.startswith("US most likely chooses hold (72 %)")
    assert found.table("moves").columns == ("actor", "move", "probability", "value")
    split, moves = found.table("split").rows, found.table("moves").rows
    for _, move, _, value in moves:
        assert sum(row[3] for row in split if row[1] == move) == pytest.approx(value)


def test_numbers(hanoi: bf.Scenario, answers: dict[str, Any]) -> None:
    frame = answers["numbers"].to_pandas()
    assert {"path", "kind", "value", "low", "high", "unit"} <= set(frame.columns)
    assert "actors.US.precision" in set(frame["path"])
    assert bf.numbers(hanoi, kind="precision").to_pandas()["value"].tolist() == [4.0] * 5


def test_compare(answers: dict[str, Any]) -> None:
    effects = answers["compare"].effects
    assert list(effects) == ["actors.US.precision"]
    alone = effects["actors.US.precision"]
    assert alone.made_first == pytest.approx(alone.made_last)


def test_sweep(answers: dict[str, Any]) -> None:
    frame = answers["sweep"].table("first_blinkers").to_pandas()
    assert len(frame) == 3 * 5 * 6
    assert {"actors.US.precision", "parameters.hawkishness", "actor", "first_blink"} <= set(frame.columns)


def test_simulate(answers: dict[str, Any]) -> None:
    found = answers["simulate"]
    assert sum(share.value for share in found.first_blink.values()) == pytest.approx(1)
    assert found.summary.endswith("nobody blinked.")


def test_games_played_once(answers: dict[str, Any]) -> None:
    assert answers["equilibria"].equilibria.complete
    found = bf.run(bf.load_matrix("textbook/chicken"))
    assert found.outcomes.sum() == pytest.approx(1)
    assert "gives way" in found.summary or "give way" in found.summary


def test_changed(hanoi: bf.Scenario) -> None:
    firm = bf.changed(hanoi, {"actors.US.precision": 4})
    assert {a.name: a.precision for a in firm.rules.actors}["US"] == 4
    assert firm.title == hanoi.title


class _Tags(HTMLParser):
    """Opened and closed tags, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_says_and_shows_itself(question: str, answers: dict[str, Any]) -> None:
    found = answers[question]
    assert found.summary.endswith(".") and "\n" not in found.summary
    assert len(repr(found)) < LONGEST_REPR and " ".join(found.summary.split())[:100] in repr(found)
    assert len(str(found).splitlines()) > 3
    page = _Tags()
    page.feed(found._repr_html_())
    assert page.open == []
    assert found.summary in page.text and str(found).splitlines()[0].strip() in page.text
    names = [table.name for table in found.tables()]
    assert names and len(set(names)) == len(names)
    for name in names:
        table = found.table(name)
        assert isinstance(table, TidyTable) and table.name == name
        assert table.to_arrow().num_rows == len(table.to_pandas()) == len(table.rows)
        assert len(repr(table)) < LONGEST_REPR


def test_names_are_escaped(hanoi: bf.Scenario) -> None:
    odd = bf.load("textbook/coin-tosses")
    shown = bf.changed(odd, {})
    tree = {**_plain(shown), "title": "<script>alert(1)</script>", "blinkfirst": 1}
    found = bf.run(bf.load(tree))
    for html in (found._repr_html_(), found.scenario._repr_html_()):
        assert "<script>" not in html and "&lt;script&gt;" in html


def _plain(scenario: bf.Scenario) -> dict[str, object]:
    from blinkfirst.scenario.nodes import plain

    tree: dict[str, object] = plain(scenario.composed)
    return tree


def test_an_unknown_table_is_told_with_those_there_are(answers: dict[str, Any]) -> None:
    with pytest.raises(OptionError) as caught:
        answers["run"].table("hazard")
    text = str(caught.value)
    assert text.startswith("unknown table 'hazard'; expected one of: ")
    assert text.endswith("did you mean: hazards")


def test_errors_speak_of_arguments(hanoi: bf.Scenario) -> None:
    with pytest.raises(OptionError, match=r"^actor: unknown actor 'UK'; this scenario has: US, China"):
        bf.explain(hanoi, actor="UK")
    with pytest.raises(OptionError, match=r"^on: expected a date from 2019-02-27"):
        bf.explain(hanoi, on="1999-01-01")
    with pytest.raises(OptionError, match=r"^where: column 1: "):
        bf.explain(hanoi, where="dockt == report")
    with pytest.raises(ScenarioError, match=r"^settings: actors.UK.precision: unknown name 'UK'"):
        bf.changed(hanoi, {"actors.UK.precision": 4})
    with pytest.raises(ScenarioError, match=r"^lens: lens: unknown lens 'haggard'"):
        bf.changed(hanoi, {}, lens="haggard")


def test_every_answer_has_its_modules_beside_it(answers: dict[str, Any]) -> None:
    for kind in {type(found) for found in answers.values()}:
        for module, functions in (
            ("tables", ["tables_of", "object_of"]),
            ("page", ["document_of", "sentences_of"]),
        ):
            shown = import_module(kind._beside[module])
            assert all(callable(getattr(shown, function)) for function in functions)
