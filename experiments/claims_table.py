"""Writes docs/claims.md: every claim of the Korea theatre's scenarios, whether it follows, and by how much.

Run: python experiments/claims_table.py [--check]     (--check only says whether the page is up to date)
"""

from __future__ import annotations

import sys
from pathlib import Path

from blinkfirst import compile_scenario, load
from blinkfirst.questions.run.claims import claim_answers
from blinkfirst.questions.run.outlook import ClaimAnswer, LensVerdict
from blinkfirst.report.words import cited
from blinkfirst.scenario.composing import theatre_of
from blinkfirst.scenario.library import shipped_scenarios
from blinkfirst.scenario.nodes import plain

PAGE = Path(__file__).resolve().parent.parent / "docs" / "claims.md"
HEADER = """# Claims: what the articles conclude, and whether it follows

Written by `python experiments/claims_table.py`; do not edit by hand. A claim is an article's conclusion
as a checkable statement about the forecast. It *follows* when the arguments as coded, under the lens
named, put the answer on the expected side: above one half for "likely", below for "unlikely", and on the
right side of the unchanged scenario for "higher" and "lower". The margin is how far on that side it lies
(negative: on the other). Where it is no more than 0.01 to either side, a claim *is undecided*, or what it
changes *makes no difference*. A claim that does not follow is a finding about the arguments, or about our
coding of them. Which codings were changed with claims in sight is disclosed in [the Korea
theatre](theatre-korea.md).
"""


def main() -> None:
    """Write the page, or check that it is up to date."""
    text = page()
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != text:
            sys.exit("docs/claims.md is out of date; run python experiments/claims_table.py")
        return
    PAGE.write_text(text, encoding="utf-8")


def page() -> str:
    """Return the whole page."""
    names = [name for name, path in shipped_scenarios().items() if theatre_of(path) == "korea"]
    scenarios = {name: load(name) for name in names}
    found = {name: claim_answers(compile_scenario(one)) for name, one in scenarios.items() if one.claims}
    answers = [answer for of_scenario in found.values() for answer in of_scenario]
    parts = [HEADER, _summary(answers)]
    for name, of_scenario in found.items():
        if of_scenario:
            parts.append(f"## {name}\n\n{_table(of_scenario)}")
    return "\n".join(parts)


def _summary(answers: list[ClaimAnswer]) -> str:
    own = [v for a in answers for v in a.verdicts if v.role == "author"]
    rival = [v for a in answers for v in a.verdicts if v.role == "rival"]
    return (
        f"{len(answers)} claims; {sum(v.follows for v in own)} follow under their author's lens, "
        f"{sum(v.follows for v in rival)} under the rival's.\n"
    )


def _table(answers: tuple[ClaimAnswer, ...]) -> str:
    rows = [
        "| claim | source | asked | expected | author's lens | rival's lens |",
        "|---|---|---|---|---|---|",
    ]
    for answer in answers:
        claim = answer.claim
        settings = [f"{path} = {plain(value)}" for path, value in claim.settings.items()]
        if claim.compare_lens:
            settings.append(f"lens = {claim.compare_lens}")
        asked = f"`{claim.ask.text}`" + (f" with `{', '.join(settings)}`" if settings else "")
        own = "; ".join(_cell(v) for v in answer.verdicts if v.role != "rival")
        rival = "; ".join(_cell(v) for v in answer.verdicts if v.role == "rival")
        rows.append(f"| {claim.says} | {cited(claim.source)} | {asked} | {claim.expect} | {own} | {rival} |")
    return "\n".join(rows) + "\n"


def _cell(verdict: LensVerdict) -> str:
    was = "" if verdict.before is None else f"{verdict.before:.3f} to "
    word = verdict.verdict if verdict.follows else f"**{verdict.verdict}**"
    return f"{word}: {was}{verdict.answer:.3f} ({verdict.margin:+.3f})"


if __name__ == "__main__":
    main()
