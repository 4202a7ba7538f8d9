"""``blinkfirst sources``: works, what cites them, and files for programs that keep references."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from blinkfirst.exchange.bibliography import bibtex_text, ris_text
from blinkfirst.questions.sources.answer import sources
from blinkfirst.scenario.loading import load, load_matrix
from blinkfirst.scenario.nodes import plain
from blinkfirst.scenario.references import with_references
from blinkfirst.scenario.scenario import Source
from blinkfirst.scenario.yaml_trees import read_text
from surface.command import blinkfirst
from worlds.two_houses import edited, scenario_from, written

ODD = Source(
    name="odd, one",
    title=r"50% of {us} & \them: ~$1_000 #1 한반도",
    author="{Security Council, New York}, J. von Neumann and O'Neill, T.",
    year=2018,
    published="2018-08-31",
    publisher="Foreign Policy & Co",
    url="https://example.org/a_b~c%20d?e=f&g#h",
    doi="10.1000/x_y(z)",
    accessed="2024-05-01",
)


def test_everything_that_cites_a_work_and_where() -> None:
    found = sources(scenario_from(edited("source: {brt: [2, 3]}", "source: {brt: [2, p. 3], art: 0}")))
    cited = {work.source.name: [(c.path, c.places) for c in work.cited] for work in found.works}
    assert cited == {
        "art": [("arguments.loss", (1,)), ("arguments.fear", (0,)), ("claims.0", (1,))],
        "brt": [("arguments.fear", (2, "p. 3")), ("claims.1", (1,))],
    }
    assert found.assumptions == ("arguments.many",)
    assert found.summary == "2 works, cited 5 times. 1 argument stands on an assumption."


def test_works_of_a_matrix() -> None:
    found = sources(load_matrix("textbook/chicken"))
    assert [work.source.name for work in found.works] == ["chicken-1966"]
    assert {citing.path for citing in found.works[0].cited} <= {"source", *(f"payoffs.{i}" for i in range(4))}


def read_again(folder: Path, known: Iterable[Source]) -> dict[str, dict[str, Any]]:
    """What a scenario that cites works has of them, once they are written as BibTeX beside it."""
    listed = list(known)
    path = written(folder, "refs.bib", bibtex_text(listed))
    cited = ", ".join(f"{source.name.replace(', ', '-')}: 1" for source in listed)
    found: dict[str, dict[str, Any]] = plain(
        with_references(read_text(f"arguments: {{a: {{source: {{{cited}}}}}}}", "t"), [path])
    )["sources"]
    return found


def test_what_is_written_as_bibtex_is_read_again(tmp_path: Path) -> None:
    said = read_again(tmp_path, [ODD])["odd-one"]
    assert said.pop("author") == "{Security Council, New York}, J. von Neumann and T. O'Neill"
    assert said == {key: getattr(ODD, key) for key in said} and len(said) == 7


def test_shipped_sources_survive_the_way_out_and_in(tmp_path: Path) -> None:
    known = load("korea-1/2018-report-hold").sources
    read = read_again(tmp_path, known.values())
    assert {name: (said["title"], said["author"], said["year"]) for name, said in read.items()} == {
        name: (source.title, source.author, source.year) for name, source in known.items()
    }


def test_ris() -> None:
    lines = ris_text([ODD]).splitlines()
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines)
    assert lines[:5] == [
        "TY  - GEN",
        "ID  - odd, one",
        "AU  - Security Council, New York",
        "AU  - von Neumann, J.",
        "AU  - O'Neill, T.",
    ]
    assert {"PY  - 2018", "DA  - 2018/08/31", "DO  - 10.1000/x_y(z)", "Y2  - 2024/05/01"} <= set(lines)
    assert lines[-1] == "ER  - "


def test_the_page_and_its_object() -> None:
    page = blinkfirst("sources", "korea-1/2018-report-hold")
    assert page.status == 0, page.err
    assert "A. Garrie (2018). Russian Veto Puts the US on The Defensive" in page.out
    assert re.search(r"arguments\.haste-penalty +para\. 16\n", page.out)
    found = json.loads(blinkfirst("sources", "korea-1/2018-report-hold", "--json").out)
    assert found["sources"]["veto-2018"]["cited"]["arguments.haste-penalty"] == [16]
    table = blinkfirst("sources", "korea-1/2018-report-hold", "--csv").out.splitlines()
    assert table[0] == "source,author,year,title,published,publisher,url,doi,accessed,lens,citations"


@pytest.mark.parametrize(
    ("ending", "begins"), [("bib", "@misc{"), ("ris", "TY  - "), ("md", "#"), ("json", "{")]
)
def test_the_ending_says_the_format(ending: str, begins: str, tmp_path: Path) -> None:
    path = tmp_path / f"works.{ending}"
    done = blinkfirst("sources", "textbook/chicken", "-o", path)
    assert (done.status, done.out) == (0, ""), done.err
    assert path.read_text(encoding="utf-8").startswith(begins)
    again = blinkfirst("sources", "textbook/chicken", "-o", path, "--format", "latex", "--force")
    assert again.status == 2 and "expected one format" in again.err
