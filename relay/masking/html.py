"""HTML made safe: rebuilt from clean pieces, with identities replaced also where tags cut them in two."""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from relay.identities.search import Hit
from relay.masking.emptied import without_emptied
from relay.masking.links import safe_target
from relay.masking.seams import glued_in, with_glued
from relay.masking.text import Ledger, Masker
from relay.mime.html_dress import dressed
from relay.mime.html_pieces import picture_id, with_words_for_pictures
from relay.mime.html_seams import Seam, meet
from relay.mime.html_source import Piece, pieces_of, serialized
from relay.mime.html_text import text_behind
from relay.mime.link_text import blank_before, in_words, stands_behind, tells_more, without_mailto
from relay.model.change import ChangeKind
from relay.model.finding import HTML

_BREAKS = frozenset(
    {
        "p", "div", "br", "li", "tr", "ul", "ol", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "pre", "hr",
        "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "center", "caption",
    }
)  # fmt: skip
_CUT = frozenset({ChangeKind.SIGNATURE, ChangeKind.FOOTER})
_SPACE = " \t\n\r"  # what means nothing around a page; not the no-break space
_LINE_SPACE = str.maketrans("\n\r\t\f", "    ")
# What the allow-list leaves out and somebody may miss; each quantifier is bounded, so that no page takes long.
_NEVER_DELIVERED = (
    (
        "pictures from elsewhere",
        re.compile(r"<img\b[^<>]{0,2000}?\bsrc\s{0,9}=\s{0,9}[\"']?\s{0,9}(?:https?:)?//", re.IGNORECASE),
    ),
    ("scripts", re.compile(r"<script\b|<[a-z][^<>]{0,500}\son[a-z]{3,20}\s{0,9}=", re.IGNORECASE)),
    ("forms", re.compile(r"<(?:form|input|button|select|textarea)\b", re.IGNORECASE)),
    ("embedded pages and media", re.compile(r"<(?:iframe|object|embed|applet|video|audio|svg)\b", re.IGNORECASE)),
)
_NO_PICTURES: Mapping[str, str] = MappingProxyType({})


@dataclass(slots=True)
class _Run:
    """A text piece, where it begins in the text of the whole page, and what is to be replaced in it."""

    piece: Piece
    start: int
    edits: list[tuple[int, int, str]] = field(default_factory=list)

    def apply(self) -> None:
        """Carry out the edits, which are in order."""
        out, end = [], 0
        for begin, stop, replacement in self.edits:
            out += [self.piece.text[end:begin], replacement]
            end = stop
        self.piece.text = "".join([*out, self.piece.text[end:]])


def masked_html(source: str, masker: Masker, ledger: Ledger, pictures: Mapping[str, str] = _NO_PICTURES) -> str:
    """Return the body of ``source`` as clean HTML in which nothing is left that must go.

    ``pictures`` maps the Content-ID of each picture that goes along, as it came and without brackets, to its new one;
    of every other picture the words that stand for it are left.
    """
    for what, sign in _NEVER_DELIVERED:
        if sign.search(source):
            ledger.note(ChangeKind.HTML_CLEANED, HTML, what)
    pieces = with_words_for_pictures(pieces_of(source), pictures)
    text, runs, places, seams = _page(pieces)
    starts = [run.start for run in runs]
    hits = masker.hits_in_mail(text)
    hits = with_glued(hits, glued_in(text, seams, masker, hits)) if seams else hits
    for hit in hits:
        if _plan(runs, max(bisect_right(starts, hit.start) - 1, 0), hit):
            ledger.note(hit.kind, HTML)
    for run in runs:
        run.apply()
    emptied = {id(run.piece) for run in runs if run.edits and not run.piece.text.strip()}
    _cut_tags(pieces, places, [hit for hit in hits if hit.kind in _CUT])
    pieces = without_emptied(pieces, {index for index, piece in enumerate(pieces) if id(piece) in emptied})
    for piece in pieces:
        if piece.tag == "a" and "href" in piece.attributes:
            _mask_target(piece, masker, ledger)
        elif piece.tag == "img":
            _give_new_id(piece, masker, ledger, pictures)
    return serialized(dressed(_without_bare_links(_with_targets(pieces, masker)))).strip(_SPACE)


def pictures_shown(source: str) -> frozenset[str]:
    """Return the Content-IDs, without brackets, of the pictures that ``source`` shows amid its text."""
    return frozenset(picture_id(piece) for piece in pieces_of(source)) - {""}


def page_text(source: str) -> str:
    """Return the text of ``source`` in which ``masked_html`` looks for what must go."""
    return _page(with_words_for_pictures(pieces_of(source))).text


class _Page(NamedTuple):
    """The text of all pieces, with line ends between blocks; where the text pieces and all pieces stand in it."""

    text: str
    runs: list[_Run]
    places: list[int]
    seams: list[Seam]


def _page(pieces: list[Piece]) -> _Page:
    out: list[str] = []
    page = _Page("", [], [], [])
    length, preformatted, is_past_link = 0, 0, False
    for piece in pieces:
        page.places.append(length)
        if piece.tag == "pre":
            preformatted += -1 if piece.closing else 1
        if not piece.tag:
            page.runs.append(_Run(piece, length))
            fragment = piece.text if preformatted > 0 else piece.text.translate(_LINE_SPACE)
        else:
            is_past_link |= piece.tag == "a"
            fragment = _in_place_of(piece)
        if fragment:
            if out and meet(out[-1], fragment):
                page.seams.append(Seam(length, is_past_link))
            out.append(fragment)
            length += len(fragment)
            is_past_link = False
    return page._replace(text="".join(out))


def _in_place_of(tag: Piece) -> str:
    """Return what stands for a tag in the text of a page."""
    if tag.tag == "img":  # its words are masked where they stand, and tell what stands beside them
        return f" {tag.attributes['alt']} " if tag.attributes.get("alt") else ""
    if tag.tag == "hr":
        return "\n---\n"  # as the text has it: no name goes on behind a rule
    return "\n" if tag.tag in _BREAKS else "\t" if tag.tag in {"td", "th"} else ""


def _plan(runs: list[_Run], first: int, hit: Hit) -> bool:
    """Plan to take ``hit`` out of the pieces it touches; the first of them gets the replacement."""
    replacement = hit.replacement
    planned = False
    for index in range(first, len(runs)):
        run = runs[index]
        if run.start >= hit.end:
            break
        begin, end = max(hit.start - run.start, 0), min(hit.end - run.start, len(run.piece.text))
        if begin < end:
            run.edits.append((begin, end, replacement))
            replacement, planned = "", True
    return planned


def _cut_tags(pieces: list[Piece], places: list[int], cuts: list[Hit]) -> None:
    """Take out what stands in ``cuts`` beside text: line breaks, pictures, and links that begin or end there."""
    link: Piece | None = None
    left = list(reversed(cuts))
    for piece, place in zip(pieces, places, strict=True):
        while left and left[-1].end < place:
            left.pop()
        if piece.tag == "a":
            link = link if piece.closing else piece
        if not left or place < left[-1].start:
            continue
        touches = place > left[-1].start if piece.closing else place < left[-1].end
        if piece.tag == "a" and link is not None and touches:
            link.attributes.pop("href", None)
        elif piece.tag in {"br", "hr", "img"} and place < left[-1].end:
            piece.tag = ""


def _mask_target(piece: Piece, masker: Masker, ledger: Ledger) -> None:
    target = piece.attributes["href"]
    safe = safe_target(target, masker.people, masker.relay_domain)
    if safe == target:
        return
    ledger.note(ChangeKind.LINK, HTML)
    if safe:
        piece.attributes["href"] = safe
    else:
        del piece.attributes["href"]


def _give_new_id(piece: Piece, masker: Masker, ledger: Ledger, pictures: Mapping[str, str]) -> None:
    piece.attributes["src"] = f"cid:{pictures[picture_id(piece)]}"
    if "alt" in piece.attributes:
        piece.attributes["alt"] = masker.text(piece.attributes["alt"], HTML, ledger)


def _with_targets(pieces: list[Piece], masker: Masker) -> Iterator[Piece]:
    """Yield ``pieces`` with, behind each link, where it leads if its text does not say so."""
    target, shown = "", ""
    for index, piece in enumerate(pieces):
        if piece.tag == "a" and piece.closing:
            yield from _told(target, shown, text_behind(pieces, index), piece, masker)
            target = ""
            continue
        if piece.tag == "a":
            target, shown = piece.attributes.get("href", ""), ""
        shown += piece.text if target else ""
        yield piece


def _told(target: str, shown: str, following: str, closing: Piece, masker: Masker) -> Iterator[Piece]:
    words = in_words(target)
    apart = blank_before(following)
    is_mask = target != without_mailto(target) and words.lower().endswith(f"@{masker.relay_domain}")
    if is_mask or not tells_more(target, shown) or stands_behind(words, following):
        yield closing
    elif shown.strip():
        yield from (closing, Piece(text=f" ({words}){apart}"))
    else:  # an empty link, which nobody could see
        yield from (Piece(text=words), closing, Piece(text=apart if following else " "))


def _without_bare_links(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield ``pieces`` without the tags of links that lead nowhere."""
    leads = True
    for piece in pieces:
        if piece.tag == "a" and not piece.closing:
            leads = "href" in piece.attributes
        if piece.tag != "a" or leads:
            yield piece


def escaped_paragraphs(text: str) -> str:
    """Return plain ``text`` as HTML that keeps its lines."""
    lines = (html.escape(line, quote=False) or "" for line in text.split("\n"))
    return "<div>" + "<br>\n".join(line.replace("  ", " \u00a0") for line in lines) + "</div>"
