"""``blinkfirst completion``: the script by which a shell completes blinkfirst's commands, and its place."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)

from blinkfirst.errors import OptionError
from blinkfirst.files.writing import check_writable, replace_file

VARIABLE = "_BLINKFIRST_COMPLETE"
"""The variable in the environment by which a shell asks for completions."""

_OPEN = ("=", ".", "/", ",")  # after these a word goes on; the shell adds no space
_MARK = "# completion of blinkfirst"


class WordsComplete(ShellComplete):
    """A shell whose finished words are the ``obj`` of the context: behind an option click loses some."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """Return what may come next."""
        self.ctx_args = {**self.ctx_args, "obj": args}
        return super().get_completions(args, incomplete)


@add_completion_class
class WordsBashComplete(WordsComplete, BashComplete):
    """bash, which takes ``a=b`` for three words; no space follows a name that goes on."""

    source_template = BashComplete.source_template.replace("-o nosort", "-o nosort -o nospace")
    _head = ""  # of the word that is completed, up to its last "=": bash replaces only what is behind

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the finished words and the one that is begun, put together again at equals signs."""
        args, incomplete = super().get_completion_args()
        words: list[str] = []
        joined = "=" in (incomplete, *args[-1:])
        for word in (*args, incomplete):
            if words and (word == "=" or words[-1].endswith("=")):
                words[-1] += word
            else:
                words.append(word)
        *args, incomplete = words
        self._head = incomplete[: incomplete.rfind("=") + 1] if joined else ""
        return args, incomplete

    def format_completion(self, item: CompletionItem) -> str:
        """Return a line of the answer."""
        value = item.value.removeprefix(self._head) if self._head else item.value
        space = "" if item.type != "plain" or value.endswith(_OPEN) else " "
        return f"{item.type},{value}{space}"


@add_completion_class
class WordsZshComplete(WordsComplete, ZshComplete):
    """zsh; no space follows a name that goes on, and its completion is begun where it is not yet."""

    source_template = ZshComplete.source_template.replace(
        "compadd -U -V unsorted -a completions",
        "compadd -U -S '' -V unsorted -- ${(M)completions:#*[=./,]}\n"
        "        compadd -U -V unsorted -- ${completions:#*[=./,]}",
    ).replace(
        "#compdef %(prog_name)s\n",
        "#compdef %(prog_name)s\n(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n",
        1,
    )


@add_completion_class
class WordsFishComplete(WordsComplete, FishComplete):
    """fish, which adds no space where a name goes on."""


SHELLS: dict[str, type[ShellComplete]] = {
    "bash": WordsBashComplete,
    "zsh": WordsZshComplete,
    "fish": WordsFishComplete,
}


@click.command()
@click.argument("shell", required=False, metavar="[bash|zsh|fish]")
@click.option("--install", is_flag=True, help="Install it for the next shell that you open.")
@click.pass_context
def completion(context: click.Context, shell: str | None, install: bool) -> None:
    """Let a shell complete commands, scenarios, lenses, actors, moves and paths.

    Without a name the shell is the one you log in with. Without --install the script is printed.
    """
    shell = _shell() if shell is None else shell
    if shell not in SHELLS:
        raise OptionError(f"completion: expected {', '.join(SHELLS)}, got {shell}")
    source = SHELLS[shell](context.find_root().command, {}, "blinkfirst", VARIABLE).source()
    if not install:
        click.echo(source)
        return
    script, start_file = _places(shell)
    for path in (script, start_file) if start_file is not None else (script,):
        check_writable(path)
    script.parent.mkdir(parents=True, exist_ok=True)
    replace_file(script, source.encode())
    click.echo(f"{script} is written")
    if start_file is not None:
        _add_line(start_file, f"[ -r {shlex.quote(str(script))} ] && . {shlex.quote(str(script))}  {_MARK}")
    click.echo("it works in the next shell that you open")


def _shell() -> str:
    return Path(os.environ.get("SHELL", "")).name or "no shell; the variable SHELL is not set"


def _places(shell: str) -> tuple[Path, Path | None]:
    """Return where the script of a shell goes, and the file read at its start that must name it, if any."""
    home = Path.home()
    if shell == "fish":
        settings = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config")
        return settings / "fish" / "completions" / "blinkfirst.fish", None
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    start = home / ".bashrc" if shell == "bash" else Path(os.environ.get("ZDOTDIR") or home) / ".zshrc"
    return data / "blinkfirst" / f"completion.{shell}", start


def _add_line(path: Path, line: str) -> None:
    """Put a line at the end of a file, in place of the one that an earlier installation added."""
    before = path.read_bytes().splitlines(keepends=True) if path.exists() else []
    kept = b"".join(old for old in before if _MARK.encode() not in old)
    gap = b"" if not kept or kept.endswith(b"\n") else b"\n"
    replace_file(path, kept + gap + line.encode() + b"\n")
    click.echo(f"{path} has a line that reads it")
