"""The dialogue of the ingress over real sockets, reply by reply (DESIGN section 13).

CASES A33, A67, B12 to B14, B22, B24, B26, C1, C32 to C39, D1, D32.
"""

import asyncio
import logging
import smtplib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from ipaddress import ip_network
from typing import Any

import pytest

from relay.model.errors import ConfigurationError
from relay.smtp import replies
from relay.smtp.server import Ingress, IngressSettings
from tests.support.certificate import client_context, server_context
from tests.support.dialogue import Dialogue, until
from tests.support.scripted_intake import DOMAIN, ScriptedIntake

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MASK = f"abcdefghjkmnpq@{DOMAIN}"
GRETA = "greta@school.example"
MAIL = b"From: greta@school.example\r\nSubject: hi\r\n\r\nHello Tim\r\n.\r\n"


@asynccontextmanager
async def running(
    intake: ScriptedIntake,
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    **settings: Any,
) -> AsyncIterator[Ingress]:
    ingress = Ingress(
        IngressSettings(("127.0.0.1:0",), "mx.example.org", DOMAIN, **settings), intake, lambda: NOW, pause
    )
    await ingress.start()
    try:
        yield ingress
    finally:
        await ingress.stop(5)


def port(ingress: Ingress) -> int:
    return ingress.addresses[0][1]


@asynccontextmanager
async def client_of(ingress: Ingress) -> AsyncIterator[Dialogue]:
    async with await Dialogue.open(port(ingress)) as client:
        yield client


async def test_a_message_reaches_the_intake_whole_with_its_envelope() -> None:
    intake = ScriptedIntake()
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope("Greta@School.Example", MASK.upper())
        assert await client.data(MAIL) == "250 2.0.0 Queued as m_1"
        assert await client.say("QUIT") == "221 2.0.0 Goodbye"
    [mail] = intake.mails
    assert mail.envelope_from == "greta@school.example"
    assert mail.recipient == MASK
    assert mail.raw == MAIL.removesuffix(b".\r\n")
    assert (mail.peer, mail.helo) == ("127.0.0.1", "client.example")
    assert (mail.tls, mail.smtputf8) == (False, False)
    assert mail.received_at == NOW


async def test_ehlo_offers_what_is_kept_and_no_more() -> None:
    async with running(ScriptedIntake()) as ingress, client_of(ingress) as client:
        lines = (await client.say("EHLO client.example")).split("\n")
    assert lines == [
        "250-mx.example.org",
        "250-SIZE 26214400",
        "250-8BITMIME",
        "250-SMTPUTF8",
        "250 ENHANCEDSTATUSCODES",
    ]


async def test_the_standard_library_can_send_several_messages_in_a_session() -> None:
    intake = ScriptedIntake()

    def send(at: int) -> None:
        with smtplib.SMTP("127.0.0.1", at, "client.example", timeout=10) as smtp:
            for _ in range(3):
                smtp.sendmail(GRETA, [MASK], "Subject: hi\n\n.hello\n..\n", mail_options=["BODY=8BITMIME"])

    async with running(intake) as ingress:
        await asyncio.to_thread(send, port(ingress))
    assert [mail.raw for mail in intake.mails] == [b"Subject: hi\r\n\r\n.hello\r\n..\r\n"] * 3


async def test_bounces_and_long_or_odd_senders_are_taken() -> None:
    intake = ScriptedIntake()
    async with running(intake) as ingress:
        for sender in ("", "x" * 90 + "@send.example", "greta+caf_=m=mail.example.org@gmail.com", "a..b@x.example"):
            async with client_of(ingress) as client:
                await client.envelope(sender, MASK)
                assert (await client.data(MAIL)).startswith("250 ")
    assert [mail.envelope_from for mail in intake.mails] == [
        "",
        "x" * 90 + "@send.example",
        "greta+caf_=m=mail.example.org@gmail.com",
        "a..b@x.example",
    ]


async def test_a_second_recipient_is_asked_to_come_again() -> None:
    intake = ScriptedIntake()
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        assert (await client.say(f"RCPT TO:<concern@{DOMAIN}>")).startswith("452 4.5.3 ")
        assert (await client.say(f"RCPT TO:<nobody@{DOMAIN}>")).startswith("452 4.5.3 ")
        assert (await client.data(MAIL)).startswith("250 ")
    assert [mail.recipient for mail in intake.mails] == [MASK]


@pytest.mark.parametrize(
    ("recipient", "answer"),
    [
        (f"nobody@{DOMAIN}", "550 5.1.1 "),
        ("tim@home.example", "550 5.7.1 "),
        (f'"m@{DOMAIN}"@evil.example', "550 5.7.1 "),
        (f"m%real.example@{DOMAIN}", "550 5.1.1 "),
        (f"@relay.example:{MASK}", "550 5.7.1 "),
        (f"@evil.example,@{DOMAIN}:{MASK}", "550 5.7.1 "),
        ("", "501 5.1.3 "),
        ("postmaster", "250 2.1.5 "),
        (f"Postmaster@{DOMAIN}", "250 2.1.5 "),
        (f"help+t_0123456789@{DOMAIN}", "250 2.1.5 "),
    ],
)
async def test_recipients_are_exact_or_refused(recipient: str, answer: str) -> None:
    async with running(ScriptedIntake()) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        await client.say("MAIL FROM:<>")
        assert (await client.say(f"RCPT TO:<{recipient}>")).startswith(answer)


async def test_addresses_beyond_ascii_need_smtputf8_and_valid_utf8() -> None:
    async with running(ScriptedIntake()) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        assert (await client.say("MAIL FROM:<lucía@escuela.example>")).startswith("553 5.6.7 ")
        assert (await client.say(b"MAIL FROM:<\xff@a.example>")).startswith("501 5.1.7 ")
        assert (await client.say(b"MAIL FROM:<\xff@a.example> SMTPUTF8")).startswith("501 5.1.7 ")
        assert (await client.say(f"MAIL FROM:<{GRETA}>")).startswith("250 ")
        assert (await client.say(f"RCPT TO:<lucía@{DOMAIN}>")).startswith("553 5.6.7 ")
        assert (await client.say(b"RCPT TO:<\xc3@" + DOMAIN.encode() + b">")).startswith("501 5.1.3 ")
        await client.say("RSET")
        assert (await client.say("MAIL FROM:<lucía@escuela.example> SMTPUTF8")).startswith("250 ")


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("MAIL", "501 5.5.2 "),
        ("MAIL FROM", "501 5.5.2 "),
        ("MAIL <a@b.example>", "501 5.5.2 "),
        ("MAIL FROM:a@b.example", "501 5.5.2 "),
        ("MAIL FROM:<a@b.example> SIZE=x", "501 5.5.4 "),
        ("MAIL FROM:<a@b.example> BODY=BINARYMIME", "501 5.5.4 "),
        ("MAIL FROM:<a@b.example> SMTPUTF8=1", "501 5.5.4 "),
        ("MAIL FROM:<a@b.example> RET=FULL", "555 5.5.4 "),
        ("RCPT TO:<a@b.example>", "503 5.5.1 "),
        ("DATA", "503 5.5.1 "),
        ("AUTH PLAIN AGEAYg==", "500 5.5.2 "),
        ("EXPN staff", "500 5.5.2 "),
        ("EHLO", "501 5.5.2 "),
        ("EHLO a b", "501 5.5.2 "),
        ("HELO", "501 5.5.2 "),
        ("GET / HTTP/1.1", "500 5.5.2 "),
        ("", "500 5.5.2 "),
        ("x" * 5000, "500 5.5.2 "),
        ("x" * 200_000, "500 5.5.2 "),
        ("NOOP", "250 2.0.0 "),
        ("VRFY greta@school.example", "252 2.0.0 "),
        ("VRFY", "252 2.0.0 "),
        (b"VRFY \xff", "252 2.0.0 "),
        ("MAIL FROM:<a@b.example", "501 5.5.2 "),
        ("MAIL FROM:<a b@b.example>", "501 5.1.7 "),
        ("HELP", "214 2.0.0 "),
        ("RSET", "250 2.0.0 "),
        ("STARTTLS", "454 4.7.0 "),
    ],
)
async def test_commands_are_answered_in_our_words(command: str | bytes, answer: str) -> None:
    async with running(ScriptedIntake()) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        reply = await client.say(command)
    assert reply.startswith(answer)
    assert "school" not in reply
    assert "Error" not in reply


async def test_mail_before_hello_and_nested_mail_are_out_of_order() -> None:
    async with running(ScriptedIntake()) as ingress, client_of(ingress) as client:
        assert (await client.say("MAIL FROM:<>")).startswith("503 5.5.1 ")
        await client.say("HELO client.example")
        assert (await client.say("MAIL FROM:<> SIZE=3")).startswith("555 5.5.4 ")
        assert (await client.say("MAIL FROM:<>")).startswith("250 ")
        assert (await client.say("MAIL FROM:<>")).startswith("503 5.5.1 ")
        assert (await client.say("DATA")).startswith("503 5.5.1 ")


SMUGGLING = [
    b"\n.\r\n",
    b"\n.\n",
    b"\r\n.\n",
    b"\r.\r\n",
    b"\r\n.\r",
    b"\r.\r",
    b"\n\n.\r\n",
    b"\r\n\x00\n.\r\n",
    b"\r\r\n.\r\n",
]


@pytest.mark.parametrize("sequence", SMUGGLING)
async def test_smuggled_mail_is_refused_and_the_connection_closed(sequence: bytes) -> None:
    intake = ScriptedIntake()
    smuggled = b"MAIL FROM:<evil@x.example>\r\nRCPT TO:<" + MASK.encode() + b">\r\nDATA\r\nSubject: x\r\n\r\nx\r\n.\r\n"
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        reply = await client.data(b"Subject: hi\r\n\r\nhello" + sequence + smuggled)
        assert reply.startswith("550 5.5.2 ")
        assert await client.closed()
    assert intake.mails == []


@pytest.mark.parametrize("body", [b"a\rb", b"a\nb", b"\n", b"a\r\r\nb", b"a\n\r\nb"])
async def test_bare_line_ends_anywhere_are_refused(body: bytes) -> None:
    intake = ScriptedIntake()
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        assert (await client.data(b"Subject: hi\r\n\r\n" + body + b"\r\n.\r\n")).startswith("550 5.5.2 ")
        assert await client.closed()
    assert intake.mails == []


async def test_a_large_message_with_a_bare_line_end_gets_its_answer_all_the_same() -> None:
    async with running(ScriptedIntake()) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        assert (await client.data(b"x\n" + b"y" * 3_000_000 + b"\r\n.\r\n")).startswith("550 5.5.2 ")
        assert await client.closed()


@pytest.mark.parametrize(
    "ahead",
    [
        b"EHLO client.example\r\nMAIL FROM:<>\r\n",
        b"MAIL FROM:<>\r\nRCPT TO:<abuse@mail.example.org>\r\n",
        b"NOOP\r\nNOOP\r\n",
    ],
)
async def test_commands_sent_before_the_reply_end_the_session(ahead: bytes) -> None:
    async with running(ScriptedIntake()) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        client.write(ahead)
        assert (await client.reply()).startswith("503 5.5.0 ")
        assert await client.closed()


async def test_data_sent_before_354_is_not_a_message() -> None:
    intake = ScriptedIntake()
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        client.write(b"DATA\r\n" + MAIL)
        assert (await client.reply()).startswith("503 5.5.0 ")
        assert await client.closed()
    assert intake.mails == []


async def test_talking_on_after_the_dot_is_not_waiting_for_the_reply() -> None:
    intake = ScriptedIntake()
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        reply = await client.data(MAIL + b"MAIL FROM:<evil@x.example>\r\n")
        assert reply.startswith("503 5.5.0 ")
        assert await client.closed()
    assert intake.mails == []


async def test_a_client_that_talks_before_the_banner_is_refused() -> None:
    async with running(ScriptedIntake()) as ingress:
        refused = 0
        for _ in range(5):
            async with await Dialogue.open(port(ingress), read_banner=False) as client:
                client.write(b"EHLO client.example\r\nMAIL FROM:<>\r\n")
                replies_seen = [await client.reply()]
                if replies_seen[0].startswith("220"):
                    replies_seen.append(await client.reply())
                refused += replies_seen[-1].startswith("503 5.5.0 ")
    assert refused == 5


async def test_a_line_of_any_length_is_taken() -> None:
    intake = ScriptedIntake()
    line = b"y" * 1_500_000
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        assert (await client.data(b"Subject: hi\r\n\r\n" + line + b"\r\n.\r\n")).startswith("250 ")
    assert intake.mails[0].raw.endswith(line + b"\r\n")


async def test_nul_octets_are_kept() -> None:
    intake = ScriptedIntake()
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        assert (await client.data(b"Subject: h\x00i\r\n\r\n\x00\r\n.\r\n")).startswith("250 ")
    assert intake.mails[0].raw == b"Subject: h\x00i\r\n\r\n\x00\r\n"


async def test_too_large_is_said_as_early_as_it_is_known() -> None:
    intake = ScriptedIntake()
    async with running(intake, max_message_bytes=10_000) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        assert (await client.say("MAIL FROM:<> SIZE=10001")).startswith("552 5.3.4 ")
        await client.envelope(GRETA, MASK)
        assert (await client.data(b"x" * 100_000 + b"\r\n.\r\n")).startswith("552 5.3.4 ")
        await client.envelope(GRETA, MASK)
        assert (await client.data(b"\r\n" + b"x" * 9_996 + b"\r\n.\r\n")).startswith("250 ")
        assert ingress.intake_octets == 0
    assert [len(mail.raw) for mail in intake.mails] == [10_000]


async def test_a_header_without_end_is_too_large() -> None:
    intake = ScriptedIntake()
    async with running(intake, max_header_bytes=1000) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        assert (await client.data(b"X: y\r\n" * 1000 + b"\r\nbody\r\n.\r\n")).startswith("552 5.3.4 ")
        await client.envelope(GRETA, MASK)
        assert (await client.data(b"X: y\r\n\r\n" + b"body\r\n" * 1000 + b".\r\n")).startswith("250 ")
        assert ingress.intake_octets == 0


async def test_an_announced_size_beyond_the_budget_waits() -> None:
    async with running(ScriptedIntake(), intake_bytes=50_000) as ingress:
        async with client_of(ingress) as first, client_of(ingress) as second:
            await first.say("EHLO client.example")
            await second.say("EHLO client.example")
            assert (await first.say("MAIL FROM:<> SIZE=40000")).startswith("250 ")
            assert (await second.say("MAIL FROM:<> SIZE=40000")).startswith("452 4.3.1 ")
            await first.say("RSET")
            assert (await second.say("MAIL FROM:<> SIZE=40000")).startswith("250 ")
        async with client_of(ingress) as third:
            await third.say("EHLO client.example")
            assert (await third.say("MAIL FROM:<> SIZE=50000")).startswith("250 ")


async def test_fifty_sessions_share_the_budget_and_none_is_lost_or_refused_for_good() -> None:
    intake = ScriptedIntake(gate=asyncio.Event())
    mail = b"Subject: hi\r\n\r\n" + b"x" * 20_000 + b"\r\n"
    async with running(intake, intake_bytes=10 * (len(mail) + 100)) as ingress:

        async def send() -> str:
            async with client_of(ingress) as client:
                await client.envelope(GRETA, MASK)
                return await client.data(mail + b".\r\n")

        sending = [asyncio.create_task(send()) for _ in range(50)]
        answered = 0
        while answered < 40:
            await asyncio.wait([task for task in sending if not task.done()], return_when=asyncio.FIRST_COMPLETED)
            answered = sum(task.done() for task in sending)
        assert ingress.intake_octets <= 10 * (len(mail) + 100)
        assert intake.gate is not None
        intake.gate.set()
        answers = await asyncio.gather(*sending)
        assert ingress.intake_octets == 0
    assert sorted(answer[:9] for answer in answers) == ["250 2.0.0"] * 10 + ["452 4.3.1"] * 40
    assert len(intake.mails) == 10


async def test_an_error_of_the_intake_is_temporary_and_tells_nothing(caplog: pytest.LogCaptureFixture) -> None:
    intake = ScriptedIntake(trouble={"message": RuntimeError("greta@school.example broke it")})
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        assert await client.data(MAIL) == str(replies.TRY_LATER) == "451 4.3.0 Temporary trouble; try again later"
        intake.trouble.clear()
        await client.envelope(GRETA, MASK)
        assert (await client.data(MAIL)).startswith("250 ")
    assert ingress.intake_octets == 0


async def test_an_error_at_a_recipient_is_temporary() -> None:
    intake = ScriptedIntake(trouble={"recipient": RuntimeError("boom")})
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        await client.say("MAIL FROM:<>")
        assert await client.say(f"RCPT TO:<{MASK}>") == str(replies.TRY_LATER)


async def test_no_log_line_holds_an_address_or_what_a_library_said(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    intake = ScriptedIntake(trouble={"message": RuntimeError("secret text")})
    async with running(intake) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        await client.data(MAIL)
        await client.say("NONSENSE greta@school.example")
    written = caplog.text + "".join(capsys.readouterr())
    assert "smtp.unexpected" in written
    for secret in ("greta", "abcdefghjkmnpq", "secret text", "127.0.0.1", "Hello Tim"):
        assert secret not in written


async def test_a_client_that_leaves_after_the_dot_does_not_stop_the_archive() -> None:
    intake = ScriptedIntake(gate=asyncio.Event())
    async with running(intake) as ingress:
        async with client_of(ingress) as client:
            await client.envelope(GRETA, MASK)
            assert (await client.say("DATA")).startswith("354")
            client.write(MAIL)
            await intake.begun.wait()
        assert intake.gate is not None
        intake.gate.set()
        await asyncio.wait_for(intake.finished.wait(), 10)
    assert len(intake.mails) == 1
    assert ingress.intake_octets == 0


async def test_a_client_that_leaves_in_the_middle_leaves_nothing_behind() -> None:
    intake = ScriptedIntake()
    async with running(intake) as ingress:
        async with client_of(ingress) as client:
            await client.envelope(GRETA, MASK)
            await client.say("DATA")
            client.write(b"Subject: half a mess")
        async with client_of(ingress) as client:
            await client.envelope(GRETA, MASK)
            assert (await client.data(MAIL)).startswith("250 ")
        await until(lambda: not ingress.connections)
        assert ingress.intake_octets == 0
    assert len(intake.mails) == 1


async def test_connections_that_break_are_nothing_to_talk_about(capsys: pytest.CaptureFixture[str]) -> None:
    async with running(ScriptedIntake()) as ingress:
        for octets in (b"", b"EHLO cli", b"EHLO client.example\r\n"):
            async with client_of(ingress) as client:
                client.write(octets)
                await client.writer.drain()
                client.reset()
        async with client_of(ingress) as client:
            await client.envelope(GRETA, MASK)
            await client.say("DATA")
            client.write(b"Subject: half")
            await client.writer.drain()
            client.reset()
        await until(lambda: not ingress.connections)
        assert ingress.intake_octets == 0
    written = "".join(capsys.readouterr())
    assert "error" not in written.replace("smtp.session_lost", "").replace("error=ConnectionResetError", "")


def test_libraries_are_past_their_known_holes() -> None:
    for name, least in (("aiosmtpd", (1, 4, 6)), ("aiosmtplib", (5, 1, 2))):  # CVE-2024-27305, -34083; GHSA-v3q9
        assert tuple(int(part) for part in version(name).split(".")[:3]) >= least


async def test_stopping_waits_for_the_message_at_hand_and_sends_others_away() -> None:
    intake = ScriptedIntake(gate=asyncio.Event())
    async with running(intake) as ingress:
        async with client_of(ingress) as busy, client_of(ingress) as idle:
            await busy.envelope(GRETA, MASK)
            await busy.say("DATA")
            busy.write(MAIL)
            await intake.begun.wait()
            stopping = asyncio.create_task(ingress.stop(10))
            assert (await idle.reply()).startswith("421 4.3.2 ")
            assert not stopping.done()
            assert intake.gate is not None
            intake.gate.set()
            assert (await busy.reply()).startswith("250 ")
            await stopping
    assert len(intake.mails) == 1


async def test_stopping_does_not_wait_for_ever() -> None:
    intake = ScriptedIntake(gate=asyncio.Event())
    async with running(intake) as ingress:
        async with client_of(ingress) as client:
            await client.envelope(GRETA, MASK)
            await client.say("DATA")
            client.write(MAIL)
            await intake.begun.wait()
            await asyncio.wait_for(ingress.stop(0.05), 5)
            assert await client.closed()
    assert intake.mails == []


async def test_one_connection_too_many_is_told_to_come_later() -> None:
    async with running(ScriptedIntake(), connections=2) as ingress:
        async with client_of(ingress), client_of(ingress) as second:
            async with await Dialogue.open(port(ingress), read_banner=False) as third:
                assert (await third.reply()).startswith("421 4.3.2 ")
                assert await third.closed()
            await second.say("QUIT")
            await second.closed()
            await until(lambda: ingress.connections <= 1)
            async with client_of(ingress) as fourth:
                assert (await fourth.say("NOOP")).startswith("250 ")


async def test_too_many_errors_end_the_session() -> None:
    async with running(ScriptedIntake(), errors_per_session=3) as ingress, client_of(ingress) as client:
        for _ in range(3):
            assert (await client.say("MAIL FROM:<>")).startswith("503 ")
        assert (await client.say("MAIL FROM:<>")).startswith("421 4.7.0 ")
        assert await client.closed()


async def test_a_trusted_front_is_not_cut_off_for_its_clients_errors() -> None:
    trusted = (ip_network("127.0.0.0/8"),)
    async with running(ScriptedIntake(), errors_per_session=3, trusted_networks=trusted) as ingress:
        async with client_of(ingress) as client:
            for _ in range(10):
                assert (await client.say("MAIL FROM:<>")).startswith("503 ")


async def test_a_peer_that_guesses_addresses_is_slowed() -> None:
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    async with running(ScriptedIntake(), pause) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        await client.say("MAIL FROM:<>")
        for guess in range(6):
            assert (await client.say(f"RCPT TO:<guess{guess}@{DOMAIN}>")).startswith("550 5.1.1 ")
    assert waits == [1, 2, 3]


async def test_silence_ends_a_session() -> None:
    async with running(ScriptedIntake(), idle_seconds=0.05) as ingress, client_of(ingress) as client:
        assert (await client.reply()).startswith("421 4.4.2 ")
        assert await client.closed()


async def test_a_session_ends_after_its_time_however_busy() -> None:
    async with running(ScriptedIntake(), session_seconds=0.1) as ingress, client_of(ingress) as client:
        reply = "250"
        while reply.startswith("250"):
            reply = await client.say("NOOP")
    assert reply.startswith("421 4.4.2 ")


async def test_a_slow_intake_is_no_silence_of_the_client() -> None:
    intake = ScriptedIntake(gate=asyncio.Event())
    async with running(intake, idle_seconds=0.05, session_seconds=0.05) as ingress, client_of(ingress) as client:
        await client.envelope(GRETA, MASK)
        await client.say("DATA")
        client.write(MAIL)
        await intake.begun.wait()
        assert intake.gate is not None
        asyncio.get_running_loop().call_later(0.3, intake.gate.set)
        assert (await client.reply()).startswith("250 ")


@pytest.mark.parametrize(
    "header",
    [
        b"PROXY TCP4 203.0.113.9 192.0.2.1 40000 25\r\n",
        b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xcb\x00\x71\x09\xc0\x00\x02\x01\x9c\x40\x00\x19",
    ],
)
async def test_behind_a_proxy_the_client_is_who_the_proxy_names(header: bytes) -> None:
    intake = ScriptedIntake()
    async with running(intake, proxy_protocol=True) as ingress:
        async with await Dialogue.open(port(ingress), read_banner=False) as client:
            client.write(header)
            assert (await client.reply()).startswith("220 ")
            await client.envelope(GRETA, MASK)
            assert (await client.data(MAIL)).startswith("250 ")
    assert intake.mails[0].peer == "203.0.113.9"
    assert intake.peers == ["203.0.113.9"]


async def test_without_its_header_a_proxied_connection_is_closed() -> None:
    async with running(ScriptedIntake(), proxy_protocol=True) as ingress:
        async with await Dialogue.open(port(ingress), read_banner=False) as client:
            client.write(b"EHLO client.example\r\n")
            assert await client.closed()


async def test_a_port_that_is_taken_is_named_with_the_key_to_change() -> None:
    async with running(ScriptedIntake()) as ingress:
        taken = f"127.0.0.1:{port(ingress)}"
        second = Ingress(IngressSettings((taken,), "mx", DOMAIN), ScriptedIntake(), lambda: NOW)
        with pytest.raises(ConfigurationError, match=r"smtp\.listen"):
            await second.start()


@pytest.mark.parametrize("listen", ["localhost", "127.0.0.1:x", "127.0.0.1:99999"])
async def test_an_address_that_is_none_is_named(listen: str) -> None:
    with pytest.raises(ConfigurationError, match=r"smtp\.listen"):
        await Ingress(IngressSettings((listen,), "mx", DOMAIN), ScriptedIntake(), lambda: NOW).start()


async def test_starttls_encrypts_and_begins_anew() -> None:
    intake = ScriptedIntake()
    async with running(intake, tls_context=server_context()) as ingress, client_of(ingress) as client:
        assert "250 STARTTLS" in (await client.say("EHLO client.example")).split("\n")
        await client.start_tls(client_context())
        assert (await client.say("MAIL FROM:<>")).startswith("503 5.5.1 ")
        offers = (await client.say("EHLO client.example")).split("\n")
        assert not any("STARTTLS" in offer or "AUTH" in offer for offer in offers)
        await client.envelope(GRETA, MASK)
        assert (await client.data(MAIL)).startswith("250 ")
    assert intake.mails[0].tls


async def test_what_is_sent_together_with_starttls_is_not_believed() -> None:
    async with running(ScriptedIntake(), tls_context=server_context()) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        client.write(b"STARTTLS\r\nMAIL FROM:<>\r\n")
        assert (await client.reply()).startswith("503 5.5.0 ")
        assert await client.closed()


async def test_a_client_that_speaks_no_tls_after_starttls_is_dropped() -> None:
    async with running(ScriptedIntake(), tls_context=server_context()) as ingress:
        async with client_of(ingress) as client:
            await client.say("EHLO client.example")
            await client.say("STARTTLS")
            client.write(b"this is no handshake\r\n")
            while (octets := await client.reader.read(100)) and octets[:1] != b"2":
                pass
            assert octets == b""
        async with client_of(ingress) as client:
            assert (await client.say("NOOP")).startswith("250 ")


async def test_a_connection_lost_during_the_handshake_is_not_counted_for_ever() -> None:
    async with running(ScriptedIntake(), tls_context=server_context()) as ingress:
        for _ in range(3):
            async with client_of(ingress) as client:
                await client.say("EHLO client.example")
                await client.say("STARTTLS")
                client.write(b"\x16\x03\x01")
                await client.writer.drain()
                client.reset()
        await until(lambda: not ingress.connections)


async def test_stopping_ends_a_handshake_that_hangs() -> None:
    async with running(ScriptedIntake(), tls_context=server_context()) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        await client.say("STARTTLS")
        await asyncio.wait_for(ingress.stop(0.2), 5)
        assert ingress.connections == 0


async def test_smuggling_under_tls_is_refused_too() -> None:
    async with running(ScriptedIntake(), tls_context=server_context()) as ingress, client_of(ingress) as client:
        await client.say("EHLO client.example")
        await client.start_tls(client_context())
        await client.envelope(GRETA, MASK)
        assert (await client.data(b"x\n.\r\n")).startswith("550 5.5.2 ")
