"""Control characters: gone from what is scanned as they are from what is delivered."""

import pytest

from relay.mime.html_text import render
from relay.mime.reading import read_message
from tests.support.letters import masked, part_text, raw_mail, with_attachment


def test_controls_go_from_plain_text_and_tabs_and_lines_stay() -> None:
    assert read_message(raw_mail("ki\x01ll\x7f my\u0085self\u009b\n\tnow")).text == "kill myself\n\tnow"


@pytest.mark.parametrize("page", ["ki\x01ll", "ki&#1;ll", "ki&#x7f;ll", "ki\x7fll", "<b>ki</b>&#x202e;ll"])
def test_controls_go_from_html_also_as_entities(page: str) -> None:
    assert render(page) == "kill"
    assert read_message(raw_mail(page, content_type="text/html; charset=utf-8")).text == "kill"


def test_controls_go_from_the_subject_and_attachments() -> None:
    assert read_message(raw_mail("x", subject="ki\x01ll my\x7fself")).subject == "kill myself"
    part = "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nki\x01ll"
    assert read_message(with_attachment("x", part)).attachments[0].text == "kill"


def test_marks_that_turn_text_around_go_and_right_to_left_text_stays() -> None:
    assert read_message(raw_mail("\u202edlrow\u202c \u2067مرحبا\u2069")).text == "dlrow \u2067مرحبا\u2069"


def test_isolates_stay_where_they_are_balanced_within_a_line() -> None:
    assert read_message(raw_mail("גשר \u206614 kg\u2069 חזק")).text == "גשר \u206614 kg\u2069 חזק"
    assert read_message(raw_mail("\u2066one\ntwo\u2069 \u2069x\u2066")).text == "one\ntwo x"


@pytest.mark.parametrize(
    "written", ["Old\u2066\u2069field", "greta.old\u2066field\u2069@mentors.example", "\u2067Oldfield\u2069"]
)
@pytest.mark.parametrize("content_type", ["text/plain; charset=utf-8", "text/html; charset=utf-8"])
def test_isolates_hide_no_identity(written: str, content_type: str) -> None:
    data = masked(raw_mail(f"so {written} it is", content_type=content_type)).data
    bare = part_text(data).translate(dict.fromkeys(range(0x2066, 0x206A)))
    assert "oldfield" not in bare.lower()
