"""Redact and release: what a monitor takes out is nowhere in what is delivered."""

import email.policy
from email.message import EmailMessage

import pytest

from relay.masking.frame import MaskingError, Redaction
from relay.mime.files.looking import with_files
from relay.mime.reading import read_message
from relay.model.change import Change, ChangeKind
from tests.support.attaching import attach
from tests.support.letters import (
    GRETA,
    TIM,
    both_forms,
    leaks,
    masked,
    new_text,
    parsed,
    raw_mail,
    with_attachment,
)
from tests.support.office import DOCX_TYPE, runs, word

PHONE = "515-555-0142"


def place(raw: bytes, part: str, words: str) -> Redaction:
    text = dict(read_message(raw).texts())[part]
    return Redaction(part, text.index(words), text.index(words) + len(words))


def test_a_place_becomes_removed_and_the_rest_stays() -> None:
    raw = raw_mail(f"Hi Tim,\n\ncall me at {PHONE} tonight.\n\nGreta")
    result = masked(raw, redactions=(place(raw, "body", PHONE),), release=True)
    assert new_text(result.data) == "Hi Tim,\n\ncall me at [removed] tonight.\n\nGreta"
    assert ChangeKind.REDACTED in {change.kind for change in result.changes}


def test_removed_words_survive_in_no_other_part() -> None:
    raw = both_forms(
        f"call {PHONE} or\n> {PHONE}", f"<p>call <b>515</b>-555-0142 or {PHONE}</p>", subject=f"Call {PHONE}"
    )
    result = masked(raw, redactions=(place(raw, "body", PHONE),), release=True)
    assert not leaks(result.data, PHONE)
    assert parsed(result.data).get_content_type() == "text/plain"
    assert parsed(result.data)["Subject"] == "Call [removed]"


def test_words_that_stand_wrapped_elsewhere_go_too() -> None:
    raw = raw_mail("meet me at the old mill\n\n> Meet me at\n> the old mill")
    result = masked(raw, redactions=(place(raw, "body", "meet me at the old mill"),), release=True)
    assert new_text(result.data) == "[removed]\n\n> [removed]"


def test_a_place_in_html_alone_is_taken_out() -> None:
    raw = both_forms("Hi Tim", f"<p>Hi Tim, call {PHONE}</p>")
    result = masked(raw, redactions=(place(raw, "html", PHONE),), release=True)
    assert not leaks(result.data, PHONE)
    assert "Hi Tim, call [removed]" in new_text(result.data)


def test_of_forms_that_differ_both_are_sent_once_also_with_a_place_taken_out() -> None:
    raw = both_forms("The answer to question 4 is 12.", f"<p>The answer is on the board. Call {PHONE}.</p>")
    result = masked(raw, redactions=(place(raw, "html", PHONE),), release=True)
    assert new_text(result.data) == "The answer to question 4 is 12.\n\nThe answer is on the board. Call [removed]."


def test_a_place_in_html_is_found_in_the_emphasis_of_plain_text() -> None:
    raw = both_forms(f"please *call* _{PHONE}_ now", f"<p>please <b>call</b> <i>{PHONE}</i> now</p>")
    result = masked(raw, redactions=(place(raw, "html", f"call {PHONE}"),), release=True)
    assert not leaks(result.data, PHONE)
    assert "call" not in new_text(result.data)


def test_where_the_plain_text_writes_it_otherwise_the_shown_text_is_sent() -> None:
    raw = both_forms(
        "one\tthree\ntwo\tfour", "<table><tr><td>one</td><td>two</td></tr><tr><td>three</td><td>four</td></table>"
    )
    result = masked(raw, redactions=(place(raw, "html", "one\ttwo"),), release=True)
    assert new_text(result.data) == "[removed]\nthree\tfour"


def test_places_in_subject_and_attachment_are_taken_out() -> None:
    part = f'Content-Type: text/plain\nContent-Disposition: attachment; filename="a.txt"\n\nmy number: {PHONE}'
    raw = with_attachment("hello", part)
    redactions = (place(raw, "attachment:a.txt", PHONE), place(raw, "subject", "bridge"))
    result = masked(raw, redactions=redactions, release=True)
    assert not leaks(result.data, PHONE, "bridge")


def mail_with_documents(text: str, *lines: str) -> bytes:
    """Return a mail with a Word document of each of ``lines``."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = GRETA.addresses[0], TIM.masked_address, "The bridge book"
    mail.set_content(text)
    for number, line in enumerate(lines, start=1):
        attach(mail, f"homework-{number}.docx", DOCX_TYPE, word(runs(line)))
    return mail.as_bytes(policy=email.policy.SMTP)


@pytest.mark.parametrize("part", ["body", "attachment:homework-2.docx"])
def test_a_document_that_holds_removed_words_stays_behind_and_no_other(part: str) -> None:
    raw = mail_with_documents(f"Call {PHONE}.", "I built a bridge.", f"My number is {PHONE}.", "It holds 14 kg.")
    text = dict(with_files(read_message(raw)).texts())[part]
    at = Redaction(part, text.index(PHONE), text.index(PHONE) + len(PHONE))
    result = masked(raw, redactions=(at,), release=True)
    assert not leaks(result.data, PHONE)
    assert [one.get_filename() for one in parsed(result.data).iter_attachments()] == [
        "attachment-1.docx",
        "attachment-3.docx",
    ]
    assert "An attachment was left out: a Word document" in new_text(result.data)
    assert Change(ChangeKind.LEFT_OUT, "attachment 2", "a Word document") in result.changes


def test_places_that_overlap_become_one() -> None:
    raw = raw_mail("abcdefghij klm")
    result = masked(
        raw, redactions=(Redaction("body", 2, 6), Redaction("body", 4, 9), Redaction("body", 9, 10)), release=True
    )
    assert new_text(result.data) == "ab[removed] klm"


def test_a_finding_about_the_whole_message_removes_nothing() -> None:
    raw = raw_mail("hello")
    assert new_text(masked(raw, redactions=(Redaction("body", 0, 0),), release=True).data) == "hello"


@pytest.mark.parametrize("redaction", [Redaction("nowhere", 0, 3), Redaction("body", 3, 900), Redaction("body", -2, 3)])
def test_a_place_that_is_not_there_is_a_masking_error(redaction: Redaction) -> None:
    with pytest.raises(MaskingError):
        masked(raw_mail("hello"), redactions=(redaction,), release=True)
