"""What the scan passes over in a remembered signature is never delivered, however the mail lays it out."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from relay.masking.frame import MaskingError
from relay.mime.reading import read_message
from relay.model.category import Severity
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.letters import FRAME, both_forms, leaks, masked, raw_mail
from tests.support.scanners import DOMAIN, PAIR, shipped_scanner

BLOCK = "Greta O.\nBridge engineer | Old Mill\n515-555-0142"
NUMBER = "515-555-0142"
KNOWN = ScanContext(author=Role.MENTOR, correspondents=PAIR, program_domain=DOMAIN, signatures=(BLOCK,))
FRAME_WITH_IT = replace(FRAME, signatures=(BLOCK,))

PLAIN_GAPS = (" ", "\n", "\n\n", "\n> ", "  ", " \n", "\n-- \n", "\t", "\N{NO-BREAK SPACE}", " * ", "\n>> ")
HTML_GAPS = (
    " ", "<br>", "</p><p>", "&nbsp;", "</b> <b>", "</div><div>", "</td><td>", "</td></tr><tr><td>", "\n", "<hr>",
    "<blockquote>", "</blockquote>", "<li>", '<a href="https://old.mill.example/x"> ', "</a> ", " <img alt='*'> ",
)  # fmt: skip
passages = st.lists(st.sampled_from(["See you", BLOCK, BLOCK, "soon", "Greta O."]), min_size=1, max_size=5)


@st.composite
def layouts(draw: st.DrawFn) -> bytes:
    """Draw a mail of plain text, of HTML, or of both with the same words, laid out each in its own way."""
    words = [word for passage in draw(passages) for word in passage.replace(" | ", " ").split()]
    # Mostly as in the block, so that it is found often; the rest anyhow.
    natural = {"O.": ("\n", "<br>"), "Mill": ("\n", "<br>"), NUMBER: ("\n", "<br>"), "you": ("\n", "<br>")}
    plain, page = "", "<p>"
    for word in words:
        lines = natural.get(word, (" ", " "))
        ends = draw(st.sampled_from([lines, lines, lines, None]))
        plain += word + (ends[0] if ends else draw(st.sampled_from(PLAIN_GAPS)))
        page += word + (ends[1] if ends else draw(st.sampled_from(HTML_GAPS)))
    form = draw(st.sampled_from(["plain", "html", "both", "both"]))
    if form == "plain":
        return raw_mail(plain)
    return both_forms(plain, page) if form == "both" else raw_mail(page, content_type="text/html; charset=utf-8")


@given(raw=layouts())
def test_what_does_not_hold_for_its_place_in_a_signature_is_cut(raw: bytes) -> None:
    findings = shipped_scanner().scan_message(read_message(raw), KNOWN)
    if any(finding.severity is not Severity.INFO for finding in findings):
        return
    try:
        delivered = masked(raw, frame=FRAME_WITH_IT).data
    except MaskingError:
        return
    assert not leaks(delivered, NUMBER)
