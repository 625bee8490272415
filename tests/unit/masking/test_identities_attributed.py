"""Attribution lines and header blocks of mail programs in many languages: names and addresses go, the rest stays."""

import re

import pytest

from relay.model.identity import Identity
from tests.support.letters import GRETA, OMAR, TIM
from tests.support.masked_text import last_look_finds, masked_text, named

MASK = GRETA.masked_address
_G = "Greta Oldfield <greta.oldfield@mentors.example>"
_T = "Tim Kowalczyk <tim.kowalczyk@school.example>"
_NEW_G, _NEW_T = f"Greta <{MASK}>", "Tim"

# {P}, {G} for the writer and {T} for the reader: where a mail program writes a mailbox.
_ATTRIBUTIONS = [
    "On Mon, Nov 23, 2026 at 10:02 AM {P} wrote:",  # Gmail
    "On Mon, 23 Nov 2026, 10:02 {P}, wrote:",  # Gmail for Android
    "On Nov 23, 2026, at 10:02 AM, {P} wrote:",  # Apple Mail
    "On 23/11/2026 10:02, {P} wrote:",  # Thunderbird
    "On Monday, November 23rd, 2026 at 10:02, {P} wrote:",  # Proton
    "On Monday, November 23, 2026 at 10:02:11 AM CST, {P} wrote:",  # Yahoo
    "{P} wrote on 23 Nov 2026 at 10:02:",
    "----- {P} wrote: -----",
    "El lun, 23 nov 2026 a las 10:02, {P} escribió:",
    "El 23/11/2026 a las 10:02, {P} escribió:",
    "El lunes, 23 de noviembre de 2026, {P} ha escrito:",
    "Am Mo., 23. Nov. 2026 um 10:02 Uhr schrieb {P}:",
    "Am 23.11.2026 um 10:02 schrieb {P}:",
    "{P} schrieb am Mo., 23. Nov. 2026, 10:02:",
    "Le lun. 23 nov. 2026 à 10:02, {P} a écrit :",
    "Le 23/11/2026 à 10:02, {P} a écrit\u00a0:",
    "Il giorno lun 23 nov 2026 alle ore 10:02 {P} ha scritto:",
    "Em seg., 23 de nov. de 2026 às 10:02, {P} escreveu:",
    "A segunda, 23/11/2026, {P} escreveu:",
    "Op ma 23 nov 2026 om 10:02 schreef {P}:",
    "pon., 23 lis 2026 o 10:02 {P} napisał(a):",
    "W dniu 23.11.2026 o 10:02, {P} pisze:",
    "Den mån 23 nov. 2026 kl 10:02 skrev {P}:",
    "Den man. 23. nov. 2026 kl. 10.02 skrev {P}:",
    "man. 23. nov. 2026 kl. 10:02 skrev {P}:",
    "ma 23. marrask. 2026 klo 10.02 {P} kirjoitti:",
    "пн, 23 нояб. 2026 г. в 10:02, {P}:",
    "2026年11月23日(月) 10:02 {P}:",
    "2026年11月23日 10:02、{P}のメール:",
    "{P} 于2026年11月23日周一 10:02写道：",
    "在 2026年11月23日，10:02，{P} 写道：",
    "2026년 11월 23일 (월) 오전 10:02, {P}님이 작성:",
]

_BLOCKS = [
    "From: {G}\nSent: Monday, November 23, 2026 10:02 AM\nTo: {T}\nSubject: Re: bridges",  # Outlook
    "-----Original Message-----\nFrom: {G}\nSent: Monday\nTo: {T}\nCc: ruth@staff.example\nSubject: x",
    "---------- Forwarded message ---------\nFrom: {G}\nDate: Mon, Nov 23, 2026\nSubject: x\nTo: {T}",
    "Begin forwarded message:\n\nFrom: {G}\nSubject: x\nDate: November 23, 2026\nTo: {T}\nReply-To: {G}",
    "-------- Forwarded Message --------\nSubject: x\nDate: Mon, 23 Nov 2026\nFrom: {G}\nTo: {T}",
    "*From:* {G}\n*Sent:* Monday\n*To:* {T}\n*Subject:* x",
    "> From: {G}\n> To: {T}\n> Subject: x",
    "De: {G}\nEnviado el: lunes, 23 de noviembre\nPara: {T}\nAsunto: x",
    "---------- Mensaje reenviado ---------\nDe: {G}\nDate: lun\nSubject: x\nTo: {T}",
    "Von: {G}\nGesendet: Montag, 23. November 2026\nAn: {T}\nBetreff: x",
    "De : {G}\nEnvoyé : lundi 23 novembre\nÀ : {T}\nObjet : x",
    "Da: {G}\nInviato: lunedì\nA: {T}\nOggetto: x",
    "De: {G}\nEnviada em: segunda\nPara: {T}\nAssunto: x",
    "Van: {G}\nVerzonden: maandag\nAan: {T}\nOnderwerp: x",
    "Od: {G}\nWysłano: poniedziałek\nDo: {T}\nTemat: x",
    "Från: {G}\nSkickat: den 23 november\nTill: {T}\nÄmne: x",
    "Fra: {G}\nSendt: 23. november\nTil: {T}\nEmne: x",
    "Lähettäjä: {G}\nLähetetty: maanantai\nVastaanottaja: {T}\nAihe: x",
    "差出人: {G}\n送信日時: 2026年11月23日\n宛先: {T}\n件名: x",
    "发件人: {G}\n发送时间: 2026年11月23日\n收件人: {T}\n主题: x",
    "보낸 사람: {G}\n보낸 날짜: 2026년 11월 23일\n받는 사람: {T}\n제목: x",
    "------------------ 原始邮件 ------------------\n发件人: {G};\n发送时间: 周一\n收件人: {T};\n主题: x",
]


@pytest.mark.parametrize("line", _ATTRIBUTIONS)
@pytest.mark.parametrize(("person", "left"), [(_G, _NEW_G), (_T, _NEW_T)])
def test_an_attribution_line_keeps_all_but_the_identity(line: str, person: str, left: str) -> None:  # A1, A2
    delivered = line.replace("{P}", left)
    assert masked_text(line.replace("{P}", person)) == delivered
    assert masked_text(f"> {line.replace('{P}', person)}") == f"> {delivered}"


@pytest.mark.parametrize("line", _ATTRIBUTIONS)
@pytest.mark.parametrize("person", [_G, _T])
def test_an_attribution_line_may_be_wrapped_anywhere(line: str, person: str) -> None:
    whole = line.replace("{P}", person)
    plain = " ".join(masked_text(whole).split())
    for place in [match.start() for match in re.finditer(" ", whole)]:
        wrapped = whole[:place] + "\n> " + whole[place + 1 :]
        result = masked_text(wrapped)
        assert not last_look_finds(result)
        assert " ".join(result.replace("\n> ", " ").split()) == plain


@pytest.mark.parametrize("block", _BLOCKS)
def test_a_header_block_keeps_all_but_the_identities(block: str) -> None:
    assert masked_text(block.format(G=_G, T=_T)) == block.format(G=_NEW_G, T=_NEW_T)


@pytest.mark.parametrize("block", _BLOCKS)
@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Oldfield, Greta", "Greta"),
        ("Greta Oldfield [mailto:greta.oldfield@mentors.example]", f"Greta [mailto:{MASK}]"),
        ("'Greta Oldfield'", "'Greta'"),
        ('"Oldfield, Greta (Mentor)" <greta.oldfield@mentors.example>', f'"Greta (Mentor)" <{MASK}>'),
        ("greta.oldfield@mentors.example", MASK),
        ("Greta Oldfield (greta.oldfield@mentors.example)", f"Greta ({MASK})"),
    ],
)
def test_a_header_block_in_every_shape_of_a_mailbox(block: str, written: str, left: str) -> None:
    assert masked_text(block.format(G=written, T="Ada")) == block.format(G=left, T="Ada")


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Kowalczyk, Tim", "Tim"),
        ("Tim Kowalczyk [mailto:tim.kowalczyk@school.example]", "Tim"),
        ("'tim.kowalczyk@school.example'", "Tim"),
        ('"tim.kowalczyk@school.example" <tim.kowalczyk@school.example>', "Tim"),
        ("tim.kowalczyk@school.example<mailto:tim.kowalczyk@school.example>", "Tim"),
        ("<tim.kowalczyk@school.example>", "Tim"),
        (f"Tim <{TIM.masked_address}>", "Tim"),
        (f'"{TIM.masked_address}" <{TIM.masked_address}>', "Tim"),
        ('"Kowalczyk, Tim" <tim.kowalczyk@school.example>', '"Tim"'),
        ('"Timmy" <tim.kowalczyk@school.example>', '"Timmy"'),
    ],
)
def test_the_readers_mailbox_becomes_one_name(written: str, left: str) -> None:
    assert masked_text(f"From: Ada\nTo: {written}\nSubject: x") == f"From: Ada\nTo: {left}\nSubject: x"
    assert masked_text(f"On Mon, {written} wrote:") == f"On Mon, {left} wrote:"


@pytest.mark.parametrize("line", _ATTRIBUTIONS)
@pytest.mark.parametrize(
    "writer", [OMAR, named("Anna", "Rose", "anna@mentors.example"), named("Ben", "Field", "ben@mentors.example")]
)
def test_everyday_surnames_go_from_attribution_lines(line: str, writer: Identity) -> None:
    address = writer.addresses[0]
    for person in (f"{writer.given_name} {writer.family_name}", writer.family_name, f"Mr {writer.family_name}"):
        result = masked_text(line.replace("{P}", f"{person} <{address}>"), writer=writer)
        assert writer.family_name not in result
        assert address not in result
        assert f"{writer.given_name} <{writer.masked_address}>" in result


@pytest.mark.parametrize("line", _ATTRIBUTIONS)
def test_everyday_surnames_go_from_wrapped_attribution_lines(line: str) -> None:
    whole = line.replace("{P}", "Omar Young <omar@mentors.example>")
    for place in [match.start() for match in re.finditer(" ", whole)]:
        result = masked_text(whole[:place] + "\n> " + whole[place + 1 :], writer=OMAR)
        assert "Young" not in result
        assert "omar@" not in result


@pytest.mark.parametrize("block", _BLOCKS)
def test_everyday_surnames_go_from_header_blocks(block: str) -> None:
    for written in ("Omar Young", "Young, Omar", "Young", "O. Young", '"Young" <omar@mentors.example>'):
        result = masked_text(block.format(G=written, T="Ada"), writer=OMAR)
        assert "Young" not in result
        assert result.replace(f'"Omar" <{OMAR.masked_address}>', "Omar") == block.format(G="Omar", T="Ada")


def test_dates_and_signs_around_stay_as_they_were() -> None:
    text = "On Mon, 23 Nov 2026 at 10:02, Greta Oldfield <greta.oldfield@mentors.example> wrote:\n\n> hi -- <3 (a) [b]"
    assert masked_text(text) == f"On Mon, 23 Nov 2026 at 10:02, Greta <{MASK}> wrote:\n\n> hi -- <3 (a) [b]"
