"""Sources from BibTeX files: what is read of them, which counts first, and what is wrong where."""

# ruff: noqa: E501  messages
from __future__ import annotations

from pathlib import Path

import pytest

from blinkfirst.scenario.loading import load, load_matrix
from blinkfirst.scenario.references import BRACES_LIMIT, with_references
from blinkfirst.scenario.yaml_trees import read_text
from surface.command import blinkfirst
from worlds.two_houses import edited, problems_of_file, written

BIB = r"""
@string{fp = "Foreign Policy"}
@comment{nothing}
@article{kei-2022,
  author = {Haggard, Stephan and {Korea Economic Institute} and M{\"u}ller, J{\"o}rg},
  title = {{North Korea} and the unity of S\'eoul \& co},
  journal = fp, year = 2022, month = mar,
  doi = {10.1000/xyz}, url = {https://example.org/a\_b~c%20d}, urldate = {2024-05-01}
}
@online{post, author = {A. Garrie}, title = {한반도}, date = {2018-08-31}}
@report{never-cited, title = {No year}}
"""
CITES = "source: {brt: [2, 3]}"


def scenario_file(folder: Path, bib: str = BIB, source: str = "{kei-2022: pp. 12-14, post: 0}") -> Path:
    written(folder, "refs.bib", bib)
    text = edited("sources:\n", "references: refs.bib\nsources:\n", edited(CITES, f"source: {source}"))
    return written(folder, "two.yaml", text)


def test_what_is_cited_is_read_and_nothing_else(tmp_path: Path) -> None:
    sources = load(scenario_file(tmp_path)).sources
    assert list(sources) == ["kei-2022", "post", "art", "brt"]
    found = sources["kei-2022"]
    assert found.title == "North Korea and the unity of Séoul & co"
    assert found.author == "Stephan Haggard, {Korea Economic Institute} and Jörg Müller"
    assert (found.year, found.publisher, found.doi) == (2022, "Foreign Policy", "10.1000/xyz")
    assert (found.url, found.accessed) == ("https://example.org/a_b~c%20d", "2024-05-01")
    assert (sources["post"].year, sources["post"].published) == (2018, "2018-08-31")


def test_what_a_file_says_itself_counts_before_its_references(tmp_path: Path) -> None:
    path = scenario_file(tmp_path)
    path.write_text(edited("  art: {", "  kei-2022: {title: Mine, lens: new}\n  art: {", path.read_text()))
    found = load(path).sources["kei-2022"]
    assert (found.title, found.lens, found.year) == ("Mine", "new", 2022)


def test_a_composed_scenario_needs_its_references_no_more(tmp_path: Path) -> None:
    shown = blinkfirst("show", scenario_file(tmp_path)).out
    assert "references" not in shown and "never-cited" not in shown
    alone = written(tmp_path, "alone/two.yaml", shown)
    assert load(alone).sources == load(tmp_path / "two.yaml").sources


def test_references_of_a_theatre_and_of_a_scenario_on_it(tmp_path: Path) -> None:
    text = scenario_file(tmp_path).read_text()
    written(tmp_path, "theatres/here.yaml", text)
    (tmp_path / "refs.bib").rename(tmp_path / "theatres/refs.bib")
    written(tmp_path, "own.bib", "@misc{kei-2022, title={Own}, author={B}, year={2023}}")
    top = written(tmp_path, "top.yaml", "blinkfirst: 1\ntitle: T\ntheatre: here\nreferences: own.bib\n")
    assert [source.title for source in load(top).sources.values()] == ["Own", "한반도", "A", "A"]


def test_references_of_a_matrix(tmp_path: Path) -> None:
    written(tmp_path, "refs.bib", BIB)
    text = (
        "blinkfirst: 1\nkind: matrix\ntitle: M\nreferences: refs.bib\nsource: {post: 3}\n"
        "players: {A: {strategies: [x, y]}, B: {strategies: [x]}}\ntable: [[[0, 0]], [[1, 1]]]\n"
    )
    matrix = load_matrix(written(tmp_path, "m.yaml", text))
    assert matrix.sources["post"].title == "한반도" and matrix.warnings == ()


@pytest.mark.parametrize(
    ("bib", "source", "said"),
    [
        (
            "@misc{a, title={A}, author={B}, year={n.d.}}",
            "{a: 1}",
            ["refs.bib:1:1: sources.a.year: expected a year, got 'n.d.' (text)"],
        ),
        ("\n\n@misc{a, title={A}, year=2020}", "{a: 1}", ["refs.bib:3:1: sources.a.author: missing; expected an author"]),
        (
            "@misc{a, title={A}\n\n@misc{b, title={B}}\n",
            "{brt: 1}",
            [
                "refs.bib:1:1: expected an entry of BibTeX, as @article{key, title = {...}}: Unexpected block start: "
                "`@misc`. Was still looking for field-value closing `,` or `}`"
            ],
        ),
        ("@misc{a, year=1}\n@misc{a, year=2}", "{brt: 1}", ["refs.bib:2:1: the entry 'a' appears twice"]),
        ("@misc{a, year=1, year=2}", "{brt: 1}", ["refs.bib:1:1: the field 'year' appears twice in one entry"]),
        (
            f"@misc{{a, title={{{'{' * (BRACES_LIMIT + 1)}{'}' * (BRACES_LIMIT + 1)}}}}}",
            "{a: 1}",
            ["refs.bib:1:1: expected a field of at most 4,000 characters and 200 braces"],
        ),
        (
            "@misc{kei-2022, title={A}, author={B}, year=2020}",
            "{kei2022: 1}",
            [
                "two.yaml:50:29: arguments.fear.source.kei2022: unknown source 'kei2022'; this theatre has: art, brt, "
                "kei-2022\n    did you mean: kei-2022"
            ],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_in_them(bib: str, source: str, said: list[str], tmp_path: Path) -> None:
    found = problems_of_file(scenario_file(tmp_path, bib, source))
    assert [problem.replace(f"{tmp_path}/", "") for problem in found] == said


@pytest.mark.parametrize("name", ["/etc/refs.bib", "../refs.bib", "below/refs.bib", "refs.yaml", "[refs.bib]", "rfs.bib"])
def test_references_are_beside_the_file(name: str, tmp_path: Path) -> None:
    path = scenario_file(tmp_path)
    path.write_text(path.read_text().replace("references: refs.bib", f"references: {name}"))
    (problem,) = problems_of_file(path)
    assert "two.yaml:15:13: references: " in problem
    if name == "rfs.bib":
        assert "no BibTeX file named 'rfs.bib' in " in problem and "did you mean: refs.bib" in problem
    else:
        assert "expected the name of a BibTeX file beside this one, as references.bib, got " in problem


@pytest.mark.parametrize("title", [r"\input{secret.tex}", r"\include{secret}", r"\input secret.tex"])
def test_latex_reads_no_file(title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "secret.tex", "secret words")
    monkeypatch.chdir(tmp_path)
    bib = written(tmp_path, "refs.bib", f"@misc{{a, title={{T {title}}}, author={{B}}, year=2020}}")
    tree = with_references(read_text("arguments: {x: {source: {a: 1}}}", "t"), [bib])
    assert "secret words" not in str(tree)


def test_one_list_of_references_may_be_long(tmp_path: Path) -> None:
    many = "\n".join(f"@misc{{k{i}, title={{T}}, author={{B}}, year=2020}}" for i in range(3000))
    assert len(load(scenario_file(tmp_path, many, "{k7: 1}")).sources) == 3
    done = blinkfirst("check", scenario_file(tmp_path, "@misc{a}" * 20_001))
    assert done.status == 2 and "expected at most 20,000 entries, got 20,001" in done.err
