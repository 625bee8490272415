"""Remembered signatures: that exact block of that sender is cut and noted, nothing else."""

from dataclasses import replace

import pytest

from relay.identities.people import known_people
from relay.masking.frame import Masked, Redaction
from relay.masking.html import masked_html
from relay.masking.text import Ledger, Masker
from relay.mime.reading import read_message
from relay.model.change import Change, ChangeKind
from tests.support.letters import (
    FRAME,
    GRETA,
    RELAY_DOMAIN,
    TIM,
    both_forms,
    leaks,
    masked,
    new_text,
    part_text,
    raw_mail,
    with_attachment,
)

BLOCK = "Greta O.\nBridge engineer | Old Mill\n515-555-0142"
KNOWN = replace(FRAME, signatures=(BLOCK,))
PLAIN = f"Hi Tim,\n\nsee you soon.\n\n-- \n{BLOCK}\n"


def cut_in(result: Masked) -> list[str]:
    """Return the parts in which a signature was cut."""
    return [change.part for change in result.changes if change.kind is ChangeKind.SIGNATURE]


def test_the_block_is_cut_from_plain_text_and_noted() -> None:
    result = masked(raw_mail(PLAIN), frame=KNOWN)
    assert new_text(result.data) == "Hi Tim,\n\nsee you soon."
    assert result.changes == (Change(ChangeKind.SIGNATURE, "body"),)
    assert "515-555-0142" in new_text(masked(raw_mail(PLAIN)).data), "it was not remembered"


@pytest.mark.parametrize(
    "page",
    [
        "<div>see you soon.</div><div>Greta O.<br>Bridge engineer | Old Mill<br>515-555-0142</div>",
        "<p>see you soon.</p><p>Greta <b>O.</b></p><p>Bridge engineer •\nOld&nbsp;Mill</p><p>515-555-0142</p>",
        "see you soon.<table><tr><td>Greta O.<tr><td>Bridge engineer<td>Old Mill<tr><td>515-555-0142</table>",
    ],
    ids=["lines", "paragraphs", "table"],
)
def test_the_block_is_cut_from_html_too(page: str) -> None:
    result = masked(both_forms(f"see you soon.\n\n{BLOCK}\n", page), frame=KNOWN)
    assert sorted(cut_in(result)) == ["body", "html"]
    assert "see you soon." in part_text(result.data, "html")
    assert not leaks(result.data, "515-555-0142", "engineer", "Mill")


def test_html_alone_loses_the_block_in_both_forms() -> None:
    page = "<p>see you soon.</p><p>Greta O.<br>Bridge engineer | Old Mill<br>515-555-0142</p>"
    result = masked(raw_mail(page, content_type="text/html; charset=utf-8"), frame=KNOWN)
    assert new_text(result.data) == "see you soon."
    assert not leaks(result.data, "515-555-0142")


def test_links_and_line_breaks_of_the_block_go_with_it() -> None:
    block = "Greta O., engineer\nmy page at work"
    page = '<p>Bye<br>Greta O., engineer<br><a href="https://bridges.example/g7">my page</a> at work</p><p>P.S. Yes</p>'
    plain = "Bye\nGreta O., engineer\nmy page <https://bridges.example/g7> at work\n\nP.S. Yes\n"
    result = masked(both_forms(plain, page), frame=replace(FRAME, signatures=(block,)))
    assert not leaks(result.data, "bridges.example", "engineer")
    assert "<p>Bye</p>" in part_text(result.data, "html").replace("\n", "").replace(' rel="noopener"', "")
    assert new_text(result.data) == "Bye\n\nP.S. Yes"


def test_a_link_that_ends_in_the_block_loses_its_target() -> None:
    page = '<a href="https://bridges.example/g7">Bye<br>Greta O.<br>Bridge engineer<br>Old Mill 515-555-0142</a>'
    result = masked(raw_mail(page, content_type="text/html; charset=utf-8"), frame=KNOWN)
    assert not leaks(result.data, "bridges.example", "515-555-0142")


def test_html_in_which_the_scan_sees_the_block_and_nothing_can_be_cut_is_not_delivered() -> None:
    block = "Greta O., engineer\nhttps://bridges.example/g7"
    page = '<p>Bye</p><p>Greta O., engineer<br><a href="https://bridges.example/g7"> </a></p>'
    raw = raw_mail(page, content_type="text/html; charset=utf-8")
    result = masked(raw, frame=replace(FRAME, signatures=(block,)))
    assert ChangeKind.HTML_DROPPED in {change.kind for change in result.changes}
    assert not leaks(result.data, "bridges.example", "engineer")
    assert new_text(result.data) == "Bye"


def test_a_picture_within_the_block_goes_with_it() -> None:
    page = '<p>Bye</p><p>Greta O.<br><img src="cid:logo" alt="Bridge engineer"> | Old Mill<br>515-555-0142</p>'
    ledger = Ledger()
    masker = Masker(known_people(GRETA, TIM), RELAY_DOMAIN, (), KNOWN.signatures)
    assert masked_html(page, masker, ledger, {"logo": "1@relay"}).replace("\n", "") == "<p>Bye</p>"
    assert [change.kind for change in ledger.changes] == [ChangeKind.SIGNATURE]


def test_a_block_that_two_parts_make_together_is_not_left_in_the_html() -> None:
    halves = BLOCK.partition("\n")
    body = (
        '--a\nContent-Type: multipart/alternative; boundary="b"\n\n'
        f"--b\nContent-Type: text/plain\n\nBye\n\n{halves[0]}\n--b\nContent-Type: text/html\n\n"
        f"<p>Bye</p><p>{halves[0]}</p>\n--b--\n--a\nContent-Type: text/plain\n\n{halves[2]}\n--a--\n"
    )
    result = masked(raw_mail(body, content_type='multipart/mixed; boundary="a"'), frame=KNOWN)
    assert new_text(result.data) == "Bye"
    assert not leaks(result.data, "515-555-0142")


def test_html_without_the_block_is_delivered_all_the_same() -> None:
    result = masked(both_forms(PLAIN, "<p>Hi Tim,</p><p>see you <b>soon</b>.</p>"), frame=KNOWN)
    assert "<b>soon</b>" in part_text(result.data, "html")


def test_the_block_within_a_longer_line_stays() -> None:
    text = f"you asked who I am: {BLOCK}"
    assert new_text(masked(raw_mail(text), frame=KNOWN).data) == text


def test_the_block_is_cut_from_quotes() -> None:
    quoted = "Yes.\n\n> see you soon.\n>\n> -- \n> Greta O.\n> Bridge engineer | Old Mill\n> 515-555-0142\n"
    assert new_text(masked(raw_mail(quoted), frame=KNOWN).data) == "Yes.\n\n> see you soon."


def test_an_attached_text_is_left_as_it_is() -> None:
    part = f"Content-Type: text/plain; name=card.txt\nContent-Disposition: attachment; filename=card.txt\n\n{BLOCK}"
    result = masked(with_attachment("Hi", part), frame=KNOWN)
    assert cut_in(result) == []
    assert leaks(result.data, "515-555-0142")


def test_what_is_removed_from_the_block_does_not_save_the_rest_of_it() -> None:
    raw = both_forms(PLAIN, "<p>Hi Tim,</p><p>see you soon.</p><p>-- <br>" + BLOCK.replace("\n", "<br>"))
    text = dict(read_message(raw).texts())["body"]
    at = text.index("515-555-0142")
    result = masked(raw, frame=KNOWN, redactions=(Redaction("body", at, at + 12),), release=True)
    assert not leaks(result.data, "engineer", "515-555-0142")
    assert new_text(result.data) == "Hi Tim,\n\nsee you soon."


def test_words_are_removed_beside_a_block_that_is_cut() -> None:
    raw = raw_mail(f"call 555-0188 now\n-- \n{BLOCK}\n")
    result = masked(raw, frame=KNOWN, redactions=(Redaction("body", 5, 13),), release=True)
    assert new_text(result.data) == "call [removed] now"
    assert {change.kind for change in result.changes} >= {ChangeKind.SIGNATURE, ChangeKind.REDACTED}


def test_words_removed_from_the_html_alone_are_not_sent_as_plain_text_beside_a_block() -> None:
    page = "<table><tr><td>one</td><td>two</td></tr><tr><td>three</td><td>four</td></table>"
    raw = both_forms(f"one\tthree\ntwo\tfour\n{BLOCK}\n", page + BLOCK.replace("\n", "<br>"))
    result = masked(raw, frame=KNOWN, redactions=(Redaction("html", 0, 7),), release=True)
    assert new_text(result.data) == "[removed]\nthree\tfour"


def test_a_mail_of_nothing_but_the_block_arrives_with_the_footer_alone() -> None:
    result = masked(raw_mail(f"-- \n{BLOCK}\n"), frame=KNOWN)
    assert part_text(result.data).startswith("-- \nThis mail came through")


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_every_change_says_why_in_a_sentence(kind: ChangeKind) -> None:
    explanation = Change(kind, "body").explanation
    assert explanation[0].isupper()
    assert explanation.endswith(".")
