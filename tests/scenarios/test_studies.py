"""Every study under ``experiments/`` is sound: its scenario loads, and takes every value of its design."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from blinkfirst.study.design.studies import loaded_studies
from blinkfirst.study.design.study_file import is_study_file, studies_of

FILES = [path for path in sorted(Path(__file__).parents[2].glob("experiments/*.yaml")) if is_study_file(path)]
MOST_CASES = 300  # of a study: a few minutes


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_studies_are_sound_and_modest(path: Path) -> None:
    for loaded in loaded_studies(studies_of(path)):
        assert 2 <= len(loaded.design) <= MOST_CASES
        assert loaded.study.question.endswith((".", "?")) and loaded.study.title != loaded.study.name
        assert loaded.scenario.questions and loaded.study.outcomes


def test_there_are_studies_with_names_of_their_own() -> None:
    names = Counter(study.name for path in FILES for study in studies_of(path))
    assert len(names) >= 6 and set(names.values()) == {1}
    assert sorted(Path(__file__).parents[2].glob("experiments/*.yaml")) == FILES, "one is no file of studies"
