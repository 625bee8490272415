"""What somebody was called before, and an address that was removed, are hidden as what is registered now (CASES A8)."""

import json
from dataclasses import replace

import pytest

from relay.identities.people import known_people
from relay.masking.files.wire import masker_fields, masker_from
from relay.masking.text import Masker
from relay.mime.hosts import known_hosts
from tests.support.letters import GRETA, RELAY_DOMAIN, TIM
from tests.support.masked_text import last_look_finds, masked_text

MARRIED = replace(
    GRETA,
    family_name="Newman",
    former_family_names=("van der Oldfield", "Field-Smythe"),
    addresses=("greta@new.example",),
    former_addresses=("greta.oldfield@former.example",),
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Best,\nGreta Newman", "Best,\nGreta"),
        ("Best,\nGreta van der Oldfield", "Best,\nGreta"),
        ("Oldfield, Greta wrote:", "Greta wrote:"),
        ("my page is goldfield7, or fieldsmythe", "my page is Greta, or Greta"),
        ("the Smythe family", "the Greta family"),
        ("greta@new.example", GRETA.masked_address),
        ("greta.oldfield (at) former [dot] example", GRETA.masked_address),
    ],
)
def test_former_names_and_addresses_go_like_those_of_now(text: str, masked: str) -> None:
    assert masked_text(text, writer=MARRIED) == masked
    assert last_look_finds(text, writer=MARRIED)


def test_of_the_reader_too() -> None:
    reader = replace(TIM, family_name="Berger", former_family_names=("Kowalczyk",))
    text = "On Monday, Tim Kowalczyk wrote:"
    assert masked_text(text, writer=GRETA, reader=reader) == "On Monday, Tim wrote:"
    assert last_look_finds(text, writer=GRETA, reader=reader)


def test_a_former_domain_gives_the_writer_away_but_not_one_of_the_readers() -> None:
    hosts = known_hosts(b"From: x\r\n\r\n", writer=MARRIED, reader=TIM, ours=())
    assert {"new.example", "former.example"} <= set(hosts)
    reader = replace(TIM, former_addresses=("tim@new.example",))  # once typed in by mistake
    assert "new.example" in known_hosts(b"From: x\r\n\r\n", writer=MARRIED, reader=reader, ours=())


def test_files_are_masked_for_the_same_people() -> None:
    masker = Masker(known_people(MARRIED, TIM), RELAY_DOMAIN, ())
    fields = json.loads(json.dumps(masker_fields(masker)))
    assert [person.identity for person in masker_from(fields).people.both] == [MARRIED, TIM]
