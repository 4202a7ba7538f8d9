"""Output of commands: pages, JSON objects and tables, on the standard output or in a file."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.files.writing import mark_of, output_file

if TYPE_CHECKING:
    from blinkfirst.report.answer import Answer
    from blinkfirst.report.document import Document

TEXT, MARKDOWN, HTML, LATEX, JSON, CSV = FORMATS = ("text", "md", "html", "latex", "json", "csv")
DOCUMENTS = (MARKDOWN, HTML, LATEX)  # to be taken elsewhere; the formats that have room for a mark
PAGES = (TEXT, *DOCUMENTS)
ENDINGS = {
    ".txt": TEXT, ".md": MARKDOWN, ".html": HTML, ".htm": HTML, ".tex": LATEX, ".json": JSON, ".csv": CSV,
}  # fmt: skip
PAGE = "a page"  # in the mark of such files


@dataclass(frozen=True)
class Output:
    """The form of what a command prints, and the file it goes to instead of the standard output.

    Attributes
    ----------
    form : one of `FORMATS`, or one that only the command knows.
    file : ``None`` for the standard output.
    """

    form: str = TEXT
    file: Path | None = None

    @property
    def is_page(self) -> bool:
        """True when people are to read it."""
        return self.form in PAGES

    def put(
        self,
        answers: Iterable[Answer],
        several: bool = False,
        last: Callable[[], Document] | None = None,
        **how: Any,
    ) -> None:
        """Write answers as they come: pages, a JSON object a line, or the headline table of each.

        Parameters
        ----------
        several : there may be more than one; rows of tables then begin with whose they are.
        last : returns a page of them all, which ends the pages; nothing to other formats.
        how : options of pages, as ``top``; nothing to other formats.
        """
        with self._opened() as stream:
            if self.form == CSV:
                _put_tables(stream, answers, several)
            elif self.form == JSON:
                for answer in answers:
                    stream.write(f"{json_line(answer.as_object())}\n")
            else:
                _put_pages(stream, self.form, _documents(answers, last, how))

    def put_document(self, document: Document) -> None:
        """Write a page that is no answer's."""
        with self._opened() as stream:
            _put_pages(stream, self.form, [document])

    def put_object(self, found: Any) -> None:
        """Write an object as JSON."""
        with self._opened() as stream:
            stream.write(f"{json_line(found)}\n")

    def put_table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Write a table as CSV, in full precision; what is not there is an empty cell."""
        with self._opened() as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)

    def put_text(self, text: str) -> None:
        """Write a text as it is, of a format that only the command knows."""
        with self._opened() as stream:
            stream.write(text)

    @contextmanager
    def _opened(self) -> Iterator[TextIO]:
        if self.file is None:
            yield sys.stdout
            sys.stdout.flush()
            return
        with output_file(self.file) as draft, draft.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream


def output_of(
    form: str | None,
    file: Path | None,
    as_json: bool,
    as_csv: bool,
    endings: Mapping[str, str] = ENDINGS,
) -> Output:
    """Return the output that a command's options ask for; raises `OptionError` when they disagree."""
    short = [*(["--json"] if as_json else []), *(["--csv"] if as_csv else [])]
    if len(short) > 1:
        raise OptionError("--json, --csv: expected one of them, got both")
    said = {f"--format {form}": form} if form else {}
    said |= {option: option[2:] for option in short}
    if file is not None:
        said |= _by_ending(file, bool(said), endings)
    if len(set(said.values())) > 1:
        raise OptionError(f"expected one format, got {' and '.join(said)}")
    return Output(next(iter(said.values()), TEXT), file)


def _by_ending(file: Path, is_said: bool, endings: Mapping[str, str]) -> dict[str, str]:
    """Return the format that a file's name asks for; one of another ending takes what is said elsewhere."""
    ending = file.suffix.lower()
    if ending in endings:
        return {f"-o {file}": endings[ending]}
    if is_said:
        return {}
    message = f"-o: expected a name that ends in {', '.join(endings)}, or --format, got {str(file)!r}"
    raise OptionError(hinted(message, nearest(ending, endings)))


def json_line(found: Any) -> str:
    """Return plain values on one line; numbers are finite, and letters stand as they are."""
    return json.dumps(found, allow_nan=False, ensure_ascii=False)


def _documents(
    answers: Iterable[Answer], last: Callable[[], Document] | None, how: Mapping[str, Any]
) -> Iterator[Document]:
    for answer in answers:
        yield answer.document(**how)
    if last is not None:
        yield last()


def _put_tables(stream: TextIO, answers: Iterable[Answer], several: bool) -> None:
    writer, headed = csv.writer(stream, lineterminator="\n"), False
    for answer in answers:
        table = answer.table(answer.headline)
        if not headed:
            writer.writerow([*(["scenario"] if several else []), *table.columns])
            headed = True
        writer.writerows([answer.subject, *row] if several else row for row in table.rows)


def _put_pages(stream: TextIO, form: str, documents: Iterable[Document]) -> None:
    if form == TEXT:
        _put_texts(stream, documents)
    elif form == MARKDOWN:
        from blinkfirst.report.markdown import as_markdown

        for document in documents:
            stream.write(f"{as_markdown(document)}\n")
        stream.write(f"<!-- {mark_of(PAGE)} -->\n")
    elif form == LATEX:
        from blinkfirst.report.latex import NEEDS, as_latex

        stream.write(f"% {mark_of(PAGE)}; the preamble needs {NEEDS}\n")
        for document in documents:
            stream.write(f"\n{as_latex(document)}")
    else:
        _put_html(stream, list(documents))


def _put_texts(stream: TextIO, documents: Iterable[Document]) -> None:
    from blinkfirst.report.text import WIDTH, as_text, print_document

    for document in documents:
        if stream is sys.stdout:
            print_document(document)
        else:
            stream.write(as_text(document, WIDTH))


def _put_html(stream: TextIO, documents: Sequence[Document]) -> None:
    from blinkfirst.report.document import plain_text
    from blinkfirst.report.html import END_OF_PAGE, as_html, opening_of_page

    titles = ", ".join(plain_text(document.title) for document in documents)
    stream.write(opening_of_page(titles, mark_of(PAGE)))
    stream.writelines(f"{as_html(document)}\n" for document in documents)
    stream.write(END_OF_PAGE)
