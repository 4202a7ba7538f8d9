"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from blinkfirst.errors import StoreError
from blinkfirst.files.writing import output_file, write_lines


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_lines_replace_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_lines(path, ["one"])
    write_lines(path, iter(["ü", ""]))
    assert path.read_bytes() == "ü\n\n".encode()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("function", ["fsync", "replace"])
def test_what_cannot_be_written_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, function: str
) -> None:
    path = tmp_path / "a"
    path.write_text("old")
    with monkeypatch.context() as patch:
        patch.setattr(os, function, full)
        with pytest.raises(StoreError, match=r"a: cannot be written: No space left on device$"):
            write_lines(path, ["new"])
    with pytest.raises(StoreError, match=r"cannot be written: No such file"):
        write_lines(tmp_path / "none" / "a", [])
    with pytest.raises(KeyError), output_file(path) as draft:
        draft.write_text("half")
        raise KeyError
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
