"""Subjects as topics: the marks of replies and forwards go, in every language, and what people wrote stays."""

import pytest

from relay.mime.subject import Topic, read_topic


@pytest.mark.parametrize(
    "subject",
    [
        "Re: The Bridge",
        "RE:The bridge",
        "RE : the  bridge",
        "Re[2]: The bridge",
        "Re (3): The bridge",
        "Re^4: The bridge",
        "AW: The bridge",
        "Antw: The bridge",
        "SV: The bridge",
        "VS: The bridge",
        "Odp: The bridge",
        "Ynt: The bridge",
        "RES: The bridge",
        "RIF: The bridge",
        "R: The bridge",
        "Réf : The bridge",
        "Vá: The bridge",
        "回复: The bridge",
        "答复：The bridge",
        "Re: AW: SV: The bridge",
        "Re: Fwd: The bridge",
        "Fwd: Re: The bridge",
        "[EXTERNAL] Re: The bridge",
        "Re: [EXTERNAL] The bridge",
        "Re: EXT: RE: [Bridges] The bridge",
    ],
)
def test_a_reply_is_about_what_it_answers(subject: str) -> None:
    assert read_topic(subject) == Topic("the bridge", answers=True, continues=True)


@pytest.mark.parametrize("mark", ["Fwd", "FW", "WG", "RV", "TR", "Enc", "Doorst", "İLT", "转发", "PD", "VB", "VL"])
def test_a_forward_goes_on_with_something_and_answers_nothing(mark: str) -> None:
    assert read_topic(f"{mark}: The bridge") == Topic("the bridge", answers=False, continues=True)


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("The bridge", "the bridge"),
        ("Results: the bridge", "results: the bridge"),
        ("Reply to the bridge", "reply to the bridge"),
        ("Re", "re"),
        ("Art: a bridge", "art: a bridge"),
        ("[Maths] Bridge", "bridge"),
        ("[Maths]", "[maths]"),
        ("", ""),
    ],
)
def test_a_fresh_subject_goes_on_with_nothing(subject: str, bare: str) -> None:
    assert read_topic(subject) == Topic(bare)


def test_nothing_but_marks_leaves_no_topic() -> None:
    assert read_topic(" Re: AW: ") == Topic("", answers=True, continues=True)


@pytest.mark.parametrize("piece", ["Re: ", "[x] ", "Re" + " " * 50, "\u3000", "[", "Re[", "i"])
def test_a_subject_of_any_length_is_read_at_once(piece: str) -> None:  # B56
    assert len(read_topic(piece * 50_000).bare) <= 50_000 * len(piece)
