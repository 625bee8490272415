"""Passages that a document holds in several forms, of which each program shows the one that it understands.

ECMA-376-3. What is scanned, what a monitor sees and what is delivered is the same form.
"""

from relay.mime.files.office.found import Found
from relay.mime.files.office.markup import Element, prefix_of, short, sweep, take_out, unwrap
from relay.mime.files.office.telling import OTHER_FORM
from relay.mime.files.office.text import Paragraph, paragraphs

# What a program must understand to show the first form of a passage (mc:Choice); older ones draw VML instead.
_UNDERSTOOD = frozenset({"wps", "wpg", "wpc", "wp14", "w14", "a14", "p14", "x14", "c14"})


def choose_forms(root: Element, found: Found) -> None:
    """Leave of every passage the form that is shown."""
    for alternatives in root.iter("{*}AlternateContent"):
        if short(alternatives.tag) == "mc:AlternateContent":
            _choose(alternatives, found)
    sweep(root)


def _choose(alternatives: Element, found: Found) -> None:
    """Leave the form that is shown; beside it the one for older programs, if that says nothing else."""
    choices = [one for one in alternatives if short(one.tag) == "mc:Choice"]
    fallback = next((one for one in alternatives if short(one.tag) == "mc:Fallback"), None)
    chosen = next((choice for choice in choices if _is_shown(choice)), None)
    for choice in choices:
        if choice is not chosen:
            found.note_all("", choice)
            take_out(choice)
    if chosen is None:
        if fallback is not None:
            unwrap(fallback)
        unwrap(alternatives)
    elif fallback is not None and not _lines(fallback) <= _lines(chosen):
        found.note_all(OTHER_FORM, fallback)
        take_out(fallback)


def _is_shown(choice: Element) -> bool:
    needed = (choice.get("Requires") or "?").split()
    understood = all(prefix_of(choice.nsmap.get(prefix) or "") in _UNDERSTOOD for prefix in needed)
    return understood and not any(short(one.tag) in {"p:contentPart", "w:contentPart"} for one in choice.iter())


def _lines(element: Element) -> set[str]:
    lines = (item.text for item in paragraphs(element) if isinstance(item, Paragraph))
    return {"".join(line.split()) for line in lines} | {""}
