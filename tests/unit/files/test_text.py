"""Text read up to a bound."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Thread, Timer

import pytest

from blinkfirst.errors import ScenarioError
from blinkfirst.files import reading
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


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"PK\x03\x04\x14\0", "a spreadsheet or an archive (.xlsx, .ods, .zip); save the sheet"),
        (b"\xd0\xcf\x11\xe0\xa1", "a spreadsheet (.xls); save the sheet as CSV"),
        (b"PAR1\x15\0", "a Parquet file; save the table as CSV"),
        (b"\x1f\x8b\x08", "a compressed file; unpack it first"),
        ("a\tb".encode("utf-16"), "UTF-16; save it as UTF-8"),
    ],
)
def test_bytes_that_are_no_text_are_told_by_their_head(tmp_path: Path, raw: bytes, what: str) -> None:
    path = tmp_path / "a"
    path.write_bytes(raw)
    assert complaint(path).startswith(f"{path}:1:1: expected UTF-8 text, got {what}")


def test_a_pipe_is_read_when_somebody_writes_into_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.05)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert complaint(path) == f"{path}: cannot be read: it is a pipe into which nobody writes"
    writer = Thread(target=path.write_bytes, args=(b"ab\n" * 3,))
    writer.start()
    monkeypatch.setattr(reading, "PATIENCE", 10)
    assert read_text_file(path, 20) == "ab\n" * 3
    writer.join()


def test_a_slow_writer_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.0)
    path = tmp_path / "pipe"
    os.mkfifo(path)
    held = os.open(path, os.O_RDWR)

    def write() -> None:
        os.write(held, b"late")
        os.close(held)

    Timer(0.1, write).start()
    assert read_text_file(path, 20) == "late"


def test_a_folder_is_told(tmp_path: Path) -> None:
    assert complaint(tmp_path) == f"{tmp_path}: cannot be read: Is a directory"
