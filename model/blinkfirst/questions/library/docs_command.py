"""``blinkfirst docs``."""

from __future__ import annotations

import sys

import click

from blinkfirst.questions.library.manual import page_text, title_of, topic_named, topics


@click.command()
@click.argument("topic", required=False)
def docs(topic: str | None) -> None:
    """Print a page of the documentation; without TOPIC, list the pages.

    A page may be named by its last part: `blinkfirst docs language`.
    """
    if topic is None:
        for name, path in topics().items():
            click.echo(f"{name:<32}  {title_of(path)}")
        click.echo("\nblinkfirst docs tutorial is the page to begin with")
        return
    text = page_text(topic_named(topic))
    if sys.stdout.isatty():
        from blinkfirst.questions.library.docs_page import print_markdown

        print_markdown(text)
    else:
        click.echo(text, nl=False)
