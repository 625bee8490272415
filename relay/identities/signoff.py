"""Tells whether a name alone on a line signs what one person wrote, or is a heading or an entry of a list."""

import re

from relay.identities.people import Person
from relay.identities.spot import Spot

_QUOTING = " \t>*_~|,.!–—-"
_BRACKETS = re.compile(r"<[^<>]*>")  # the address or the link beside the name, which the last look takes for a tag
_INITIAL = 3
_BULLET = re.compile(r"[\s>]*(?:[-*•+]|\d{1,3}[.)])[ \t]")
# Where what one person wrote ends: a mark of signatures, a rule, an announced quote, a forwarded header, a link bar.
_ENDS = re.compile(
    r"[\s>]*(?:--[ \t]*\Z|__+|==+|-{3,}|\*{3,}|[^\n]*(?:wrote|schrieb|ecrit|escribio|scritto|escreveu|schreef|skrev)"
    r"[^\n]{0,80}:|(?:from|de|von|da|van|od|fra|fran|to)[ \t]*:"
    r"|[^\n]{0,80}(?:confidential|intended recipient|disclaimer|privileged|aviso legal))"
)
_PASSED_OVER = re.compile(r"[\s>]*(?:\[[^\n]*\]|sent from\b|get outlook\b|enviado desde\b|von meinem\b|ps\b|p\.s\.)")
_SENTENCE = re.compile(r"[.!?:;][\"'”’)]*\s*\Z|,\s*\Z")
_CLOSING = re.compile(
    r"\b(?:thanks|thank you|thx|best|regards|wishes|cheers|love|yours|sincerely|bye|goodbye|hugs|xoxo|see you|talk soon"
    r"|take care|respectfully|cordially|warmly|saludos|abrazos?|besos|atentamente|gracias|adios|hasta (?:luego|pronto)"
    r"|gru(?:ss|sse|esse)|mfg|cordialement|amicalement|bien a vous|saluti|cordiali|abracos?|groet(?:en|jes)?"
    r"|pozdrawiam|pozdrowienia|halsningar|hilsen|terveisin)\b"
)
_STATEMENT = re.compile(r"[.!][\"'”’)]*\Z")
_NO_LIST = re.compile(r"[^:]\Z")
_MARK = "--"  # RFC 3676 section 4.3
_MOST_LINES_AFTER = 8
_LONGEST_LINE = 70
_REACH = 700


def signs_off(spot: Spot, person: Person) -> bool:
    """Return whether the line at ``spot`` is the name alone (or with its initial), in the place of a sign-off."""
    line = spot.line
    alone = _BRACKETS.sub("", line).strip(_QUOTING) if "<" in line else line.strip(_QUOTING)
    if len(alone) > len(spot.name) + _INITIAL or alone not in {
        spot.name,
        *(f"{one}{sign} {spot.name}" for one in person.initials for sign in (".", "")),
    }:
        return False
    text = spot.folded.text
    before = text[max(0, spot.line_start - _REACH) : spot.line_start].split("\n")[:-1]
    after = text[spot.line_end : spot.line_end + _REACH].split("\n")[1:]
    if _BULLET.match(line) and any(_BULLET.match(line) for line in (*before[-1:], *after[:1])):
        return False
    following = _following(after, quoted=line.lstrip().startswith((">", "|")))
    return following is not None and _is_closed(before, following, spot, person)


def _following(after: list[str], *, quoted: bool) -> int | None:
    """Return how many lines of the same text follow, None if they do not look like what stands under a name."""
    count = 0
    for line in after:
        if _ENDS.match(line) or line.lstrip().startswith((">", "|")) is not quoted:
            break
        bare = line.strip(" \t>|")
        if not bare or _PASSED_OVER.match(line):
            continue
        count += 1
        if len(bare) > _LONGEST_LINE or _SENTENCE.search(bare) or count > _MOST_LINES_AFTER:
            return None
    return count


def _is_closed(before: list[str], following: int, spot: Spot, person: Person) -> bool:
    """Return whether what stands before leads to a name: a closing, a mark, the given name, a gap at the very end."""
    bare = [_BRACKETS.sub("", line).strip(" \t>|*_") for line in before]
    written = [line for line in bare if line]
    if not written:
        return following == 0 and spot.capital
    if any(_CLOSING.search(line) and len(line) <= _LONGEST_LINE for line in written[-3:]):
        return True
    if written[-1] == _MARK or (bare[-1] and (bare[-1].endswith(",") or bare[-1] in person.given_tokens)):
        return True
    # A small everyday word behind a gap may answer a question, or end a list.
    return (
        following == 0
        and not bare[-1]
        and (_STATEMENT if not spot.capital else _NO_LIST).search(written[-1]) is not None
    )
