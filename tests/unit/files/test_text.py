"""Text read up to a bound."""

from __future__ import annotations

from pathlib import Path

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.files.text import read_text_file


def complaint(path: Path, most_bytes: int = 20) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_text_file(path, most_bytes)
    (problem,) = caught.value.problems
    return str(problem)


def test_a_size_at_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\xef\xbb\xbfab\r\n\xc3\xbc")
    assert read_text_file(path, 9) == "ab\r\nü"
    assert complaint(path, 8) == f"{path}: expected at most 8 bytes, got 9"


def test_a_device_is_read_no_further_than_the_bound(tmp_path: Path) -> None:
    """Some have no end."""
    path = tmp_path / "a"
    path.symlink_to("/dev/zero")
    assert complaint(path).endswith(": expected at most 20 bytes, got more")


def test_other_bytes_are_found_by_character(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\xef\xbb\xbf\xff")
    assert complaint(path) == f"{path}:1:1: expected UTF-8 text, got other bytes"
    path.write_bytes("é\n\nüö".encode() + b"\xff")
    assert complaint(path) == f"{path}:3:3: expected UTF-8 text, got other bytes"
