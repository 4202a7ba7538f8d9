"""Every verb in every format: on the standard output, in a file, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from surface.command import blinkfirst

SCENARIO = "textbook/two-sided-standoff"
VERBS = {
    "run": ["run", SCENARIO],
    "arguments": ["arguments", SCENARIO],
    "explain": ["explain", SCENARIO],
    "beliefs": ["beliefs", SCENARIO],
    "numbers": ["numbers", SCENARIO],
    "compare": ["compare", SCENARIO, "--change", "actors.East.precision=2"],
    "commit": ["commit", SCENARIO],
    "stability": ["stability", SCENARIO],
    "solve": ["solve", SCENARIO, "--only", "logit"],
    "matrix": ["solve", "textbook/chicken"],
    "forecast": ["run", "textbook/chicken"],
    "attrition": ["attrition", "--prize", "1,1", "--cost", "0.1,0.1"],
}



@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("form", "ending", "sign"),
    [
        ("text", "txt", ""),
        ("md", "md", "# "),
        ("html", "html", "<!DOCTYPE html>"),
        ("latex", "tex", r"\section*"),
    ],
)
def test_a_page_in_each_format_on_the_output_and_in_a_file(
    tmp_path: Path, verb: str, form: str, ending: str, sign: str
) -> None:
    printed = blinkfirst(*VERBS[verb], "--format", form)
    assert (printed.status, sign in printed.out) == (0, True)
    file = tmp_path / f"page.{ending}"
    written = blinkfirst(*VERBS[verb], "-o", file)
    assert (written.status, written.out) == (0, "")
    assert file.read_text(encoding="utf-8") == printed.out
    assert not [line for line in printed.out.splitlines() if line.endswith(" ") and form == "text"]


@pytest.mark.parametrize("verb", VERBS)
def test_plain_values_have_two_names_each(tmp_path: Path, verb: str) -> None:
    """`--json` is short for `--format json`, and so with CSV, where there is a table."""
    short, long = blinkfirst(*VERBS[verb], "--json"), blinkfirst(*VERBS[verb], "--format", "json")
    assert json.loads(short.out) == json.loads(long.out)
    table = blinkfirst(*VERBS[verb], "--format", "csv")
    if table.status == 0:
        file = tmp_path / "table.csv"
        assert blinkfirst(*VERBS[verb], "-o", file).status == 0
        assert file.read_text(encoding="utf-8") == table.out == blinkfirst(*VERBS[verb], "--csv").out
        assert "," in table.out.splitlines()[0]
    else:
        assert verb in ("arguments", "attrition")


def test_summaries_are_in_json() -> None:
    found = json.loads(blinkfirst("run", SCENARIO, "--json").out)
    assert found["summary"]
    assert all(sentence.endswith((".", ":")) for sentence in found["summary"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--json", "--csv"], "--json, --csv: expected one of them, got both"),
        (["--json", "--format", "md"], "expected one format, got --format md and --json"),
        (["--json", "-o", "page.md"], "expected one format, got --json and -o page.md"),
        (["-o", "page.doc"], "-o: expected a name that ends in .txt, .md, .html"),
    ],
)
def test_contradictions_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = blinkfirst("run", SCENARIO, *options)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_ending_that_says_nothing_takes_the_format_that_is_said(tmp_path: Path) -> None:
    assert blinkfirst("numbers", SCENARIO, "--json", "-o", tmp_path / "numbers").status == 0
    assert json.loads((tmp_path / "numbers").read_text(encoding="utf-8"))["scenario"] == SCENARIO


def test_only_its_own_pages_are_replaced(tmp_path: Path) -> None:
    for ending in ("md", "html", "tex"):
        page = tmp_path / f"page.{ending}"
        assert [blinkfirst("numbers", SCENARIO, "-o", page).status for _ in range(2)] == [0, 0]
        page.write_text("mine", encoding="utf-8")
        refused = blinkfirst("numbers", SCENARIO, "-o", page)
        assert (refused.status, page.read_text(encoding="utf-8")) == (2, "mine")
        assert blinkfirst("numbers", SCENARIO, "-o", page, "--force").status == 0


def test_several_scenarios_make_one_page_and_one_table(tmp_path: Path) -> None:
    both = ["textbook/two-sided-standoff", "textbook/coin-tosses"]
    page = blinkfirst("run", *both, "--format", "html").out
    assert page.count("<!DOCTYPE") == 1
    assert page.count("<article>") == 3, "the last one holds the table across both"
    rows = blinkfirst("run", *both, "--csv").out.splitlines()
    assert rows[0].startswith("scenario,actor,")
    assert {row.split(",")[0] for row in rows[1:]} == set(both)


def test_a_document_of_run_has_the_ledger_as_appendix() -> None:
    assert "Appendix: " in blinkfirst("run", SCENARIO, "--format", "md").out
    assert "Appendix: " not in blinkfirst("run", SCENARIO).out
