"""Options that most commands share: scenario files, ``--set``, ``--overlay`` and ``--lens``.

A shell that completes a word waits for this import: what loads a scenario is imported where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import click

from blinkfirst.errors import OptionError, Place, Problem, ScenarioError, hinted, nearest
from blinkfirst.files.writing import check_output
from blinkfirst.report.output import CSV, DOCUMENTS, ENDINGS, FORMATS, PAGE, output_of
from blinkfirst.scenario.library import find_scenario, kind_of
from blinkfirst.scenario.nodes import Node
from blinkfirst.scenario.yaml_trees import read_option

if TYPE_CHECKING:
    from blinkfirst.scenario.matrix import Matrix
    from blinkfirst.scenario.scenario import Scenario

Command = TypeVar("Command", bound=Callable[..., Any])
# new values by dotted path, each with its place: the option or a line of an overlay
Settings: TypeAlias = Mapping[str, Node]


def scenario_options(command: Command) -> Command:
    """Add ``--set``, ``--overlay`` and ``--lens`` to a command."""
    command = click.option(
        "--lens",
        metavar="LENS",
        help="Read with this lens, or with shares of several, which mix their weights: "
        "garrie-2018=0.5,haggard-2022=0.5. A pool mixes their forecasts: pool:garrie-2018,haggard-2022.",
    )(command)
    return settings_options()(command)


def settings_options(where: str = "") -> Callable[[Command], Command]:
    """Add ``--set`` and ``--overlay``; the command is given `Settings` named ``settings``.

    Parameters
    ----------
    where : the scenarios that are changed, with a blank before it, where a command has several.
    """

    def add(command: Command) -> Command:
        @wraps(command)
        def with_settings(
            *args: Any, settings: tuple[str, ...], overlays: tuple[Path, ...], **given: Any
        ) -> Any:
            return command(*args, settings=settings_of(settings, overlays), **given)

        overlay = click.option(
            "--overlay",
            "overlays",
            type=click.Path(path_type=Path),
            multiple=True,
            metavar="FILE",
            help=f"Set the values of a YAML file of lines 'path: value'{where}. May be repeated: a later "
            "file wins over an earlier one, and --set over all.",
        )
        changed = click.option(
            "--set",
            "settings",
            multiple=True,
            metavar="PATH=VALUE",
            help=f"Set a value{where} by its dotted path, as actors.US.precision=4 or world.tests=icbm. "
            "May be repeated.",
        )
        with_both: Command = changed(overlay(cast(Command, with_settings)))
        return with_both

    return add


def settings_of(settings: Sequence[str], overlays: Sequence[Path]) -> Settings:
    """Return the values of ``--set`` and ``--overlay``.

    Raises `ScenarioError` with everything malformed in either.
    """
    from blinkfirst.scenario.overlays import laid_over, read_overlay

    values: dict[str, Node] = {}
    problems: list[Problem] = []
    for read in (*(partial(read_overlay, file) for file in overlays), partial(parsed_settings, settings)):
        try:
            values = laid_over(values, read())
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return values


def output_options(csv: str = "", others: Mapping[str, str] | None = None) -> Callable[[Command], Command]:
    """Add ``--format``, ``-o``, ``--json`` and ``--csv``; the command is given an `Output` named ``output``.

    Parameters
    ----------
    csv : help of ``--csv``; without it there is no table to print, and no such option.
    others : formats that only this command knows, by the endings of their files; the command writes them.
    """
    known = {**ENDINGS, **(others or {})}
    forms = [form for form in (*FORMATS, *(others or {}).values()) if csv or form != CSV]

    def add(command: Command) -> Command:
        @wraps(command)
        def with_output(
            *args: Any,
            form: str | None,
            output_file: Path | None,
            as_json: bool,
            as_csv: bool = False,
            **given: Any,
        ) -> Any:
            output = output_of(form, output_file, as_json, as_csv, known)
            if output.form not in forms:
                raise OptionError(f"-o {output_file}: expected one of these formats: {', '.join(forms)}")
            if output.file is not None:
                check_replacing("-o", output.file, PAGE if output.form in DOCUMENTS else "")
            return command(*args, output=output, **given)

        changed: Any = with_output
        if csv:
            changed = click.option("--csv", "as_csv", is_flag=True, help=csv)(changed)
        json_help = "Print a JSON object with everything instead."
        changed = click.option("--json", "as_json", is_flag=True, help=json_help)(changed)
        endings = ", ".join(_endings(forms, known))
        changed = click.option(
            "-o",
            "output_file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help=f"Write it into a file; its format is that of the ending: {endings}.",
        )(changed)
        shown = click.option("--format", "form", type=click.Choice(forms), help="Print it in this format.")
        with_force: Command = force_option(shown(changed))
        return with_force

    return add


def _endings(forms: Sequence[str], known: Mapping[str, str]) -> Iterator[str]:
    return (ending for ending, form in known.items() if form in forms and ending != ".htm")


def figure_option(command: Command, formats: Sequence[str] = ()) -> Command:
    """Add ``--figure``, and ``--force`` with it.

    Parameters
    ----------
    formats : endings beside those of pictures.
    """

    def drawable(context: click.Context, parameter: click.Parameter, path: Path | None) -> Path | None:
        if path is not None:
            from blinkfirst.report.drawing import FIGURE, FORMATS, check_figure

            check_figure(path, (*FORMATS, *formats))
            check_replacing("--figure", path, FIGURE)
        return path

    option = click.option(
        "--figure",
        type=click.Path(path_type=Path),
        callback=drawable,
        metavar="FILE",
        help=f"Draw it, as FILE ends: {', '.join(('.png', '.svg', '.pdf', *formats))}.",
    )
    return option(force_option(command))


def panel_options(panels: Mapping[str, str], formats: Sequence[str] = ()) -> Callable[[Command], Command]:
    """Add ``--figure`` and ``--panel``, which draws one panel of the figure.

    Parameters
    ----------
    panels : what each of them shows, by name.
    formats : as of `figure_option`.
    """

    def named(context: click.Context, parameter: click.Parameter, name: str) -> str:
        if name and name not in panels:
            message = f"--panel: unknown panel {name!r}; expected one of: {', '.join(panels)}"
            raise OptionError(hinted(message, nearest(name, panels)))
        return name

    def add(command: Command) -> Command:
        listed = "; ".join(f"{name}: {shown}" for name, shown in panels.items())
        option = click.option(
            "--panel",
            default="",
            callback=named,
            metavar="NAME",
            help=f"Draw this panel of the figure only. {listed}.",
        )

        @wraps(command)
        def drawing(*given: Any, **options: Any) -> Any:
            if options["panel"] and options["figure"] is None:
                raise OptionError("--panel: a panel of which figure? Say --figure FILE")
            return command(*given, **options)

        return figure_option(option(cast(Command, drawing)), formats)

    return add


_FORCE = "blinkfirst.force"


def record_options(verb: str, done: str) -> Callable[[Command], Command]:
    """Add ``--theatre``, ``--cases`` and ``--record``: which theatre is held against which cases.

    ``verb`` and ``done`` say what is done to them, as "score" and "scored".
    """

    def add(command: Command) -> Command:
        for option in (
            click.option("--record", metavar="NAME", help="The record, by default that of the theatre."),
            click.option(
                "--cases",
                type=click.Path(path_type=Path),
                metavar="FILE",
                help=f"{verb.capitalize()} these cases, a table in the columns of the record.",
            ),
            click.option(
                "--theatre",
                metavar="FILE",
                help=f"The theatre that is {done}: a file, or the name of a shipped one. By default the "
                "first shipped one that has a record.",
            ),
        ):
            command = option(command)
        return command

    return add


def _note_force(context: click.Context, _: click.Parameter, given: bool) -> None:
    context.meta[_FORCE] = given


# read before all others, whose checks ask for it
_force_option = click.option(
    "--force",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_note_force,
    help="Replace a file that is there already, whoever wrote it.",
)


def force_option(command: Command) -> Command:
    """Add ``--force``, once, however many options of a command write files."""
    known = getattr(command, "__click_params__", [])
    return command if any(option.name == "force" for option in known) else _force_option(command)


def check_replacing(option: str, path: Path, kind: str = "") -> None:
    """Refuse an output as `check_output` does, heeding the command's ``--force``."""
    check_output(option, path, kind, bool(click.get_current_context().meta.get(_FORCE)))


def options_of(settings: Settings) -> str:
    """Return the options that settings come from, as they are written; empty without any."""
    found = {"--set" if node.place.file == "--set" else "--overlay" for node in settings.values()}
    return ", ".join(sorted(found, reverse=True))


def parsed_settings(settings: Sequence[str], option: str = "--set") -> dict[str, Node]:
    """Read ``path=value`` texts of an option; raises `ScenarioError` with every malformed one."""
    values: dict[str, Node] = {}
    problems: list[Problem] = []
    for text in settings:
        path, equals, value = text.partition("=")
        if not equals or not path.strip():
            problems.append(Problem(Place(option), "", f"expected PATH=VALUE, got {text!r}"))
            continue
        if path.strip() in values:
            problems.append(Problem(Place(option), path.strip(), f"appears twice; one {option} per path"))
            continue
        try:
            values[path.strip()] = _at_option(read_option(value, option))
        except ScenarioError as error:
            problems.extend(
                Problem(Place(option), path.strip(), p.message, p.suggestion) for p in error.problems
            )
    if problems:
        raise ScenarioError(problems)
    return values


def _at_option(node: Node) -> Node:
    """Strip line numbers, which mean nothing in an option."""
    place = Place(node.place.file)
    value = node.value
    if isinstance(value, dict):
        value = {key: _at_option(below) for key, below in value.items()}
    elif isinstance(value, list):
        value = [_at_option(below) for below in value]
    return Node(value, place, place)


def parsed_lens(text: str | None) -> Node | None:
    """Read the lens of an option: a name, ``name=share,name=share``, or ``pool:`` before names or shares.

    Raises `ScenarioError` when a share is no number.
    """
    from blinkfirst.scenario.scenario import POOL
    from blinkfirst.scenario.settings import planted

    if text is None:
        return None
    before, colon, pool = text.partition(":")
    if colon and before.strip() == POOL:
        return planted({POOL: _parsed_pool(pool)}, Place("--lens"))
    if "=" not in text:
        return planted(text, Place("--lens"))
    return planted(_parsed_shares(text, "LENS or LENS=SHARE,LENS=SHARE"), Place("--lens"))


def _parsed_pool(text: str) -> dict[str, float]:
    """Read what stands behind ``pool:``; equal shares where none is said."""
    expected = "pool:LENS,LENS or pool:LENS=SHARE,LENS=SHARE"
    if "=" in text:
        return _parsed_shares(text, expected)
    names = [name.strip() for name in text.split(",")]
    if not all(names) or len(set(names)) < len(names):
        raise ScenarioError([Problem(Place("--lens"), "", f"expected {expected}, got 'pool:{text}'")])
    return {name: 1 / len(names) for name in names}


def _parsed_shares(text: str, expected: str) -> dict[str, float]:
    shares: dict[str, float] = {}
    for part in text.split(","):
        name, _, share = part.partition("=")
        number = read_option(share, "--lens").value
        if isinstance(number, int | float) and not isinstance(number, bool) and name.strip() not in shares:
            shares[name.strip()] = number
        else:
            raise ScenarioError([Problem(Place("--lens"), "", f"expected {expected}, got {part!r}")])
    return shares


def split_names(option: str, text: str | None, name: str) -> tuple[str, ...]:
    """Split names at the commas; none when the option is missing.

    Raises `OptionError` when a name is empty.

    Parameters
    ----------
    name : what each of them is, as in the option's help: ``ACTOR``.
    """
    if text is None:
        return ()
    names = tuple(part.strip() for part in text.split(","))
    if not all(names):
        raise OptionError(f"{option}: expected {name},{name},..., got {text!r}")
    return names


def matrix_at(name: str, settings: Settings, lens: str | None) -> Matrix | None:
    """Load a matrix; ``None`` when the file is of another kind, or has something wrong with its kind.

    Raises `OptionError` when a lens is asked for. Raises `ScenarioError` with every problem found.
    """
    from blinkfirst.scenario.loading import load_matrix

    path = find_scenario(name)
    if kind_of(path) != "matrix":
        return None
    if lens is not None:
        raise OptionError(f"--lens: {name} is a matrix, which has no lenses")
    return load_matrix(path, settings)


def load_all(
    names: Sequence[str], settings: Settings | None = None, lens: str | None = None
) -> list[Scenario]:
    """Load several scenarios under the same settings.

    Raises `ScenarioError` with the problems of all of them.
    """
    from blinkfirst.scenario.loading import load

    chosen = parsed_lens(lens)
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for name in names:
        try:
            scenarios.append(load(name, settings, chosen))
        except ScenarioError as error:
            problems.extend(p for p in error.problems if p not in problems)
    if problems:
        raise ScenarioError(problems)
    return scenarios
