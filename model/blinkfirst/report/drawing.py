"""The house style of all figures: colours of actors, panels, captions, and the file a figure is saved to."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import click

from blinkfirst.errors import OptionError, hinted, nearest
from blinkfirst.files.writing import mark_of, output_file
from blinkfirst.game.forecast import NOBODY

if TYPE_CHECKING:
    from matplotlib.figure import Figure, SubFigure

    from blinkfirst.report.answer import Answer

Found = TypeVar("Found")

INSTALL = 'pip install "blinkfirst[figures]"'
FIGURE = "a figure"  # in the mark of such files
FORMATS = (".png", ".svg", ".pdf")
DASHES = ("-", (0, (7, 2)), (0, (4, 1.5, 1, 1.5)), (0, (2, 1.2)))
HATCH = "/////"
NOT_SHARP = (
    "hatched: does not survive sharper choice; with everybody's precision doubled it loses the lead, or more "
    "than half of itself"
)
INK, FAINT = "#262626", "#666666"
# fonts with letters of other scripts than DejaVu Sans has, as systems name them
OTHER_SCRIPTS = (
    "Noto Sans CJK KR", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans KR", "Noto Sans JP",
    "Noto Sans SC", "Noto Sans Thai", "Noto Sans Devanagari", "Noto Sans", "Segoe UI", "Malgun Gothic",
    "Yu Gothic", "Microsoft YaHei", "Nirmala UI", "Leelawadee UI", "Apple SD Gothic Neo", "Hiragino Sans",
    "PingFang SC", "Arial Unicode MS", "NanumGothic", "WenQuanYi Zen Hei", "Droid Sans Fallback",
)  # fmt: skip
BEFORE_OTHERS = "\u058f"  # Latin, Greek, Cyrillic and Armenian come before
LETTERS_SHOWN = 8
_GLYPH = re.compile(r"Glyph (\d+) ")
LEVELS = ("#F1EEE8", "#5C5346")  # from the first level of a variable to the last: the colour of no actor

_STYLE: Mapping[str, Any] = {
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#8A8A8A",
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "xtick.color": "#8A8A8A",
    "ytick.color": "#8A8A8A",
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "text.color": INK,
    "lines.linewidth": 1.8,
    "hatch.linewidth": 0.9,
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "blinkfirst",  # the same picture, the same bytes
    "pdf.fonttype": 42,
}


class Mark(NamedTuple):
    """The looks of somebody in every figure: areas and lines, words beside them, dashes of lines."""

    colour: str
    ink: str
    dashes: Any


# told apart by the colour-blind; the second of each is dark enough for words on white
_PALETTE = (
    ("#0072B2", "#0069A3"),
    ("#D55E00", "#B34F00"),
    ("#009E73", "#00795A"),
    ("#CC79A7", "#A34A7C"),
    ("#3A3A3A", "#3A3A3A"),
    ("#E69F00", "#8F6300"),
    ("#56B4E9", "#1F73A8"),
)
_KEPT = {"US": 0, "China": 1, "ROK": 2, "Russia": 3, "DPRK": 4}  # whoever else plays
COLOURS = tuple(colour for colour, _ in _PALETTE)  # of what is no actor
NOBODY_MARK = Mark("#E9E6E0", "#5E5E5E", (0, (1, 1.5)))


def marks_of(names: Iterable[str]) -> dict[str, Mark]:
    """Return how each of some actors is drawn, by name; ``nobody``, too, if among them.

    Well-known actors keep their colours in every scenario; others take those left over, in their order.
    """
    others = [name for name in dict.fromkeys(names) if name != NOBODY]
    taken = {name: _KEPT[name] for name in others if name in _KEPT}
    free = [k for k in range(len(_PALETTE)) if k not in taken.values()] or list(range(len(_PALETTE)))
    unknown = [name for name in others if name not in taken]
    places = {**taken, **{name: free[k % len(free)] for k, name in enumerate(unknown)}}
    rounds = {name: k // len(free) for k, name in enumerate(unknown)}
    marks = {
        name: Mark(*_PALETTE[place], DASHES[(place + rounds.get(name, 0)) % len(DASHES)])
        for name, place in places.items()
    }
    return {name: marks.get(name, NOBODY_MARK) for name in names}


def paler(colour: str, part: float = 0.62) -> str:
    """Mix a colour with white; ``part`` of it is white."""
    return mixed(colour, "#FFFFFF", part)


def mixed(colour: str, other: str, part: float) -> str:
    """Mix two colours, ``part`` of the second.

    Examples
    --------
    >>> mixed("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    pairs = zip(*(bytes.fromhex(code[1:]) for code in (colour, other)), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)


def ramp(steps: int, ends: tuple[str, str] = LEVELS) -> list[str]:
    """Return so many colours from the one end to the other."""
    return [mixed(*ends, k / max(steps - 1, 1)) for k in range(steps)]


def area_of(colour: str, sharp: bool = True) -> dict[str, Any]:
    """Return how an area is filled: hatched and pale where it does not survive sharper choice."""
    if sharp:
        return {"facecolor": colour, "edgecolor": "white", "linewidth": 0.6}
    return {"facecolor": paler(colour), "edgecolor": colour, "hatch": HATCH, "linewidth": 0.0}


@dataclass(frozen=True)
class Heading:
    """The words above and below a figure, and those for readers who do not see it.

    Attributes
    ----------
    caption : dates, units.
    description : the answer in sentences.
    foot : what it was made from, lines below the caption.
    """

    title: str
    caption: str
    description: str
    foot: tuple[str, ...] = ()


def heading_of(answer: Answer, title: str, caption: str) -> Heading:
    """Return the heading of a picture of an answer, which says what it was made from."""
    return Heading(title, caption, answer.summary, tuple(map(str, answer.provenance)))


@dataclass(frozen=True)
class Panel(Generic[Found]):
    """A part of a figure.

    Attributes
    ----------
    draw : draws it into its own part of the paper.
    height : inches that it needs.
    notes : what a reader needs to know of it, for the caption.
    """

    draw: Callable[[SubFigure, Found], None]
    height: Callable[[Found], float]
    notes: Callable[[Found], Iterable[str]] = lambda found: ()


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure with its heading; a notebook shows it.

    Attributes
    ----------
    figure : a ``matplotlib.figure.Figure``.
    """

    figure: Figure
    heading: Heading

    def save(self, path: Path | str) -> None:
        """Write it as its name ends: .png, .svg or .pdf.

        Raises `OptionError` as `check_figure`; when it cannot be written, as `output_file`.
        """
        path = Path(path)
        check_figure(path)
        content = self._in_form(path.suffix[1:].lower())
        with output_file(path) as draft:
            draft.write_bytes(content)

    def _in_form(self, form: str) -> bytes:
        key = "Software" if form == "png" else "Creator"
        facts: dict[str, Any] = {key: mark_of(FIGURE), "Title": self.heading.title}
        if form == "svg":
            facts = {key: facts[key], "Date": None}
        elif form == "pdf":
            facts |= {"CreationDate": None, "Subject": self.heading.description}
        else:
            facts["Description"] = self.heading.description
        stream = BytesIO()
        _find_letters(self.figure)
        with house_style(), _missing_letters_told(form):
            self.figure.savefig(stream, dpi=150, format=form, metadata=facts)
        return _for_readers(stream.getvalue(), self.heading) if form == "svg" else stream.getvalue()

    def _repr_svg_(self) -> str:
        return self._in_form("svg").decode()


def _find_letters(figure: Figure) -> None:
    """Give texts of other scripts the fonts of this machine that may have their letters; no other text."""
    from matplotlib.font_manager import fontManager
    from matplotlib.text import Text

    installed = set(fontManager.get_font_names())
    families = ["DejaVu Sans", *(family for family in OTHER_SCRIPTS if family in installed)]
    for text in figure.findobj(Text):
        if isinstance(text, Text) and any(c.isalpha() and c > BEFORE_OTHERS for c in text.get_text()):
            text.set_fontfamily(families)


@contextmanager
def _missing_letters_told(form: str) -> Iterator[None]:
    """Say in one line that no font has some letters, where they are drawn; SVG keeps them as text."""
    with warnings.catch_warnings(record=True) as said:
        warnings.filterwarnings("always", message="Glyph ")
        yield
    found = [_GLYPH.match(str(warning.message)) for warning in said]
    letters = dict.fromkeys(chr(int(glyph[1])) for glyph in found if glyph is not None)
    for warning, glyph in zip(said, found, strict=True):
        if glyph is None:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
    if letters and form != "svg":
        shown = ", ".join([*letters][:LETTERS_SHOWN]) + (", ..." if len(letters) > LETTERS_SHOWN else "")
        click.echo(f"no font of this machine has {shown}: boxes in the figure; an .svg keeps text", err=True)


def _for_readers(svg: bytes, heading: Heading) -> bytes:
    """Give an SVG its title and description, which screen readers read."""
    said = f"<title>{escape(heading.title)}</title>\n <desc>{escape(heading.description)}</desc>"
    before, opening, rest = svg.partition(b"<svg ")
    attributes, closing, body = rest.partition(b">")
    return b"".join([before, opening, b'role="img" ', attributes, closing, b"\n ", said.encode(), body])


def check_figure(path: Path, formats: Sequence[str] = FORMATS) -> None:
    """Refuse what could not be drawn, before anything is computed; raises `OptionError`."""
    if path.suffix.lower() not in formats:
        raise OptionError(f"--figure: expected a name that ends in {', '.join(formats)}, got {str(path)!r}")
    if path.is_dir():
        raise OptionError(f"--figure: expected a file to write, got the folder {path}")
    if not path.resolve().parent.is_dir():
        raise OptionError(
            f"--figure: no folder {str(path.parent)!r} to write {path.name} into; make it first"
        )
    if path.suffix.lower() in FORMATS:
        check_drawable("--figure")


def check_drawable(asked: str) -> None:
    """Refuse to draw where matplotlib is missing; raises `OptionError` with the line that installs it."""
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise OptionError(f"{asked} needs matplotlib, which is not installed; install it with: {INSTALL}")


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style within this block."""
    import matplotlib

    style: Any = dict(_STYLE)
    with matplotlib.rc_context(style):
        yield


def empty_figure(width: float, height: float) -> Figure:
    """Return a figure that needs no screen; width and height in inches."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


WIDTH, WIDE = 8.4, 13.6  # inches: of a figure with one column of panels, with two
TITLE, LINE = 0.4, 0.17  # inches: of a title, of a line of the caption
LINE_LENGTH = 15.5  # characters of a caption per inch


def composed(
    found: Found, columns: Sequence[Sequence[Panel[Found]]], heading: Heading, width: float | None = None
) -> Picture:
    """Draw panels in columns, under a title and above a caption; ``width`` in inches."""
    from textwrap import wrap

    notes = dict.fromkeys(note for column in columns for panel in column for note in panel.notes(found))
    width = width or (WIDTH if len(columns) == 1 else WIDE)
    said = ("; ".join([heading.caption, *notes]), *heading.foot)
    caption = [line for part in said for line in wrap(part, round(width * LINE_LENGTH))]
    heights = [[panel.height(found) for panel in column] for column in columns]
    with house_style():
        figure = empty_figure(width, max(map(sum, heights)) + TITLE + LINE * len(caption))
        sides = figure.subfigures(1, len(columns), squeeze=False)[0]
        for side, column, shares in zip(sides, columns, heights, strict=True):
            rest = max(max(map(sum, heights)) - sum(shares), 0.01)  # below a column shorter than others
            parts = side.subfigures(len(column) + 1, 1, squeeze=False, height_ratios=[*shares, rest])[:, 0]
            for part, panel in zip(parts, column, strict=False):
                panel.draw(part, found)
        figure.suptitle(heading.title, x=0.01, ha="left", fontsize=12, fontweight="bold")
        figure.supxlabel("\n".join(caption), x=0.01, ha="left", fontsize=8, color=FAINT)
    return Picture(figure, heading)


def chosen_panel(panels: Mapping[str, Found], name: str) -> Found:
    """Return a panel by its name; raises `OptionError` when there is none, with those there are."""
    if name not in panels:
        message = f"--panel: unknown panel {name!r}; expected one of: {', '.join(panels)}"
        raise OptionError(hinted(message, nearest(name, panels)))
    return panels[name]
