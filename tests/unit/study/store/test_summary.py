"""What a sweep found: spreads, ends, failures and what moves with what, against plain Python and scipy."""

from __future__ import annotations

import io
import json
import statistics
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet
from scipy.stats import f_oneway, spearmanr

from blinkfirst.errors import StoreError
from blinkfirst.study.store.spreads import (
    CaseSettings,
    OutcomeColumn,
    SettingsGatherer,
    path_groups,
    spread_of,
    variance_share,
)
from blinkfirst.study.store.sweep_summary import summary_of
from blinkfirst.study.store.table_bytes import parquet_bytes
from blinkfirst.study.store.tables import (
    DOUBLE,
    FIRST_BLINKERS,
    INT64,
    QUESTIONS,
    STRING,
    TableColumn,
    TableSchema,
    path_column,
)
from worlds.invented_sweeps import LENS, TEMPO, Invented

SWEEP = Invented(20, 6, failing=(3, 19))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return SWEEP.kept(tmp_path_factory.mktemp("swept") / "s")


def test_spreads_are_those_of_plain_python(folder: Path) -> None:
    summary = summary_of(folder)
    assert [spread.name for spread in summary.first_blinkers] == ["US", "CN", "nobody"]
    for spread in summary.first_blinkers:
        rows = [row for row in SWEEP.rows(FIRST_BLINKERS) if row["actor"] == spread.name]
        values = [row["first_blink"] for row in rows]
        assert spread.cases == len(values) == 18
        assert [spread.low_quartile, spread.median, spread.high_quartile] == pytest.approx(
            statistics.quantiles(values, n=4, method="inclusive"), abs=1e-15
        )
        assert spread.mean == pytest.approx(statistics.fmean(values), abs=1e-15)
        for end, best in ((spread.lowest, min), (spread.highest, max)):
            row = best(rows, key=lambda row: row["first_blink"])
            assert (end.value, end.case_id) == (row["first_blink"], row["case_id"])
            case = SWEEP.rows("cases", [row["case_id"]])[0]
            assert end.settings == {TEMPO: case[TEMPO], LENS: case[LENS]}
    (war,) = summary.questions
    answers = [row["answer"] for row in SWEEP.rows(QUESTIONS)]
    assert (war.unit, war.cases, war.likeliest) == ("times", 18, None)
    assert war.mean == pytest.approx(statistics.fmean(answers), abs=1e-12)
    assert war.highest.case_id == 18 and war.highest.value == 3.0


def test_who_is_likeliest(folder: Path) -> None:
    """Nobody is likelier than the US while its chance is below 0.4; level at 0.4, both count."""
    us, cn, nobody = (spread.likeliest for spread in summary_of(folder).first_blinkers)
    chances = [row["first_blink"] for row in SWEEP.rows(FIRST_BLINKERS) if row["actor"] == "US"]
    assert us == pytest.approx(sum(chance > 0.4 - 1e-9 for chance in chances) / 18, abs=1e-12)
    assert nobody == pytest.approx(sum(chance < 0.4 + 1e-9 for chance in chances) / 18, abs=1e-12)
    assert cn == 0.0 and us is not None and nobody is not None and us + nobody > 1


def test_what_moves_with_what() -> None:
    """In a whole grid of things that add up, the shares of the paths add up to one."""
    n = 20
    settings = CaseSettings(
        np.arange(n), {TEMPO: np.arange(n) // 2, LENS: np.arange(n) % 2}, {LENS: ["old", "new"]}
    )
    us = np.array([0.05 * (case // 2) + 0.1 * (case % 2) for case in range(n)])
    groups = path_groups(settings, np.arange(n))
    spread = spread_of(OutcomeColumn("US", np.arange(n), us), "", settings, groups)
    moves = {share.path: share.share for share in spread.moves_with}
    tempo = statistics.pvariance([0.05 * t for t in range(10)])
    lens = statistics.pvariance([0.0, 0.1])
    assert list(moves) == [TEMPO, LENS], "largest first"
    assert moves[TEMPO] == pytest.approx(tempo / (tempo + lens), abs=1e-12)
    assert sum(moves.values()) == pytest.approx(1, abs=1e-12)
    assert spread.moves_with[1].trend is None, "texts have no order"
    assert spread.moves_with[0].trend == pytest.approx(spearmanr(us, np.arange(n) // 2).statistic, abs=1e-12)
    flat = spread_of(OutcomeColumn("US", np.arange(n), np.full(n, 0.2)), "", settings, groups)
    assert flat.moves_with == () and flat.lowest.case_id == flat.highest.case_id == 0


def test_paths_of_many_values_are_cut_into_groups() -> None:
    """In a sample, a path that decides gets nearly all, one that is idle nearly nothing."""
    draws = np.random.default_rng(5)
    n = 2000
    decides, idle = draws.random(n), draws.random(n)
    settings = CaseSettings(np.arange(n), {"decides": decides, "idle": idle, "fixed": np.ones(n)}, {})
    groups = path_groups(settings, np.arange(n))
    spread = spread_of(OutcomeColumn("US", np.arange(n), np.cos(decides)), "probability", settings, groups)
    shares = {share.path: share.share for share in spread.moves_with}
    assert spread.moves_with[0].trend == pytest.approx(-1, abs=1e-12), "always falls"
    assert list(shares) == ["decides", "idle"], "a path that stands still has no share"
    assert 0.98 < shares["decides"] < 1 and shares["idle"] < 0.01


@given(
    st.lists(st.lists(st.floats(-5, 5), min_size=2, max_size=8), min_size=2, max_size=5),
    st.booleans(),
)
def test_the_share_of_groups_is_that_of_an_analysis_of_variance(
    groups: list[list[float]], by_chance: bool
) -> None:
    values = np.array([value for group in groups for value in group])
    labels = np.array([k for k, group in enumerate(groups) for _ in group])
    share = variance_share(labels, values, by_chance)
    within = sum(((np.array(group) - np.mean(group)) ** 2).sum() for group in groups)
    if np.ptp(values) < 1e-9 or within < 1e-6 or share is None:
        assert share is None or share == pytest.approx(1, abs=1e-3) or within < 1e-6
        return
    between, inside = len(groups) - 1, len(values) - len(groups)
    f = f_oneway(*groups).statistic
    plain = f * between / (f * between + inside)
    expected = max(1 - (1 - plain) * (len(values) - 1) / inside, 0) if by_chance else plain
    assert share == pytest.approx(expected, abs=1e-6)


def test_too_little_to_say_anything() -> None:
    assert variance_share(np.arange(4), np.arange(4.0), by_chance=False) is None
    assert variance_share(np.array([0, 1, 2, 0]), np.arange(4.0), by_chance=False) is None
    assert variance_share(np.array([0, 1, 1]), np.arange(3.0), by_chance=False) == pytest.approx(0.75)
    assert variance_share(np.array([0, 0, 1, 1]), np.ones(4), by_chance=False) is None


def test_failures_are_put_together(folder: Path, tmp_path: Path) -> None:
    summary = summary_of(folder)
    (group,) = summary.failures
    assert (group.message, group.cases, group.first_case) == ("too much by 3", 2, 3)
    assert group.settings == {TEMPO: 1.0, LENS: "new"}
    assert (summary.cases_done, summary.cases_failed, summary.cases_left) == (20, 2, 0)
    other = Invented(6, 2, failing=range(6), message="1.5e-3 of {case}")
    (group,) = summary_of(other.kept(tmp_path / "all")).failures
    assert group.cases == 6
    summary = summary_of(tmp_path / "all")
    assert summary.first_blinkers == summary.questions == (), "of nothing there is no spread"


def test_a_sweep_under_way(tmp_path: Path) -> None:
    summary = summary_of(SWEEP.kept(tmp_path / "s", (1, 3)))
    assert (summary.parts_done, summary.cases_done, summary.cases_left) == (2, 8, 12)
    assert summary.first_blinkers[0].cases == 7 and summary.first_blinkers[0].lowest.case_id == 6
    summary = summary_of(SWEEP.kept(tmp_path / "t", ()))
    assert (summary.parts_done, summary.cases_done, summary.first_blinkers) == (0, 0, ())


def test_text_of_several_parts_is_told_apart(tmp_path: Path) -> None:
    """Each part numbers its texts for itself, and leaves out what it has not."""
    odd = Invented(8, 1)
    summary = summary_of(odd.kept(tmp_path / "s", (7, 1, 2)))
    assert summary.first_blinkers[0].highest.settings == {TEMPO: 3.0, LENS: "new"}
    assert summary.first_blinkers[0].lowest.settings == {TEMPO: 1.0, LENS: "old"}


def test_json(folder: Path) -> None:
    found = json.loads(json.dumps(summary_of(folder).as_object(), allow_nan=False))
    assert found["cases"] == 20 and found["paths"] == [TEMPO, LENS]
    assert found["first_blinkers"][0]["highest"]["settings"] == {TEMPO: 8.0, LENS: "new"}
    assert found["failures"][0]["first_case"] == 3


def test_paths_left_alone_have_no_setting() -> None:
    columns = (
        TableColumn("case_id", INT64, "", ""),
        TableColumn("n", DOUBLE, "", "", nullable=True),
        TableColumn("t", STRING, "", "", nullable=True),
    )
    schema = TableSchema("cases", "", columns)
    gatherer = SettingsGatherer((path_column("n", [1]), path_column("t", ["x"])))
    for ids, numbers, texts in (([4, 5], [None, 2.0], ["b", None]), ([7], [1.0], ["a"])):
        raw = parquet_bytes(schema, {"case_id": ids, "n": numbers, "t": texts})
        for batch in parquet.ParquetFile(io.BytesIO(raw)).iter_batches():
            gatherer.take(batch)
    settings = gatherer.gathered()
    assert settings.of(4) == {"n": None, "t": "b"}
    assert settings.of(5) == {"n": 2.0, "t": None}
    assert settings.of(7) == {"n": 1.0, "t": "a"}
    groups = path_groups(settings, np.array([4, 5, 7]))
    assert all(group.ranks is None for group in groups)
    assert all(len(set(group.groups.tolist())) == 3 for group in groups), "left alone is a setting too"


def test_no_sweep(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no folder of results"):
        summary_of(tmp_path)
