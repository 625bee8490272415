"""`scan --explain`: the text with its findings marked, how each was read, and why the message is held or passes."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from relay.cli.marked_text import Line, marked_lines
from relay.cli.output import cell, print_facts, say
from relay.model.category import Severity
from relay.model.finding import BODY, SUBJECT, Finding

if TYPE_CHECKING:
    from relay.model.decision import Verdict
    from relay.model.explanation import Effect
    from relay.model.policy import OpinionPolicy, Policy
    from relay.service.scan_files import Scan

_STYLES = {
    Severity.INFO: "cyan",
    Severity.LOW: "cyan",
    Severity.MEDIUM: "yellow",
    Severity.HIGH: "bold red",
    Severity.CRITICAL: "bold white on red",
}
_ALWAYS_SHOWN = (SUBJECT, BODY)


def print_explanation(scan: "Scan", policy: "Policy") -> None:
    """Print a scan with all of its reasons, for a person."""
    print_facts(
        [
            *verdict_facts(scan.verdict),
            ("written by", scan.author or "not said: rules for either role apply"),
            ("policy", policy.version),
            ("second opinion", _opinion(policy.scan.opinion)),
        ]
    )
    numbered = list(enumerate(scan.findings, start=1))
    for part, text in scan.texts:
        here = [(number, f) for number, f in numbered if f.part == part and f.end > f.start]
        if here or part in _ALWAYS_SHOWN:
            _print_text(part, list(marked_lines(text.rstrip(), here)))
    say()
    say("Findings" if numbered else "Nothing was found.")
    for (number, finding), effect in zip(numbered, _effects(scan, policy), strict=True):
        say(f"  {number}  {_sentence(finding, effect)}")


def verdict_facts(verdict: "Verdict") -> "list[tuple[str, object]]":
    """Return what a verdict says, as facts to be printed."""
    return [
        ("decision", verdict.outcome),
        ("severity", verdict.severity),
        ("because of", verdict.reasons),
        ("alerts for", verdict.alerts),
    ]


def _effects(scan: "Scan", policy: "Policy") -> "Sequence[Effect]":
    from relay.model.explanation import effects

    return effects(scan.findings, policy, scan.author)


def _sentence(finding: Finding, effect: "Effect") -> str:
    what = (
        f"{finding.category} ({finding.severity}, score {finding.score:.2f}): {cell(finding.explanation).rstrip('.')}"
    )
    read = f'; read as "{cell(finding.read_as)}"' if finding.read_as else ""
    where = "" if finding.end > finding.start else "; about the message as a whole"
    return f"{what}{read}{where}. It {effect}."


def _opinion(opinion: "OpinionPolicy") -> str:
    if not opinion.use:
        return "the policy asks for none"
    own = ", ".join(f"{category} {least:.2f}" for category, least in sorted(opinion.thresholds.items()))
    return f"from a score of: {own}; else the model's own thresholds" if own else "from the model's own thresholds on"


def _print_text(part: str, lines: Sequence[Line | None]) -> None:
    say()
    say(cell(part))
    if sys.stdout.isatty():
        _print_in_colour(lines)
        return
    for line in lines:
        say("  …" if line is None else "  " + "".join(_bracketed(cell(p.text), p.numbers) for p in line))


def _bracketed(text: str, numbers: Sequence[int]) -> str:
    return f"[{','.join(map(str, numbers))}: {text}]" if numbers else text


def _print_in_colour(lines: Sequence[Line | None]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    for line in lines:
        shown = Text("  …" if line is None else "  ")
        for piece in line or ():
            shown.append(cell(piece.text), _STYLES[piece.severity] if piece.severity else None)
            if piece.numbers:
                shown.append(f" {','.join(map(str, piece.numbers))} ", "dim")
        console.print(shown, soft_wrap=True)


def explanation_as_json(scan: "Scan", policy: "Policy") -> dict[str, Any]:
    """Return what `scan --explain` adds to the JSON of a scan, beside ``read_as`` and ``effect`` of each finding."""
    opinion = policy.scan.opinion
    return {
        "reasons": [category.value for category in scan.verdict.reasons],
        "alerts": [category.value for category in scan.verdict.alerts],
        "policy": policy.version,
        "opinion": {"use": opinion.use, "thresholds": {str(c): least for c, least in opinion.thresholds.items()}},
        "texts": dict(scan.texts),
    }


def findings_as_json(scan: "Scan", policy: "Policy") -> list[dict[str, str]]:
    """Return for each finding how it was read, where that is not as it was written, and what it did."""
    pairs = zip(scan.findings, _effects(scan, policy), strict=True)
    return [{"read_as": finding.read_as, "effect": effect.value} for finding, effect in pairs]
