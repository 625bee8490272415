"""Every spelling that leads to a mailbox of the two (CASES A4 to A8, A69); other people's addresses stay whole."""

import base64
from dataclasses import replace

import pytest

from relay.model.identity import Identity
from tests.support.letters import GRETA, LUCIA, OMAR, TIM
from tests.support.masked_text import last_look_finds, masked_text, named

MASK = OMAR.masked_address
ONE_WORD = named("Omar", "Young", "omar@mentors.example")
DOTTED = named("Omar", "Young", "omar.reads@mail.mentors.example")
GMAIL = named("Omar", "Young", "omar.reads@gmail.com")
GOOGLEMAIL = named("Omar", "Young", "omarreads@googlemail.com")
IDN = named("Omar", "Young", "omar@bücher.example")
IDN_A_LABEL = named("Omar", "Young", "omar@xn--bcher-kva.example")
SHARP_S = named("Omar", "Young", "omar@straße.example")
EAI = named("Omar", "Young", "ömar@mentors.example")
TAGGED = named("Omar", "Young", "omar+relay@mentors.example")
BASE64 = base64.b64encode(b"to=omar@mentors.example").decode()

_SPELLINGS = [
    (ONE_WORD, "omar@mentors.example"),
    (ONE_WORD, "OMAR@MENTORS.EXAMPLE"),
    (ONE_WORD, "Omar@Mentors.Example"),
    (ONE_WORD, "omar+school@mentors.example"),  # A8
    (ONE_WORD, "omar%2Bschool%40mentors.example"),
    (TAGGED, "omar@mentors.example"),
    (TAGGED, "omar+other@mentors.example"),
    (GMAIL, "omarreads@gmail.com"),
    (GMAIL, "o.m.a.r.reads@googlemail.com"),
    (GMAIL, "OmarReads+x@GoogleMail.com"),
    (GMAIL, "omar dot reads at gmail dot com"),
    (GMAIL, "omar.reads at gmail"),
    (GMAIL, "omar.reads@gmail"),
    (GOOGLEMAIL, "omar.reads@gmail.com"),
    (IDN, "omar@xn--bcher-kva.example"),
    (IDN, "omar@bücher.example"),
    (IDN, "omar@bu\u0308cher.example"),
    (IDN, "omar@b%C3%BCcher.example"),
    (IDN_A_LABEL, "omar@bücher.example"),
    (IDN_A_LABEL, "omar@xn--bcher-kva.example"),
    (SHARP_S, "omar@xn--strae-oqa.example"),
    (SHARP_S, "omar@strasse.example"),
    (SHARP_S, "omar@straße.example"),
    (EAI, "ömar@mentors.example"),
    (EAI, "o\u0308mar@mentors.example"),
    (ONE_WORD, "omar (at) mentors.example"),  # A4
    (ONE_WORD, "omar(a)mentors.example"),
    (ONE_WORD, "omar(at)mentors(dot)example"),
    (ONE_WORD, "omar[at]mentors[dot]example"),
    (ONE_WORD, "omar {at} mentors {dot} example"),
    (ONE_WORD, "omar <at> mentors <dot> example"),
    (ONE_WORD, "omar [@] mentors [.] example"),
    (ONE_WORD, "omar AT mentors DOT example"),
    (ONE_WORD, "omar-at-mentors-dot-example"),
    (ONE_WORD, "omar_at_mentors_dot_example"),
    (ONE_WORD, "omarATmentorsDOTexample"),
    (ONE_WORD, "omar *at* mentors *dot* example"),
    (ONE_WORD, "omar arroba mentors punto example"),
    (ONE_WORD, "omar (arroba) mentors (punto) example"),
    (ONE_WORD, "omar arobase mentors point example"),
    (ONE_WORD, "omar at sign mentors dot example"),
    (ONE_WORD, "omar chiocciola mentors punto example"),
    (DOTTED, "omar dot reads at mail dot mentors dot example"),
    (DOTTED, "omar . reads @ mail . mentors . example"),
    (ONE_WORD, "omar @ mentors . example"),
    (ONE_WORD, "o m a r @ m e n t o r s . e x a m p l e"),
    (ONE_WORD, "o m a r (at) m e n t o r s . e x a m p l e"),
    (ONE_WORD, "omar@\nmentors.example"),  # A69
    (ONE_WORD, "omar@\n> mentors.example"),
    (ONE_WORD, "omar\n>> @mentors.exam\n>> ple"),
    (DOTTED, "omar.re\nads@mail.mentors.example"),
    (ONE_WORD, "om=\nar@mentors.example"),  # A6
    (ONE_WORD, "omar=40mentors.example"),
    (ONE_WORD, "=6Fmar=40mentors=2Eexample"),
    (ONE_WORD, "omar%40mentors.example"),
    (ONE_WORD, "omar%2540mentors.example"),
    (ONE_WORD, "%6Fm%61r%40mentors%2Eexample"),
    (ONE_WORD, "omar&#64;mentors&#46;example"),
    (ONE_WORD, "omar&#x40;mentors.example"),
    (ONE_WORD, "omar&commat;mentors&period;example"),
    (ONE_WORD, "&#111;mar&#64mentors.example"),
    (ONE_WORD, "omar&amp;#64;mentors.example"),
    (ONE_WORD, "omar\\u0040mentors.example"),
    (ONE_WORD, "omar+AEA-mentors.example"),  # A7
    (ONE_WORD, "omar+AEA-mentors+AC4-example"),
    (ONE_WORD, "+AG8AbQBhAHI-@mentors.example"),
    (ONE_WORD, "omar\u200b@mentors\u200d.example"),
    (ONE_WORD, "om\u00adar@mentors.example"),
    (ONE_WORD, "o\u2060m\ufeffar@mentors.example"),
    (ONE_WORD, "omar＠mentors．example"),
    (ONE_WORD, "ｏｍａｒ@ｍｅｎｔｏｒｓ.ｅｘａｍｐｌｅ"),
    (ONE_WORD, "omar@mentors。example"),
    (ONE_WORD, "оmаr@mеntоrs.ехаmрlе"),  # Cyrillic
    (ONE_WORD, "οmar@mentοrs.example"),  # Greek
    (ONE_WORD, "𝗼𝗺𝗮𝗿@𝗺𝗲𝗻𝘁𝗼𝗿𝘀.𝗲𝘅𝗮𝗺𝗽𝗹𝗲"),
    (ONE_WORD, "ⓞⓜⓐⓡ@mentors.example"),
    (ONE_WORD, "ömár@mentörs.example"),
    (ONE_WORD, '"omar"@mentors.example'),
    (ONE_WORD, "omar(home)@mentors.example"),
    (ONE_WORD, "omar_mentors.example"),
    (ONE_WORD, "omar=mentors.example"),
    (ONE_WORD, "mentors.example=omar"),
    (ONE_WORD, "mentors.example!omar"),
]


@pytest.mark.parametrize(("writer", "written"), _SPELLINGS)
def test_every_spelling_becomes_the_mask(writer: Identity, written: str) -> None:
    assert masked_text(f"write to {written}, please", writer=writer) == f"write to {MASK}, please"
    assert last_look_finds(f"write to {written}, please", writer=writer)


@pytest.mark.parametrize(("writer", "written"), _SPELLINGS)
def test_every_spelling_of_the_readers_becomes_a_name(writer: Identity, written: str) -> None:
    assert masked_text(f"write to {written}, please", writer=TIM, reader=writer) == "write to Omar, please"


@pytest.mark.parametrize(
    ("written", "delivered"),
    [
        ("<omar@mentors.example>", f"<{MASK}>"),
        ("<mailto:omar@mentors.example>", f"<mailto:{MASK}>"),
        ("mailto:omar@mentors.example?subject=hi", f"mailto:{MASK}?subject=hi"),
        ("[omar@mentors.example](mailto:omar@mentors.example)", f"[{MASK}](mailto:{MASK})"),
        ("[SMTP:omar@mentors.example]", f"[SMTP:{MASK}]"),
        ("“omar@mentors.example”", f"“{MASK}”"),
        ("(omar@mentors.example)", f"({MASK})"),
        ("omar@mentors.example.", f"{MASK}."),
        ("E-mail:omar@mentors.example", f"E-mail:{MASK}"),
        ("邮箱omar@mentors.example发给我", f"邮箱{MASK}发给我"),
        ("omar@mentors.example로 보내", f"{MASK}로 보내"),
        ("omar@mentors.exampleまで", f"{MASK}まで"),
        ("omar@mentors.example omar@mentors.example", f"{MASK} {MASK}"),
        ("a\nomar@mentors.example\nb", f"a\n{MASK}\nb"),
        ("> omar@mentors.example\n> b", f"> {MASK}\n> b"),
    ],
)
def test_what_stands_around_an_address_stays(written: str, delivered: str) -> None:
    assert masked_text(written, writer=ONE_WORD) == delivered


@pytest.mark.parametrize(
    "text",
    [
        "jo.omar2@mentors.example",
        "omar@mentors.examples",
        "omar@mentors-example.org",
        "omar@else.example and mentors.example",
        "Omar at Mentors, for example",
        "Omar looked at mentors. Example: none.",
        "omar@gmail.com",
    ],
)
def test_addresses_of_others_stay_whole(text: str) -> None:
    assert masked_text(text, writer=ONE_WORD) == text


@pytest.mark.parametrize("text", ["banjo@x.example", "banjo (at) x.example", "banjo at x dot example", "jo@x.exampled"])
def test_the_end_of_a_longer_address_is_none_of_theirs(text: str) -> None:
    assert masked_text(text, writer=named("Jo", "", "jo@x.example")) == text


@pytest.mark.parametrize(
    "token",
    [
        BASE64,
        BASE64.rstrip("="),
        "x" + BASE64,
        "xy" + BASE64,
        base64.urlsafe_b64encode(b"??>>omar@mentors.example").decode(),
        b"omar@mentors.example".hex(),
        base64.b64encode("omar@mentors.example".encode("utf-16-le")).decode(),
        base64.b64encode(b"u=omar%40mentors.example&x=1").decode(),
    ],
)
def test_tokens_that_hold_an_address_go_whole(token: str) -> None:
    assert masked_text(f"code {token} end", writer=ONE_WORD) == "code [removed] end"
    assert masked_text(f"> code {token}\n> end", writer=ONE_WORD) == "> code [removed]\n> end"


@pytest.mark.parametrize("mark", ["", "> "])
def test_a_token_over_several_lines_goes_whole(mark: str) -> None:
    encoded = base64.encodebytes(b"a line of text, and another one, then " * 4 + b"omar@mentors.example" + b" end" * 30)
    lines = encoded.decode().splitlines()
    text = f"{mark}here:\n" + "".join(f"{mark}{line}\n" for line in lines) + f"{mark}that was it"
    assert masked_text(text, writer=ONE_WORD) == f"{mark}here:\n{mark}[removed]\n{mark}that was it"


def test_tokens_and_long_words_that_hold_nothing_stay() -> None:
    text = "donaudampfschifffahrtsgesellschaft c29tZXRoaW5nIGVsc2UgZW50aXJlbHk deadbeefdeadbeefdeadbeef a/b/c/d/e/f/g/h"
    assert masked_text(text, writer=ONE_WORD) == text


@pytest.mark.parametrize(
    "written",
    [
        "mentors-inc.example",
        "MENTORS-INC.EXAMPLE",
        "mail.mentors-inc.example",
        "https://mentors-inc.example/team",
        "mentors-inc[.]example",
        "203.0.113.77",
        "203[.]0[.]113[.]77",
        "203-0-113-77.dsl.example",
        "77-113-0-203.dsl.example",
        "2001:db8::7",
        "2001:0db8:0000:0000:0000:0000:0000:0007",
    ],
)
def test_hosts_go_in_their_usual_spellings(written: str) -> None:
    writer = replace(GRETA, hosts=("mentors-inc.example", "203.0.113.77", "2001:db8::7"))
    assert "[removed]" in masked_text(f"from {written} here", writer=writer)
    assert last_look_finds(f"from {written} here", writer=writer)


def test_an_address_at_a_known_host_goes_whole() -> None:
    writer = replace(GRETA, hosts=("mentors.example",))
    assert masked_text("to p.archer@mentors.example or <j@mail.mentors.example>.", writer=writer) == (
        "to [removed] or <[removed]>."
    )
    assert masked_text("to *greta.oldfield@mentors.example*", writer=writer) == f"to *{GRETA.masked_address}*"


def test_all_addresses_of_a_person_are_known() -> None:
    person = replace(LUCIA, addresses=("Lucia.Garcia@gmail.com", "lg@old.example", "LG@School.ORG"))
    assert (
        masked_text("lg@old.example, lg@school.org", writer=person) == f"{LUCIA.masked_address}, {LUCIA.masked_address}"
    )
