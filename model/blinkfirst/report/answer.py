"""The brick of every answer: sentences, tables, and its page as text, Markdown, HTML or LaTeX."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from html import escape
from importlib import import_module
from importlib.util import find_spec
from textwrap import shorten
from typing import TYPE_CHECKING, Any, ClassVar

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.report.labels import Labels
from blinkfirst.report.provenance import PROVENANCE, Provenance, provenance_of
from blinkfirst.scenario.scenario import Scenario

if TYPE_CHECKING:
    from blinkfirst.report.document import Document
    from blinkfirst.report.drawing import Picture
    from blinkfirst.study.store.tables import TidyTable

WIDTH = 110  # of a page where there is no terminal to ask
CARD_LENGTH = 1500


class Answer:
    """Base of the records that questions find.

    A record knows nothing of how it is shown. Modules beside its own do, imported when they are first needed:
    ``tables`` with ``tables_of(answer)`` and ``object_of(answer)``; ``page`` with ``document_of(answer)`` and
    ``sentences_of(answer)``, and where there is more to say with ``said_of(answer)``: lists of sentences by
    their keys in the object; ``figure``, where there is one, with ``figure_of(answer, panel)``. Where a
    folder has several answers, the class names its modules, as in
    ``class Explored(Answer, tables="explored_tables", page="explored_page")``; ``of`` are its fields that
    hold the scenarios it was made from, ``headline`` is the table that is printed as CSV.
    """

    headline: ClassVar[str] = ""
    _beside: ClassVar[dict[str, str]]
    _of: ClassVar[tuple[str, ...]]

    def __init_subclass__(
        cls,
        tables: str = "tables",
        page: str = "page",
        figure: str = "figure",
        headline: str = "",
        of: tuple[str, ...] = ("scenario",),
    ) -> None:
        """Note where an answer's modules are, its chief table, and what it was made from."""
        super().__init_subclass__()
        cls._of = of
        folder = cls.__module__.rpartition(".")[0]
        beside = {"tables": tables, "page": page, "figure": figure}
        cls._beside = {kind: f"{folder}.{module}" for kind, module in beside.items()}
        cls.headline = headline

    @property
    def subject(self) -> str:
        """The name of what was asked about."""
        return str(getattr(self, "scenario").name)  # noqa: B009  a field of most records

    @property
    def sentences(self) -> list[str]:
        """The answer in sentences, one an entry."""
        return list(self._shown_by("page", "sentences_of")(self))

    @property
    def summary(self) -> str:
        """The answer in sentences."""
        return " ".join(self.sentences)

    def tables(self) -> tuple[TidyTable, ...]:
        """Return all tables of the answer."""
        return tuple(self._shown_by("tables", "tables_of")(self))

    def table(self, name: str) -> TidyTable:
        """Return one table by its name.

        Raises `OptionError` when there is none of that name; with the names there are.
        """
        tables = {table.name: table for table in self.tables()}
        if name not in tables:
            message = f"unknown table {name!r}; expected one of: {', '.join(tables)}"
            raise OptionError(hinted(message, nearest(name, tables)))
        return tables[name]

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """Scenario, settings, version and date of the answer; of both scenarios that are compared."""
        return tuple(provenance_of(getattr(self, name)) for name in self._of)

    def as_object(self) -> Any:
        """Return the plain values that the command prints with ``--json``."""
        found = self._shown_by("tables", "object_of")(self)
        made_from, labels = self.provenance, self.labels
        made = {} if len(made_from) > 1 else {PROVENANCE: made_from[0].as_object()}
        if len(labels) == 1 and (by_kind := labels[0].as_object()):
            made["labels"] = by_kind
        if not isinstance(found, Mapping):
            return [{**one, **made} for one in found]
        said_of = getattr(import_module(self._beside["page"]), "said_of", None)
        return {**found, **(said_of(self) if said_of else {}), "summary": self.sentences, **made}

    def document(self, **how: Any) -> Document:
        """Return the page of the command as data; ``how`` are options of some pages, as ``top``."""
        found: Document = self._shown_by("page", "document_of")(self, **how)
        return replace(found, foot=(*self._key(found), *map(str, self.provenance)))

    @property
    def labels(self) -> tuple[Labels, ...]:
        """Names as pages show them, of every scenario that the answer was made from."""
        made_from = (getattr(self, name, None) for name in self._of)
        return tuple(Labels(one) for one in made_from if isinstance(one, Scenario))

    def _key(self, found: Document) -> Iterator[str]:
        """Yield the key of the labels that appear in a page, in a line."""
        from blinkfirst.report.document import words_of

        words, key = words_of(found), dict[str, str]()
        for labels in self.labels:
            key |= labels.key_of(words)
        if key:
            yield f"Labels: {', '.join(f'{label} is {name}' for label, name in key.items())}."

    def figure(self, panel: str = "") -> Picture:
        """Draw the picture that the command's ``--figure`` writes, or one of its panels by name.

        Raises `OptionError` when there is no such panel, and for an answer without pictures.
        """
        if find_spec(self._beside["figure"]) is None:
            raise OptionError(f"{type(self).__name__}: there is no picture of such an answer")
        from blinkfirst.report.drawing import check_drawable

        check_drawable("figure()")
        found: Picture = self._shown_by("figure", "figure_of")(self, panel)
        return found

    def to_markdown(self) -> str:
        """Return the page in Markdown."""
        from blinkfirst.report.markdown import as_markdown

        return as_markdown(self.document())

    def to_html(self) -> str:
        """Return the page as an ``article`` in HTML."""
        from blinkfirst.report.html import as_html

        return as_html(self.document())

    def to_latex(self) -> str:
        """Return the page as a section in LaTeX, whose tables need the packages booktabs and longtable."""
        from blinkfirst.report.latex import as_latex

        return as_latex(self.document())

    def __str__(self) -> str:
        """Return the page that the command prints."""
        from blinkfirst.report.text import as_text

        return as_text(self.document(), shutil.get_terminal_size((WIDTH, 0)).columns).rstrip("\n")

    def __repr__(self) -> str:
        names = ", ".join(table.name for table in self.tables())
        card = f"{shorten(self.summary, CARD_LENGTH, placeholder=' ...')}\ntables: {shorten(names, 300)}"
        return f"<{type(self).__name__}: {card}; print() shows the page>"

    def _repr_html_(self) -> str:
        names = ", ".join(f"<code>{escape(table.name)}</code>" for table in self.tables())
        return f"<div><p>{escape(self.summary)}</p>{self.to_html()}<p>Tables: {names}</p></div>"

    def _shown_by(self, module: str, function: str) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(self._beside[module]), function)
        return found
