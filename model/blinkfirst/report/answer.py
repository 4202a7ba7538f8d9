"""The brick of every answer: sentences, tables, and its page in a terminal or a notebook."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from html import escape
from importlib import import_module
from io import StringIO
from textwrap import shorten
from typing import TYPE_CHECKING, Any, ClassVar

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.report.provenance import Provenance, provenance_of

if TYPE_CHECKING:
    from rich.console import Console

    from blinkfirst.study.store.tables import TidyTable

WIDTH = 110  # of a page where there is no terminal to ask
CARD_LENGTH = 1500
_PRE = '<pre style="white-space:pre;overflow-x:auto;line-height:normal">{code}</pre>'


class Answer:
    """Base of the records that questions find.

    A record knows nothing of how it is shown. Modules beside its own do, imported when they are first needed:
    ``tables`` with ``tables_of(answer)``; ``page`` with ``print_page(console, answer)`` and
    ``summary_of(answer)``. Where a folder has several answers, the class names its modules, as in
    ``class Explored(Answer, tables="explored_tables", page="explored_page")``; ``of`` are its fields that
    hold the scenarios it was made from.
    """

    _beside: ClassVar[dict[str, str]]
    _of: ClassVar[tuple[str, ...]]

    def __init_subclass__(
        cls, tables: str = "tables", page: str = "page", of: tuple[str, ...] = ("scenario",)
    ) -> None:
        super().__init_subclass__()
        cls._of = of
        folder = cls.__module__.rpartition(".")[0]
        cls._beside = {"tables": f"{folder}.{tables}", "page": f"{folder}.{page}"}

    @property
    def summary(self) -> str:
        """The answer in sentences."""
        found: str = self._shown_by("page", "summary_of")(self)
        return found

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

    def print_page(self, console: Console, **options: Any) -> None:
        """Print the page of the command, and at its foot what it was made from."""
        self._shown_by("page", "print_page")(console, self, **options)
        print_foot(console, self.provenance)

    def __str__(self) -> str:
        """Return the page that the command prints."""
        return self._page(shutil.get_terminal_size((WIDTH, 0)).columns)[0].rstrip("\n")

    def __repr__(self) -> str:
        names = ", ".join(table.name for table in self.tables())
        card = f"{shorten(self.summary, CARD_LENGTH, placeholder=' ...')}\ntables: {shorten(names, 300)}"
        return f"<{type(self).__name__}: {card}; print() shows the page>"

    def _repr_html_(self) -> str:
        names = ", ".join(f"<code>{escape(table.name)}</code>" for table in self.tables())
        return f"<div><p>{escape(self.summary)}</p>{self._page(WIDTH)[1]}<p>Tables: {names}</p></div>"

    def _page(self, width: int) -> tuple[str, str]:
        from rich.console import Console

        text, no = StringIO(), False
        console = Console(
            file=text, width=width, record=True, highlight=no, markup=no, emoji=no, force_jupyter=no
        )
        self.print_page(console)
        return text.getvalue(), console.export_html(inline_styles=True, code_format=_PRE)

    def _shown_by(self, module: str, function: str) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(self._beside[module]), function)
        return found


def print_foot(console: Console, made_from: Iterable[Provenance]) -> None:
    """Print at the foot of a page what it was made from."""
    from rich.text import Text

    console.print()
    for found in made_from:
        console.print(Text(str(found), style="dim"))
