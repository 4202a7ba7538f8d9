"""The command line: one verb a question. No arithmetic here, only arguments in and words out."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Mapping
from typing import Any

import click

from blinkfirst.cli.guard import forget_output, guarded
from blinkfirst.errors import hinted, nearest
from blinkfirst.files.text import reading_noted

# a command makes few circles of objects; by default a tenth of its time goes into looking for them
OBJECTS_BETWEEN_COLLECTIONS = 50_000
# the page of the documentation behind a command, where that is not the one about all commands
PAGES = {
    "list": "first-scenario",
    "new": "first-scenario",
    "check": "errors",
    "show": "language",
    "schema": "language",
    "arguments": "write-an-argument",
    "sources": "write-an-argument",
    "run": "results",
    "explain": "first-scenario",
    "beliefs": "price-of-patience",
    "solve": "many-answers",
    "commit": "commitments",
    "attrition": "attrition",
    "stability": "stability",
    "sweep": "sweep",
    "compare": "compare",
    "backtest": "score-a-theatre",
    "calibrate": "calibrate",
    "results": "query-results",
    "query": "query-results",
    "ledger": "keep-a-ledger",
    "import": "exchange-games",
    "export": "export",
    "docs": "index",
}


class LazyGroup(click.Group):
    """Commands by name, each as (``module:attribute``, short help)."""

    def __init__(self, *args: Any, commands_at: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commands_at = dict(commands_at)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of a first visit, not of the alphabet."""
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.commands_at:
            return None
        module, attribute = self.commands_at[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        command.epilog = f"More about it: blinkfirst docs {PAGES.get(cmd_name, 'cli')}"
        if ctx.resilient_parsing:  # a shell asks what could come next
            from blinkfirst.cli.completion import completed

            return completed(command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say what was probably meant when a command does not exist."""
        if args and args[0] not in self.commands_at and not args[0].startswith("-"):
            message = f"unknown command {args[0]!r}; expected one of: {', '.join(self.commands_at)}"
            ctx.fail(hinted(message, nearest(args[0], self.commands_at)))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; that whoever reads its output has gone, as ``head`` does, is no failure."""
        try:
            with reading_noted():
                return super().invoke(ctx)
        except BrokenPipeError:  # of which click would make status 1
            forget_output()
            ctx.exit(0)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in self.commands_at.items()])


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"blinkfirst {version('blinkfirst')}")
    except PackageNotFoundError:
        click.echo("blinkfirst from a checkout")
    context.exit()


@click.group(
    cls=LazyGroup,
    commands_at={
        "list": (
            "blinkfirst.questions.library.command:list_scenarios",
            "Show the shipped scenarios, matrices and theatres, and the files of this folder.",
        ),
        "new": (
            "blinkfirst.questions.library.new_command:new",
            "Write a commented scenario to begin with, by itself or on a theatre.",
        ),
        "copy": (
            "blinkfirst.questions.library.new_command:copy_shipped",
            "Copy a shipped scenario, matrix or theatre with its comments.",
        ),
        "check": (
            "blinkfirst.questions.library.command:check",
            "Check scenario and matrix files; report every problem with its place.",
        ),
        "show": (
            "blinkfirst.questions.library.command:show",
            "Print the fully composed scenario or matrix as YAML.",
        ),
        "schema": (
            "blinkfirst.questions.library.command:schema",
            "Print the JSON Schema of scenario files and matrices.",
        ),
        "arguments": (
            "blinkfirst.questions.run.arguments_command:arguments",
            "Print the ledger of arguments and where each one acts.",
        ),
        "sources": (
            "blinkfirst.questions.sources.command:sources",
            "List the works that a scenario cites, and where; BibTeX and RIS of them.",
        ),
        "numbers": (
            "blinkfirst.questions.numbers.command:numbers",
            "List every number of a scenario: path, value, range, source, what it touches.",
        ),
        "run": ("blinkfirst.questions.run.command:run", "Forecast who blinks first, exactly and by agents."),
        "explain": (
            "blinkfirst.questions.explain.command:explain",
            "Split each move's value by argument, with article and paragraph.",
        ),
        "beliefs": (
            "blinkfirst.questions.beliefs.command:beliefs",
            "Ask whether giving way pays even against rivals that never do: the price of patience.",
        ),
        "solve": (
            "blinkfirst.questions.concepts.command:solve",
            "Ask every solution concept for its answer, and say whether they agree.",
        ),
        "commit": (
            "blinkfirst.questions.commit.command:commit",
            "Let sides commit in advance: the table, its equilibria, the value of tying one's hands.",
        ),
        "attrition": (
            "blinkfirst.questions.attrition.command:attrition",
            "Find who concedes first when waiting costs: wars of attrition, from numbers or a scenario.",
        ),
        "stability": (
            "blinkfirst.questions.stability.command:stability",
            "Find the states that would last: Graph Model stability, with reasons.",
        ),
        "sweep": (
            "blinkfirst.questions.sweep.command:sweep",
            "Run a grid of cases over any numbers or levels.",
        ),
        "compare": (
            "blinkfirst.questions.compare.command:compare",
            "Set two scenarios, lenses or sweeps side by side; say which assumption makes the difference.",
        ),
        "backtest": (
            "blinkfirst.questions.backtest.command:backtest",
            "Score a theatre on dated cases of a record, beside rivals that know no theory.",
        ),
        "calibrate": (
            "blinkfirst.questions.calibrate.command:calibrate",
            "Fit numbers of a theatre to a record, around what their authors wrote.",
        ),
        "results": (
            "blinkfirst.questions.sweep.results_command:results",
            "Sum up the folder of a sweep: how far it is, and what it found.",
        ),
        "query": (
            "blinkfirst.questions.sweep.query_command:query",
            "Ask the folder of a sweep anything, in SQL.",
        ),
        "ledger": (
            "blinkfirst.questions.ledger.command:ledger",
            "Write forecasts down before the event, resolve them after it, score them.",
        ),
        "import": (
            "blinkfirst.questions.export.import_command:import_game",
            "Make a file that can be solved of another program's game: Gambit's .nfg, sgamesolver's table.",
        ),
        "export": (
            "blinkfirst.questions.export.command:export",
            "Write the game for other software: arrays, Gambit, Storm, PRISM, sgamesolver.",
        ),
        "docs": (
            "blinkfirst.questions.library.docs_command:docs",
            "Print the documentation: a page, or the list of pages.",
        ),
        "completion": (
            "blinkfirst.questions.library.completion_command:completion",
            "Let a shell complete commands and names; --install puts it in place.",
        ),
        "kernels": (
            "blinkfirst.questions.kernels.command:kernels",
            "Report where compiled kernels are kept, and how large they are; --clear removes them.",
        ),
    },
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Who blinks first? Sanctions stand-offs argued in YAML, forecast exactly and played by agents.

    \b
    blinkfirst docs tutorial                 ten minutes, from an empty file to an answer
    blinkfirst list                          the shipped scenarios
    blinkfirst run 2018-report-hold          who blinks first, when, and why
    blinkfirst explain 2018-report-hold      the arguments behind a choice
    blinkfirst solve 2018-report-hold        do other theories of choice agree?
    blinkfirst sweep 2018-report-hold actors.US.precision=2,4,8
    """  # noqa: D301  click reads the \b


def main() -> None:
    """Run the command; exit 0 when all is well, 1 when a run failed, 2 for bad input."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")  # looking for any reads all installed packages
    if "_BLINKFIRST_COMPLETE" in os.environ:
        importlib.import_module("blinkfirst.questions.library.completion_command")  # registers the shells
    sys.exit(guarded(lambda: cli(prog_name="blinkfirst", standalone_mode=False), sys.argv[1:]))
