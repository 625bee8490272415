"""Postfix in front of the relay and behind it, from the files in deploy/, with real milters, keys and DNS.

On the loopback SPF always passes (libspf2 takes every 127/8 for the receiver itself). So what is refused here is
refused in spite of a good SPF, and SPF itself is not what these tests prove.
"""

import asyncio
import os
import shutil
import smtplib
import tempfile
from collections.abc import AsyncIterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from pathlib import Path

import dkim
import pytest
import pytest_asyncio

from tests.conftest import IN_CI
from tests.support.mail_house import CLIENT, MENTORS, OWN, SCHOOL, House, eventually, open_house
from tests.support.postfix import is_installed
from tests.support.relay_process import AUTHSERV_ID, DOMAIN, compose
from tests.support.signing import Signer

pytestmark = [pytest.mark.postfix, pytest.mark.e2e, pytest.mark.asyncio(loop_scope="module")]

TIM, LUCIA = "tim@school.example", "lucia@school.example"
GRETA, OMAR = "greta@mentors.example", "omar@mentors.example"
FORGED = f"{AUTHSERV_ID}; dmarc=pass header.from=mentors.example; dkim=pass header.d=mentors.example"


def _require_a_mail_house() -> None:
    if os.geteuid() != 0:
        pytest.skip("Postfix is started by root alone")
    if not is_installed():
        pytest.skip("no Postfix on this machine: apt-get install postfix opendkim opendmarc publicsuffix")
    missing = [name for name in ("opendkim", "opendmarc") if not Path("/usr/sbin", name).exists()]
    if missing and IN_CI:
        pytest.fail(f"CI has Postfix but not {missing}", pytrace=False)
    if missing:
        pytest.skip(f"Postfix is here, but not {missing}: apt-get install opendkim opendmarc publicsuffix")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[House]:
    _require_a_mail_house()
    directory = Path(tempfile.mkdtemp(prefix="relay-postfix-"))  # pytest's own directories are closed to Postfix's user
    try:
        async with open_house(directory) as running:
            yield running
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def signed(signer: Signer, mail: EmailMessage) -> bytes:
    return signer.sign(mail.as_bytes(policy=SMTP))


async def test_a_proven_mail_reaches_the_reader_with_nothing_of_its_writer_but_the_mask(house: House) -> None:
    mask = house.mask("greta", by="tim")
    mail = compose(f"Tim Okonkwo <{TIM}>", mask, "Frogs", "Dear Greta, I read the book about frogs.")

    assert (await house.send(signed(SCHOOL, mail), TIM, mask)).startswith("250")

    arrived = await house.arrived(GRETA, b"about frogs")
    header = arrived.data.partition(b"\r\n\r\n")[0]
    assert house.mask("tim", by="greta").encode() in header
    for word in (b"school.example", b"Okonkwo", b"client.example", CLIENT.encode(), b"localhost", b"127.0.0.1"):
        assert word not in arrived.data, word
    assert b"uthenticat" not in header
    assert arrived.sender.endswith(f"@{DOMAIN}")


async def test_the_smarthost_writes_one_trace_line_without_its_client_and_signs(house: House) -> None:
    mask = house.mask("greta", by="tim")
    await house.send(signed(SCHOOL, compose(TIM, mask, "Toads", "Next I read about toads.")), TIM, mask)

    data = (await house.arrived(GRETA, b"about toads")).data

    [trace] = BytesParser(policy=SMTP).parsebytes(data).get_all("Received", [])
    assert trace.startswith(f"by {AUTHSERV_ID} with ESMTP id ")
    assert "for <" not in trace
    assert dkim.verify(data, dnsfunc=lambda name, timeout=5: OWN.record.encode())


async def test_mail_goes_both_ways_at_once_and_keeps_its_thread(house: House) -> None:
    first = compose(TIM, house.mask("greta", by="tim"), "Newts", "What do newts eat?")
    await house.send(signed(SCHOOL, first), TIM, house.mask("greta", by="tim"))
    seen = BytesParser(policy=SMTP).parsebytes((await house.arrived(GRETA, b"newts eat")).data)

    async def from_tim(number: int) -> None:
        mail = compose(TIM, house.mask("greta", by="tim"), "Newts", f"My drawing of newt {number} is ready.")
        assert (await house.send(signed(SCHOOL, mail), TIM, house.mask("greta", by="tim"))).startswith("250")
        await house.arrived(GRETA, f"newt {number} is".encode())

    async def from_greta(number: int) -> None:
        text = f"Newts eat {number} worms a day."
        mail = compose(GRETA, house.mask("tim", by="greta"), "Re: Newts", text, In_Reply_To=str(seen["Message-ID"]))
        assert (await house.send(signed(MENTORS, mail), GRETA, house.mask("tim", by="greta"))).startswith("250")
        answer = await house.arrived(TIM, f"{number} worms".encode())
        assert BytesParser(policy=SMTP).parsebytes(answer.data)["In-Reply-To"] == first["Message-ID"]

    await asyncio.gather(*(way(number) for number in range(1, 5) for way in (from_tim, from_greta)))


async def test_one_mail_to_two_masks_becomes_two_transactions(house: House) -> None:
    masks = (house.mask("tim", by="greta"), house.mask("lucia", by="greta"))
    mail = compose(GRETA, ", ".join(masks), "Both of you", "We meet the frogs in spring.")

    reply = await house.send(signed(MENTORS, mail), GRETA, *masks)

    assert reply.startswith("250")
    await house.front_is_empty()
    queue_id = reply.rpartition(" ")[2]
    taken = [line for line in house.front.log_text().splitlines() if f"{queue_id}: to=<" in line]
    assert all("status=sent (250 2.0.0 Queued as m_" in line for line in taken)
    assert sorted(mask for line in taken for mask in masks if f"to=<{mask}>" in line) == sorted(masks)
    assert len({line.rpartition("Queued as ")[2] for line in taken}) == 2


async def test_a_forged_author_is_refused_in_the_dialogue_where_the_domain_says_so(house: House) -> None:
    mask = house.mask("greta", by="tim")
    forged = compose(TIM, mask, "Hello", "Write to me over there.", Authentication_Results=FORGED)

    reply = await house.send(forged.as_bytes(policy=SMTP), "tim@evil.example", mask)

    assert reply.startswith("550 5.7.1")
    assert "DMARC" in reply


async def test_the_relay_sees_what_the_front_found_and_no_results_from_outside(house: House) -> None:
    mask = house.mask("greta", by="tim")
    mail = signed(SCHOOL, compose(TIM, mask, "Hello", "A word about efts."))

    others = FORGED.replace(AUTHSERV_ID, "mx.other.example")  # OpenDKIM itself takes out those of its own name alone
    forged = f"Authentication-Results: {FORGED}\r\nAuthentication-Results: {others}\r\n"

    await house.send(forged.encode() + mail, TIM, mask)

    await house.arrived(GRETA, b"about efts")
    [taken] = [item for item in await house.items("/messages?limit=200&sort=newest") if item["subject"] == "Hello"][:1]
    answer = await asyncio.to_thread(house.relay.api, "GET", f"/messages/{taken['id']}/raw", house.token)
    assert "about efts" in answer.body
    assert "dmarc=pass (p=reject dis=none) header.from=school.example" in answer.body
    assert "header.from=mentors.example" not in answer.body


@pytest.mark.parametrize(
    "lines",
    [
        f"Authentication-Results: {FORGED}",
        f"authentication-results :{FORGED}",
        "Authentication-Results: (ours)\r\n " + FORGED,
        'Authentication-Results: "' + AUTHSERV_ID.replace(".", "\\.") + '"' + FORGED.removeprefix(AUTHSERV_ID),
        f"Received: from a by {AUTHSERV_ID}; Mon, 23 Nov 2026 10:00:00 +0000\r\nAuthentication-Results: {FORGED}",
    ],
    ids=["plain", "odd name", "comment and fold", "quoted", "below a forged trace"],
)
async def test_results_that_the_sender_wrote_prove_nothing(house: House, lines: str) -> None:
    mask, before = house.mask("tim", by="greta"), len(await house.refusals())
    forged = compose(GRETA, mask, "Hello", "This is not Greta.").as_bytes(policy=SMTP)

    assert (await house.send(lines.encode() + b"\r\n" + forged, GRETA, mask)).startswith("250")

    await _refused_again(house, before, "unauthenticated")


async def test_a_signature_over_a_part_of_the_body_counts_for_nothing(house: House) -> None:
    mask, before = house.mask("tim", by="greta"), len(await house.refusals())
    mail = compose(GRETA, mask, "Hello", "Dear Tim,").as_bytes(policy=SMTP)

    reply = await house.send(MENTORS.sign(mail, length=True) + b"this was added on the way\r\n", GRETA, mask)

    assert reply.startswith("250")
    await _refused_again(house, before, "unauthenticated")


async def test_results_inside_an_attached_mail_are_left_alone_so_that_the_signature_holds(house: House) -> None:
    mask, before = house.mask("tim", by="greta"), len(await house.refusals())
    inner = compose(OMAR, GRETA, "Old", "An old mail.", Authentication_Results="mx.other.example; dkim=pass")
    mail = compose(GRETA, mask, "See attached newt mail", "Look at this.")
    mail.add_attachment(inner)

    assert (await house.send(signed(MENTORS, mail), GRETA, mask)).startswith("250")

    async def look() -> bool | None:
        subjects = [item["subject"] for item in await house.items("/messages?state=held&limit=200")]
        return True if "See attached newt mail" in subjects else None

    await eventually(look, house.front.log_text)
    assert len(await house.refusals()) == before


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n"], ids=["LF.LF", "LF.CRLF", "CRLF.LF"])
async def test_a_smuggled_second_mail_is_refused_with_its_first(house: House, end: bytes) -> None:
    mask = house.mask("greta", by="tim")
    first = signed(SCHOOL, compose(TIM, mask, "Hello", "The visible mail."))
    second = f"MAIL FROM:<{TIM}>\r\nRCPT TO:<{mask}>\r\nDATA\r\nFrom: {TIM}\r\n\r\nsmuggled\r\n".encode()

    reply = await house.send(first.removesuffix(b"\r\n") + end + second, TIM, mask)

    assert reply.startswith(("521 5.5.2", "550 5.5.2"))
    await house.front_is_empty()
    assert b"visible mail" not in b"".join(mail.data for mail in house.sink.received)


async def test_a_bare_carriage_return_ends_no_mail(house: House) -> None:
    mask, before = house.mask("greta", by="tim"), len(await house.items("/messages?limit=200"))
    first = signed(SCHOOL, compose(TIM, mask, "Hello", "One mail."))

    await house.send(first.removesuffix(b"\r\n") + b"\r.\rMAIL FROM:<tim@school.example>\r\n", TIM, mask)

    await house.front_is_empty()
    assert len(await house.items("/messages?limit=200")) <= before + 1


async def test_an_unknown_address_is_recorded_and_answered_with_no_bounce(house: House) -> None:
    before = len(await house.refusals())
    mail = signed(MENTORS, compose(GRETA, f"nobody@{DOMAIN}", "Hello", "Is this somebody?"))

    assert (await house.send(mail, GRETA, f"nobody@{DOMAIN}")).startswith("250")

    await _refused_again(house, before, "unknown_address")


async def test_mail_for_other_domains_and_mail_too_large_are_refused_by_the_front(house: House) -> None:
    def ask() -> tuple[int, int]:
        with smtplib.SMTP("127.0.0.1", house.front.port, "client.example", source_address=(CLIENT, 0)) as client:
            client.ehlo("client.example")
            too_large, _ = client.mail(GRETA, ["SIZE=26214400"])
            client.rset()
            client.mail(GRETA)
            elsewhere, _ = client.rcpt("somebody@elsewhere.example")
        return too_large, elsewhere

    assert await asyncio.to_thread(ask) == (552, 554)


async def test_a_header_too_large_for_the_relay_is_refused_by_the_front(house: House) -> None:
    mask = house.mask("greta", by="tim")
    folded = "\r\n ".join(["w" * 900] * 100)
    wide = "".join(f"X-Wide-{number}: {folded}\r\n" for number in range(8))

    mail = wide.encode() + signed(SCHOOL, compose(TIM, mask, "Hello", "A very long header."))

    assert (await house.send(mail, TIM, mask)).startswith("550")


async def test_what_the_relay_refuses_for_good_waits_in_the_front_and_is_not_bounced(house: House) -> None:
    nowhere = f"{'w' * 1100}@{DOMAIN}"
    mail = signed(MENTORS, compose(GRETA, house.mask("tim", by="greta"), "Hello", "A very long address."))

    assert (await house.send(mail, GRETA, nowhere)).startswith("250")

    async def look() -> bool | None:
        return True if "501 5.1.3" in await asyncio.to_thread(house.front.queued) else None

    await eventually(look, house.front.log_text)
    house.front.empty_queue()
    assert "bounced" not in house.front.log_text()


async def test_a_bounce_of_the_world_comes_back_to_the_relay_and_its_staff(house: House) -> None:
    mask = house.mask("greta", by="tim")
    house.sink.fail("rcpt", "550 5.1.1 nobody of this name")

    await house.send(signed(SCHOOL, compose(TIM, mask, "Hello", "Are you still there, Greta?")), TIM, mask)

    async def look() -> bool | None:
        return True if any(item["source"] == "relay" for item in await house.items("/concerns")) else None

    await eventually(look, house.smarthost.log_text)


async def test_a_refused_member_is_told_by_mail_because_the_front_had_answered(house: House) -> None:
    pair, mask = house.pairs["omar", "lucia"], house.mask("lucia", by="omar")
    paused = await asyncio.to_thread(house.relay.api, "POST", f"/pairs/{pair['id']}/pause", house.token, {})
    assert paused.status == 200, paused

    mail = signed(MENTORS, compose(OMAR, mask, "Hello", "How was your week?"))
    assert (await house.send(mail, OMAR, mask)).startswith("250")

    assert b"week" not in (await house.arrived(OMAR, b"paused")).data.partition(b"paused")[0]


async def test_the_smarthost_serves_the_relay_alone(house: House) -> None:
    def ask() -> int:
        with smtplib.SMTP("127.0.0.1", house.smarthost.port, "other.example") as client:
            client.ehlo("other.example")
            client.mail(GRETA)
            return client.rcpt("somebody@elsewhere.example")[0]

    assert await asyncio.to_thread(ask) == 554


async def _refused_again(house: House, before: int, why: str) -> None:
    """Wait until the relay has recorded one more refusal; nobody is sent a bounce."""

    async def look() -> list[str] | None:
        refusals = await house.refusals()
        return refusals[before:] or None

    assert await eventually(look, house.front.log_text) == [why]
    await house.front_is_empty()
    assert "status=bounced" not in house.front.log_text()
    assert not any(
        recipient == GRETA and mail.sender == "" for mail in house.sink.received for recipient in mail.recipients
    )
