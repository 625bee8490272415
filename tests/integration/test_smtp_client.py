"""Handing mail to a smarthost: every phase can fail, and each failure has its meaning.

CASES A68, B23, B26, B27, C40 to C42.
"""

import asyncio
import dataclasses
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from relay.model.errors import ConfigurationError, InvalidInputError
from relay.smtp.client import SmarthostClient, SmarthostSettings, TlsMode
from relay.smtp.protocol import SendKind, SendOutcome
from tests.support.certificate import client_context, server_context
from tests.support.sink import DROP, SILENCE, Sink

BOUNCE = "b-dl_0123456789@mail.example.org"
TIM = "tim@home.example"
MAIL = b"From: Greta <m@mail.example.org>\r\nTo: evil@x.example\r\nCc: pat@home.example\r\n\r\n.hello\r\n..\r\n"


@asynccontextmanager
async def client_of(
    sink: Sink,
    **settings: Any,
) -> AsyncIterator[SmarthostClient]:
    defaults = SmarthostSettings("127.0.0.1", sink.port, "relay.example.org", TlsMode.NONE)
    client = SmarthostClient(dataclasses.replace(defaults, **settings))
    try:
        yield client
    finally:
        await client.close()


async def test_a_message_arrives_byte_for_byte_at_the_one_recipient_given() -> None:
    async with Sink() as sink, client_of(sink) as client:
        outcome = await client.send(BOUNCE, TIM, MAIL)
    assert outcome == SendOutcome(SendKind.DELIVERED, 250, "2.0.0", "2.0.0 kept")
    [received] = sink.received
    assert (received.sender, received.recipients, received.data) == (BOUNCE, (TIM,), MAIL)
    assert received.options == (f"SIZE={len(MAIL)}",)


async def test_bounces_have_the_null_sender() -> None:
    async with Sink() as sink, client_of(sink) as client:
        assert (await client.send("", TIM, MAIL)).kind is SendKind.DELIVERED
    assert sink.received[0].sender == ""


@pytest.mark.parametrize(
    ("phase", "answer", "kind", "code", "enhanced"),
    [
        ("connect", "554 5.7.1 go away", SendKind.TEMPORARY, 554, "5.7.1"),
        ("connect", "421 4.3.2 full", SendKind.TEMPORARY, 421, "4.3.2"),
        ("connect", DROP, SendKind.TEMPORARY, 0, ""),
        ("connect", SILENCE, SendKind.TEMPORARY, 0, ""),
        ("mail", "451 4.7.1 greylisted", SendKind.TEMPORARY, 451, "4.7.1"),
        ("mail", "530 5.7.0 log in", SendKind.TEMPORARY, 530, "5.7.0"),
        ("mail", "550 5.7.1 not your sender address", SendKind.TEMPORARY, 550, "5.7.1"),
        ("mail", "553 5.1.8 no such domain", SendKind.TEMPORARY, 553, "5.1.8"),
        ("mail", "552 5.3.4 too large", SendKind.PERMANENT, 552, "5.3.4"),
        ("mail", DROP, SendKind.TEMPORARY, 0, ""),
        ("mail", SILENCE, SendKind.TEMPORARY, 0, ""),
        ("rcpt", "550 5.1.1 <tim@home.example>: no such user", SendKind.PERMANENT, 550, "5.1.1"),
        ("rcpt", "550 no such user", SendKind.PERMANENT, 550, ""),
        ("rcpt", "554 5.7.1 <tim@home.example>: Relay access denied", SendKind.TEMPORARY, 554, "5.7.1"),
        ("rcpt", "550 relay not permitted", SendKind.TEMPORARY, 550, ""),
        ("rcpt", "550 5.1.1 relay@home.example: no such user", SendKind.PERMANENT, 550, "5.1.1"),
        ("rcpt", "452 4.2.2 mailbox full", SendKind.TEMPORARY, 452, "4.2.2"),
        ("rcpt", DROP, SendKind.TEMPORARY, 0, ""),
        ("rcpt", "354 what", SendKind.TEMPORARY, 354, ""),
        ("data", "554 5.5.1 no", SendKind.PERMANENT, 554, "5.5.1"),
        ("data", "421 4.3.2 restart", SendKind.TEMPORARY, 421, "4.3.2"),
        ("data", DROP, SendKind.UNCERTAIN, 0, ""),
        ("body", "554 5.6.0 content refused", SendKind.PERMANENT, 554, "5.6.0"),
        ("body", "451 4.3.0 later", SendKind.TEMPORARY, 451, "4.3.0"),
        ("body", DROP, SendKind.UNCERTAIN, 0, ""),
        ("body", SILENCE, SendKind.UNCERTAIN, 0, ""),
    ],
)
async def test_what_a_failure_means(phase: str, answer: str, kind: SendKind, code: int, enhanced: str) -> None:
    async with Sink() as sink, client_of(sink, connect_seconds=0.3, command_seconds=0.3, data_seconds=0.3) as client:
        sink.fail(phase, answer)
        outcome = await client.send(BOUNCE, TIM, MAIL)
        assert (outcome.kind, outcome.code, outcome.enhanced) == (kind, code, enhanced)
        assert sink.received == []
        assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.DELIVERED
        assert sink.connections == 2


async def test_nobody_listening_is_temporary() -> None:
    async with Sink() as sink:
        port = sink.port
    client = SmarthostClient(SmarthostSettings("127.0.0.1", port, "relay.example.org", connect_seconds=2))
    assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.TEMPORARY


async def test_a_connection_is_used_again() -> None:
    async with Sink() as sink, client_of(sink) as client:
        for _ in range(5):
            await client.send(BOUNCE, TIM, MAIL)
    assert len(sink.received) == 5
    assert sink.connections == 1


async def test_a_kept_connection_that_died_costs_no_attempt() -> None:
    async with Sink() as sink, client_of(sink) as client:
        await client.send(BOUNCE, TIM, MAIL)
        sink.drop_connections()
        assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.DELIVERED
        sink.fail("rset", "421 4.3.2 restart")
        assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.DELIVERED
    assert len(sink.received) == 3
    assert sink.connections == 3


async def test_a_connection_idle_for_long_is_not_used_again() -> None:
    async with Sink() as sink, client_of(sink, idle_seconds=0.0) as client:
        await client.send(BOUNCE, TIM, MAIL)
        await client.send(BOUNCE, TIM, MAIL)
    assert sink.connections == 2


async def test_many_sends_at_once_share_few_connections_and_never_mix() -> None:
    async with Sink() as sink, client_of(sink, connections=3) as client:
        sink.fail("rcpt", "550 5.1.1 no", times=5)
        mails = [MAIL + f"{number}\r\n".encode() for number in range(40)]
        outcomes = await asyncio.gather(
            *(client.send(BOUNCE, f"r{number}@home.example", mail) for number, mail in enumerate(mails))
        )
    delivered = [number for number, outcome in enumerate(outcomes) if outcome.kind is SendKind.DELIVERED]
    assert len(delivered) == 35
    assert {(f"r{number}@home.example",): mails[number] for number in delivered} == {
        received.recipients: received.data for received in sink.received
    }
    assert sink.connections <= 3 + 5


async def test_a_cancelled_send_leaves_no_connection_to_be_used_again() -> None:
    async with Sink() as sink, client_of(sink) as client:
        sink.fail("body", SILENCE)
        sending = asyncio.create_task(client.send(BOUNCE, TIM, MAIL))
        await sink.reach("body")
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.DELIVERED


@pytest.mark.parametrize(
    "address",
    [
        "tim@home.example\r\nRCPT TO:<evil@x.example>",
        "tim@home.example\n",
        "tim\x00@home.example",
        "tim@home\x00.example",
        "<tim@home.example>",
        "tim@home.example> SIZE=1",
        "tim @home.example",
        '"tim"@home.example',
        "tim",
        "",
        "@home.example",
        "tim@",
        "tim@evil.example@home.example",
        "tim,pat@home.example",
        "x" * 65 + "@home.example",
        "tim\u0085@home.example",
    ],
)
async def test_no_command_hides_in_an_address(address: str) -> None:
    async with Sink() as sink, client_of(sink) as client:
        with pytest.raises(InvalidInputError):
            await client.send(BOUNCE, address, MAIL)
        if address:
            with pytest.raises(InvalidInputError):
                await client.send(address, TIM, MAIL)
    assert sink.connections == 0


@pytest.mark.parametrize("data", [b"a\nb\r\n", b"a\rb\r\n", b"a\r\n.\n", b"no end", b"\n", b""])
async def test_no_bare_line_end_leaves(data: bytes) -> None:
    async with Sink() as sink, client_of(sink) as client:
        with pytest.raises(InvalidInputError):
            await client.send(BOUNCE, TIM, data)
    assert sink.connections == 0


async def test_smtputf8_is_asked_for_only_where_the_recipient_needs_it() -> None:
    async with Sink() as sink, client_of(sink) as client:
        await client.send(BOUNCE, TIM, MAIL)
        await client.send(BOUNCE, "lucía@escuela.example", MAIL)
        await client.send(BOUNCE, "tim@bücher.example", MAIL)
        await client.send(BOUNCE, TIM, MAIL + "ñ\r\n".encode())
    options = [tuple(option.partition("=")[0] for option in received.options) for received in sink.received]
    assert options == [("SIZE",), ("SIZE", "SMTPUTF8"), ("SIZE",), ("SIZE", "BODY")]
    assert sink.received[1].recipients == ("lucía@escuela.example",)
    assert sink.received[2].recipients == ("tim@xn--bcher-kva.example",)


async def test_a_next_hop_without_smtputf8_cannot_take_such_an_address() -> None:
    async with Sink(smtputf8=False) as sink, client_of(sink) as client:
        outcome = await client.send(BOUNCE, "lucía@escuela.example", MAIL)
    assert (outcome.kind, outcome.enhanced) == (SendKind.PERMANENT, "5.6.7")


async def test_required_tls_checks_the_certificate() -> None:
    async with Sink(tls_context=server_context()) as sink:
        async with client_of(sink, tls=TlsMode.REQUIRED, tls_context=client_context()) as client:
            assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.DELIVERED
        async with client_of(sink, tls=TlsMode.REQUIRED) as client:
            assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.TEMPORARY
    assert [received.tls for received in sink.received] == [True]


async def test_required_tls_waits_for_a_smarthost_that_has_it() -> None:
    async with Sink() as sink, client_of(sink, tls=TlsMode.REQUIRED, tls_context=client_context()) as client:
        assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.TEMPORARY
    assert sink.received == []


async def test_opportunistic_tls_takes_what_there_is() -> None:
    async with Sink(tls_context=server_context()) as sink, client_of(sink, tls=TlsMode.OPPORTUNISTIC) as client:
        assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.DELIVERED
    assert sink.received[0].tls
    async with Sink() as sink, client_of(sink, tls=TlsMode.OPPORTUNISTIC) as client:
        assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.DELIVERED
    assert not sink.received[0].tls


async def test_opportunistic_tls_goes_on_without_it_where_the_handshake_fails() -> None:
    broken = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # it has no certificate
    async with Sink(tls_context=broken) as sink, client_of(sink, tls=TlsMode.OPPORTUNISTIC) as client:
        assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.DELIVERED
    assert not sink.received[0].tls


async def test_logging_in() -> None:
    secured = {"tls": TlsMode.REQUIRED, "tls_context": client_context(), "username": "relay"}
    async with Sink(tls_context=server_context(), login=("relay", "s3cret")) as sink:
        async with client_of(sink, password="s3cret", **secured) as client:
            assert (await client.send(BOUNCE, TIM, MAIL)).kind is SendKind.DELIVERED
        async with client_of(sink, password="wrong", **secured) as client:
            outcome = await client.send(BOUNCE, TIM, MAIL)
            assert (outcome.kind, outcome.code) == (SendKind.TEMPORARY, 535)
        async with client_of(sink) as client:
            outcome = await client.send(BOUNCE, TIM, MAIL)
            assert (outcome.kind, outcome.code) == (SendKind.TEMPORARY, 530)
    assert [received.login for received in sink.received] == ["relay"]


@pytest.mark.parametrize("tls", [TlsMode.NONE, TlsMode.OPPORTUNISTIC])
def test_a_password_is_never_sent_in_the_clear(tls: TlsMode) -> None:
    settings = SmarthostSettings("smarthost.example", 587, "relay.example.org", tls, "relay", "s3cret")
    with pytest.raises(ConfigurationError, match=r"delivery\.tls"):
        SmarthostClient(settings)
