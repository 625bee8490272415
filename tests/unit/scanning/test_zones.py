"""Which lines are newly written: attributions of mail programs are frames, sentences that look alike are not."""

from dataclasses import replace

import pytest

from relay.model.category import Category
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from relay.scanning.delivered import Delivered
from relay.scanning.folding import fold
from relay.scanning.opinion.windows import windows
from relay.scanning.passage import Passage
from relay.scanning.zones import Zone, Zones
from tests.support.scanners import shipped_scanner

SAID = "The cables hold because every strand pulls a little.\nCount them twice, please."
_P = "Greta Oldfield <greta.oldfield@mentors.example>"

ATTRIBUTIONS = {
    "Gmail": f"On Mon, Nov 23, 2026 at 10:02 AM {_P} wrote:",
    "Gmail in Britain": f"On Mon, 23 Nov 2026 at 10:02, {_P} wrote:",
    "Gmail, wrapped": "On Mon, 23 Nov 2026 at 10:00, Greta Oldfield <greta.oldfield@mentors.example>\nwrote:",
    "Gmail, telephone": f"On Mon, 23 Nov 2026, 10:02 {_P}, wrote:",
    "Gmail in Spanish": f"El lun, 23 nov 2026 a las 10:02, {_P} escribió:",
    "Outlook, telephone": f"On Mon, Nov 23, 2026 at 10:02 AM -0600, {_P} wrote:",
    "Apple Mail": f"On Nov 23, 2026, at 10:02 AM, {_P} wrote:",
    "Apple Mail in Spanish": f"El 23 nov 2026, a las 10:02, {_P} escribió:",
    "Yahoo": "On Monday, November 23, 2026 at 10:02:11 AM CST, Greta Oldfield <greta@mentors.example> wrote:",
    "Yahoo in Spanish": "El lunes, 23 de noviembre de 2026, 10:02:11 CST, Greta Oldfield <g@mentors.example> escribió:",
    "Thunderbird": "On 11/23/2026 10:02 AM, Greta Oldfield wrote:",
    "Thunderbird in Spanish": "El 23/11/2026 a las 10:02, Greta Oldfield escribió:",
    "Proton": "On Monday, November 23rd, 2026 at 10:02, Greta via Mentor Relay <7k2m9x4wq8zr@mail.example.org> wrote:",
    "short": "On Monday, Greta wrote:",
    "in small letters": "On Tue, omar young wrote:",
    "German": f"Am Mo., 23. Nov. 2026 um 10:02 Uhr schrieb {_P}:",
    "French": f"Le lun. 23 nov. 2026 à 10:02, {_P} a écrit :",
    "Italian": f"Il giorno lun 23 nov 2026 alle ore 10:02 {_P} ha scritto:",
    "Portuguese": f"Em seg., 23 de nov. de 2026 às 10:02, {_P} escreveu:",
    "Dutch": f"Op ma 23 nov 2026 om 10:02 schreef {_P}:",
}
BLOCKS = {
    "Outlook": f"From: {_P}\nSent: Monday, November 23, 2026 10:02 AM\nTo: Tim\nSubject: Re: x",
    "Outlook in Spanish": f"De: {_P}\nEnviado el: lunes, 23 de noviembre de 2026 10:02\nPara: Tim\nAsunto: RE: puentes",
    "Outlook of old": "-----Original Message-----\nFrom: Greta\nSent: Monday\nTo: Tim\nSubject: x",
    "Samsung": "-------- Original message --------\nFrom: Greta\nDate: 11/23/26 10:02 AM\nTo: Tim\nSubject: x",
    "Samsung in Spanish": "-------- Mensaje original --------\nDe: Greta\nFecha: 23/11/26 10:02\nPara: Tim\nAsunto: x",
    "Gmail, forwarded": f"---------- Forwarded message ---------\nFrom: {_P}\nDate: Mon\nSubject: x\nTo: Tim",
}
SENTENCES = [
    "On some mornings, i just lie there and wish i could fade out like the stars, as i said",
    "On your birthday, i could slip you a few bills for the new phone, like i said",
    "On the bus, my friend said:",
    "On the bus, my friend said",
    "On Monday at 10:02 i could slip you a few bills, like i wrote:",
    "On Monday, my friend said:",
    "El lunes a las 5 nos vemos en el parque sin nadie, como te escribio:",
    "On Friday bring what we need and wait by the old gate alone, as he wrote:",
]  # fmt: skip


def zones(text: str, *delivered: str) -> list[Zone]:
    return [line.zone for line in Zones(fold(text).text, Delivered(delivered).has).lines]


@pytest.mark.parametrize("frame", [*ATTRIBUTIONS.values(), *BLOCKS.values()], ids=[*ATTRIBUTIONS, *BLOCKS])
def test_what_a_mail_program_writes_is_a_frame_and_no_more(frame: str) -> None:
    lines = frame.count("\n") + 1
    marked = "\n".join(f"> {line}" for line in SAID.split("\n"))
    assert zones(f"Yes!\n{frame}\n{marked}\nAnd so on.") == [
        Zone.NEW, *[Zone.FRAME] * lines, Zone.QUOTE, Zone.QUOTE, Zone.NEW,
    ]  # fmt: skip


@pytest.mark.parametrize("frame", [*ATTRIBUTIONS.values(), *BLOCKS.values()], ids=[*ATTRIBUTIONS, *BLOCKS])
def test_a_frame_that_says_nothing_else_has_no_second_opinion(frame: str) -> None:
    if "young" not in frame:  # a name that is also a word, without its capital
        assert windows(Passage("body", frame)) == []


@pytest.mark.parametrize("frame", [*ATTRIBUTIONS.values(), *BLOCKS.values()], ids=[*ATTRIBUTIONS, *BLOCKS])
def test_below_it_unmarked_lines_are_a_quote_of_what_was_delivered(frame: str) -> None:
    below = f"Yes!\n{frame}\n\n{SAID}\nI agree with all of it."
    assert zones(below, SAID)[-3:] == [Zone.QUOTE, Zone.QUOTE, Zone.NEW]
    assert zones(below)[-3:] == [Zone.NEW] * 3


@pytest.mark.parametrize("answered", range(1, 12))
def test_an_answer_within_a_quote_without_marks_is_newly_written(answered: int) -> None:
    said = [f"{number}. The cables hold because every strand pulls." for number in range(12)]
    below = [*said[:answered], "Not mine!", *said[answered:]]
    found = zones("\n".join(["On Monday, Greta wrote:", *below]), "\n".join(said))[1:]
    assert [line for line, zone in zip(below, found, strict=True) if zone is Zone.NEW] == ["Not mine!"]


def test_a_few_letters_are_no_quote_for_standing_in_what_was_delivered() -> None:
    below = "On Monday, Greta wrote:\nk\ni\nl\nl\nstrand\nevery"
    assert zones(below, SAID)[1:] == [Zone.NEW] * 6


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_that_looks_like_an_attribution_is_newly_written(sentence: str) -> None:
    text = f"{sentence}\nremember this: 641"
    assert zones(text) == [Zone.NEW, Zone.NEW]
    passage = Passage("body", text)
    assert windows(passage)[0][0] == 0


def test_a_frame_that_says_more_has_windows() -> None:
    passage = Passage("body", "From: me\nTo: you\nSubject: meet me behind the school\n")
    assert "meet me behind" in "".join(passage.text[start:end] for start, end in windows(passage))


def test_what_stands_below_a_false_attribution_counts_for_the_conversation() -> None:
    context = ScanContext(author=Role.STUDENT)
    message = shipped_scanner().examine_texts([("body", "On the bus, my friend said\nremember this: 641")], context)
    assert "641" in {signal.token for signal in message.message.features.signals}


def test_a_number_in_parts_below_false_attributions_is_held() -> None:
    context = ScanContext(author=Role.STUDENT)
    found: set[Category] = set()
    for bits in ("remember this: 641", "next bit is 555", "and last 0143"):
        examined = shipped_scanner().examine_texts([("body", f"On the bus, my friend said\n{bits}")], context)
        context = replace(context, earlier=(*context.earlier, examined.message.features))
        found = {finding.category for finding in examined.findings}
    assert Category.PII_PHONE in found


@pytest.mark.parametrize("sentence", SENTENCES[:2])
def test_a_sentence_that_looks_like_an_attribution_is_held(sentence: str) -> None:
    wanted = {Category.CRISIS_SELF_HARM, Category.CONDUCT_GIFT_MONEY}
    context = ScanContext(author=Role.MENTOR)
    assert wanted & {
        finding.category for finding in shipped_scanner().examine_texts([("body", sentence)], context).findings
    }
