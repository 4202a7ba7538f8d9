"""``blinkfirst sources``."""

from __future__ import annotations

import click

from blinkfirst.questions.options import (
    Settings,
    load_all,
    matrix_at,
    output_options,
    scenario_options,
)
from blinkfirst.report.output import Output

BIBTEX, RIS = "bibtex", "ris"


@click.command()
@click.argument("file", metavar="FILE")
@scenario_options
@output_options("Print the table of works as CSV instead.", {".bib": BIBTEX, ".ris": RIS})
def sources(file: str, settings: Settings, lens: str | None, output: Output) -> None:
    """List the works that a scenario or matrix cites, each with what cites it and where in the work.

    --format bibtex and ris, or -o FILE.bib and FILE.ris, write them for programs that keep references.
    """
    from blinkfirst.exchange.bibliography import bibtex_text, ris_text
    from blinkfirst.questions.sources import answer

    subject = matrix_at(file, settings, lens) or load_all([file], settings, lens)[0]
    found = answer.sources(subject)
    texts = {BIBTEX: bibtex_text, RIS: ris_text}
    if output.form in texts:
        output.put_text(texts[output.form](work.source for work in found.works if work.cited))
    else:
        output.put([found])
