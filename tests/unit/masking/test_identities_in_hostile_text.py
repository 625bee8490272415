"""Looking for identities takes time in proportion to the text, whatever it is made of."""

import time
from dataclasses import replace

import pytest

from relay.identities.people import known_people
from relay.masking.links import safe_target
from relay.masking.text import Masker
from relay.masking.verification import readings
from relay.model.identity import Identity
from tests.support.letters import GRETA, LUCIA, OMAR, RELAY_DOMAIN, TIM, TO_MENTOR, TO_STUDENT
from tests.support.masked_text import masked_text, named

_CHARACTERS = 100_000
_SECONDS = 4  # of this process alone; a few times what the slowest takes on a busy machine
_WITH_HOSTS = replace(GRETA, hosts=("mentors-inc.example", "203.0.113.77"))
_SHORT = named("Mei", "O", "o@x.example")
_HAN = named("小明", "李", "xm@x.example")

_UNITS = [
    "@",
    "a@",
    "@a.",
    "a@b.",
    ".",
    "a.",
    "&",
    "&amp;",
    "&#",
    "%",
    "%25",
    "%41",
    "=",
    "=\n",
    "=41",
    "+",
    "+AE",
    "\\u00",
    "=?",
    "=?utf-8?q?a?= ",
    "<",
    "<a",
    ">",
    "> ",
    "\n",
    " ",
    "-- \n",
    "_",
    "7",
    "203.",
    "a",
    "QUFB",
    "QUFB" * 19 + "\n",
    "deadbeef",
    "http://",
    "https://x ",
    "https://a.example/x?e=1&",
    "https://urldefense.com/v3/__",
    "___http",
    "https://n.safelinks.protection.outlook.com/?url=",
    "https://www.google.com/url?q=",
    "www.",
    "mailto:",
    " at ",
    " dot ",
    "(at)",
    "g r e t a ",
    "greta",
    "greta.",
    "greta.oldfield",
    "greta.oldfield+",
    "oldfield",
    "oldfield ",
    "oldfield\n",
    "Omar Young ",
    "OmarYoung",
    "Young ",
    "Young\n",
    "Mr. Young ",
    "Young, ",
    "the Youngs ",
    "From: Young",
    "From: Young; ",
    "o ",
    "O'",
    "李",
    "李小明",
    "\u200b",
    "м",
    "ß",
    "🚀",
    "\u0301",
    "x@mail.relay.example ",
    "mentors-inc.example",
    "This mail came ",
    "On Mon, ",
    "wrote:",
    "<oldfield",
    "garcia ",
    "García Márquez",
    "García\n",
    "\u1100",
    "김",
]


@pytest.mark.parametrize("unit", _UNITS)
def test_no_text_takes_long(unit: str) -> None:
    for writer in (_WITH_HOSTS, OMAR, _SHORT, _HAN):
        _hurry(unit, writer)


def _hurry(unit: str, writer: Identity) -> None:
    text = unit * (_CHARACTERS // len(unit))
    people = known_people(writer, LUCIA if writer is OMAR else TIM)
    masker = Masker(people, RELAY_DOMAIN, (TO_STUDENT, TO_MENTOR))
    started = time.process_time()
    masker.hits(text)
    readings(text)
    safe_target(text, people, RELAY_DOMAIN)
    safe_target(f"https://a.example/?{text[:15_000]}", people, RELAY_DOMAIN)
    assert time.process_time() - started < _SECONDS


def test_of_very_many_everyday_surnames_the_rest_goes_unjudged() -> None:
    text = "\n".join(f"young {number} people" for number in range(6_000))
    lines = masked_text(text, writer=OMAR).split("\n")
    assert lines[4_000] == "young 4000 people"
    assert lines[5_500] == "Omar 5500 people"
