"""What the last look finds in the finished mail: the part that holds it goes first, the mail only if nothing helps."""

import email.policy
import re
from email.message import EmailMessage

import pytest

from relay.masking.frame import IdentityLeftError, Redaction
from relay.mime.reading import read_message
from relay.model.change import ChangeKind
from relay.model.identity import Identity
from tests.support.attaching import attach
from tests.support.letters import (
    GRETA,
    OMAR,
    TIM,
    both_forms,
    leaks,
    masked,
    new_text,
    parsed,
    part_text,
    raw_mail,
)
from tests.support.masked_text import named

_LINK = '<a href="https://x.example/">about bridges</a>'


# More names come to light by what goes than any person writes: masking leaves them to the last look.
_TOO_MANY = "Omar <tim.kowalczyk@school.example> Young and\n" * 250


def mail_of(page: str, *, sender: Identity = GRETA) -> bytes:
    return raw_mail(page, content_type="text/html; charset=utf-8", sender=sender)


@pytest.mark.parametrize(
    ("page", "writer", "text"),
    [
        (f"<b>Greta Oldfield</b>{_LINK}", GRETA, "Greta about bridges <https://x.example/>"),
        (f"<span>Tim Kowalczyk</span>{_LINK}", GRETA, "Tim about bridges <https://x.example/>"),
        (f"<b>Tim Kowalczyk</b><p>x<b>y</b>{_LINK}", GRETA, "Tim\n\nxyabout bridges <https://x.example/>"),
        ("<b>Omar Young</b><i>engineer</i>", OMAR, "Omar engineer"),
        ("<b>Omar Young</b>engineer", OMAR, "Omar engineer"),
        ("<blockquote><i>engineer</i>Omar Young</blockquote>", OMAR, "> engineer Omar"),
        (f"<ul><li><b>Omar Young</b>{_LINK}</ul>", OMAR, "* Omar about bridges <https://x.example/>"),
        (f"Omar Yo<i>ung</i>{_LINK}", OMAR, "Omar about bridges <https://x.example/>"),
        ("<font color=red>Omar Young</font><font color=blue>engineer</font>", OMAR, "Omar engineer"),
        ("Mr.<b>Young</b><i>said</i>", OMAR, "Mr. Omar said"),
        ("the<i>Mr. Y</i>oung<b>book</b>", OMAR, "the Mr. Omar book"),
        ("<b>mentor</b>Young, Omar<i>x2</i>", OMAR, "mentor Omar x2"),
        ("<pre>\n\n<b>Omar Young</b>engineer</pre>", OMAR, "Omar engineer"),
    ],
)
def test_a_name_right_before_the_next_element_is_found(page: str, writer: Identity, text: str) -> None:
    result = masked(mail_of(page, sender=writer), writer=writer)
    assert new_text(result.data) == text
    html = part_text(result.data, "html")
    assert html
    assert not leaks(result.data, "oldfield", "kowalczyk", "omar young", "omaryoung")
    assert {change.part for change in result.changes if change.kind is ChangeKind.NAME} == {"body", "html"}


def test_an_address_right_before_the_next_link_takes_nothing_of_it_along() -> None:
    address = GRETA.addresses[0]
    result = masked(mail_of(f'<a href="mailto:{address}">{address}</a><a href="https://x.example/">more</a>'))
    assert new_text(result.data) == f"{GRETA.masked_address} more <https://x.example/>"
    assert ">more</a> (https://x.example/)" in part_text(result.data, "html")
    assert not leaks(result.data, "oldfield")


def test_two_addresses_against_each_other_are_two() -> None:
    result = masked(mail_of(f"<b>{GRETA.addresses[0]}</b><i>{TIM.addresses[0]}</i><u>or so</u>"))
    assert new_text(result.data) == f"{GRETA.masked_address} Tim or so"
    assert part_text(result.data, "html")


def test_of_two_words_that_run_together_none_is_left_for_the_sake_of_the_other() -> None:
    page = f"{OMAR.addresses[0]}<u>b</u>Kowalczyk<u>,</u>{TIM.addresses[0]}<b>engineer</b>"
    result = masked(mail_of(page, sender=OMAR), writer=OMAR)
    assert "[removed]Tim<b>engineer</b>" in part_text(result.data, "html")
    assert not leaks(result.data, "omar@", "kowalczyk")


@pytest.mark.parametrize(
    "page",
    ["<b>T</b>im", "walk<b>ing</b> and H<sub>2</sub>O", "the <b>y</b>oung engin<i>eer</i>", "Spring<b>field</b>"],
)
def test_a_word_that_a_tag_cuts_stays_whole(page: str) -> None:
    result = masked(mail_of(page, sender=OMAR), writer=OMAR)
    assert f"\n{page}\n" in part_text(result.data, "html")
    assert not result.changes


def test_a_name_before_the_next_element_is_found_where_words_are_taken_out() -> None:
    page = f"<p>my secret</p><p><b>Omar Young</b>{_LINK} secretly</p><p>secret 17</p>"
    raw = mail_of(page, sender=OMAR)
    start = read_message(raw).text.index("17")
    result = masked(raw, writer=OMAR, redactions=(Redaction("body", start, start + 2),), release=True)
    assert new_text(result.data) == "my secret\n\nOmar about bridges <https://x.example/> secretly\n\nsecret [removed]"


def test_a_place_to_be_removed_is_the_same_behind_names_that_a_tag_alone_parts() -> None:
    page = "<p>Mr.<b>Young</b><i>said</i> it, by <b>Young, Omar</b><i>x2</i></p><p>secret 17 and 18</p>"
    raw = mail_of(page, sender=OMAR)
    start = read_message(raw).text.index("17")
    result = masked(raw, writer=OMAR, redactions=(Redaction("body", start, start + 2),), release=True)
    assert new_text(result.data) == "Mr. Omar said it, by Omar x2\n\nsecret [removed] and 18"


def test_a_place_to_be_removed_may_touch_a_name_before_the_next_element() -> None:
    raw = mail_of("<p>see <b>Omar Young</b><i>engineer</i> now</p>", sender=OMAR)
    text = read_message(raw).text
    start, end = text.index("Young"), text.index("gineer")
    result = masked(raw, writer=OMAR, redactions=(Redaction("body", start, end),), release=True)
    assert new_text(result.data) == "see Omar [removed]gineer now"


def test_a_name_before_the_next_element_is_found_where_both_forms_are_sent_as_text() -> None:
    raw = both_forms("Something else.", f"<p><b>Tim Kowalczyk</b>{_LINK}</p>")
    result = masked(raw, release=True)
    assert ChangeKind.BOTH_TEXTS in {change.kind for change in result.changes}
    assert "Tim about bridges" in new_text(result.data)
    assert not leaks(result.data, "kowalczyk")


def test_a_name_that_a_tag_alone_parts_goes_where_both_forms_are_sent_as_text() -> None:
    result = masked(both_forms("Something else.", "<p>Mr.<b>Young</b><i>said</i> so</p>"), writer=OMAR, release=True)
    assert new_text(result.data) == "Something else.\n\nMr. Omar said so"


def test_a_mail_of_two_pages_with_a_name_that_a_tag_alone_parts_is_held() -> None:
    pages = "".join(
        f"--c\nContent-Type: text/html\n\n{page}\n" for page in ("<p>bye</p>", "<p>Mr.<b>Young</b><i>said</i></p>")
    )
    both = (
        f"--b\nContent-Type: text/plain\n\nSomething else.\n--b\nContent-Type: multipart/mixed; boundary=c\n\n{pages}"
        "--c--\n--b--\n"
    )
    raw = raw_mail(both, content_type="multipart/alternative; boundary=b", sender=OMAR)
    with pytest.raises(IdentityLeftError) as caught:
        masked(raw, writer=OMAR, release=True)
    assert caught.value.where == ("html",)
    assert "Mr. Omar said" in new_text(
        masked(raw.replace(b"<b>Young</b><i>", b" Young <i>"), writer=OMAR, release=True).data
    )


def test_a_name_right_behind_a_link_is_found_though_a_tag_cuts_it() -> None:
    link = '<a href="https://x.example">x.example</a><span></span><span></span><span></span>'  # the word is far behind
    raw = mail_of(f"<p>{link}Mr. Yo<i>u</i>ng. Call 17</p>", sender=OMAR)
    start = read_message(raw).text.index("17")
    result = masked(raw, writer=OMAR, redactions=(Redaction("body", start, start + 2),), release=True)
    assert new_text(result.data) == "x.example Mr. Omar. Call [removed]"


@pytest.mark.parametrize("page", ["so<b>kaur</b>", "<b>kaur</b>ina", "da<i>kaur</i>y"])
def test_a_few_letters_that_tags_cut_out_of_a_word_are_no_name(page: str) -> None:
    kaur = named("Mei", "Kaur")
    result = masked(mail_of(f"<p>{page} and so on</p>", sender=kaur), writer=kaur)
    assert new_text(result.data) == re.sub("<.*?>", "", f"{page} and so on")
    assert ChangeKind.NAME not in {change.kind for change in result.changes}


def mail_with(*files: tuple[str, str], text: str = "Hi Tim") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = OMAR.addresses[0], TIM.masked_address, "The bridge book"
    mail.set_content(text)
    mail.add_alternative(f"<p>{text}</p>", subtype="html")
    for name, content in files:
        attach(mail, name, "text/plain", content.encode())
    return mail.as_bytes(policy=email.policy.SMTP)


def names_of_files(data: bytes) -> list[str | None]:
    return [part.get_filename() for part in parsed(data).iter_attachments()]


def test_only_the_file_that_tells_stays_behind() -> None:
    raw = mail_with(("one.txt", "one"), ("two.txt", _TOO_MANY), ("three.txt", "three"))
    result = masked(raw, writer=OMAR)
    assert names_of_files(result.data) == ["one.txt", "three.txt"]
    assert "[An attachment was left out: two.txt, a text file (it names one of the two)]" in part_text(result.data)
    assert "two.txt" in part_text(result.data, "html")
    assert [(change.kind, change.part) for change in result.changes] == [(ChangeKind.LEFT_OUT, "attachment 2")]


def test_of_two_files_that_tell_both_stay_behind() -> None:
    raw = mail_with(("one.txt", _TOO_MANY), ("two.txt", "two"), ("three.txt", _TOO_MANY))
    result = masked(raw, writer=OMAR)
    assert names_of_files(result.data) == ["two.txt"]
    assert part_text(result.data, "html")


def test_where_a_word_is_taken_out_only_the_file_that_tells_stays_behind() -> None:
    raw = mail_with(("one.txt", "one"), ("two.txt", _TOO_MANY))
    result = masked(raw, writer=OMAR, redactions=(Redaction("body", 0, 2),), release=True)
    assert names_of_files(result.data) == ["attachment-1.txt"]
    assert new_text(result.data).startswith("[removed] Tim")


def test_a_mail_whose_own_text_tells_is_held() -> None:
    with pytest.raises(IdentityLeftError) as caught:
        masked(mail_with(("one.txt", "one"), text=_TOO_MANY), writer=OMAR)
    assert caught.value.where == ("text/plain",)


def test_a_page_whose_cells_tell_is_not_sent_as_its_text() -> None:
    with pytest.raises(IdentityLeftError) as caught:
        masked(mail_of("<table><tr><td>Old</td><td>field</td></tr></table>"))
    assert caught.value.where == ("html",)
    both = both_forms("Old\tfield", "<table><tr><td>Old</td><td>field</td></tr></table>")
    assert part_text(masked(both).data, "html") == ""
