"""Authors proven with real keys and a real DNS server on loopback (DESIGN section 6).

CASES B52, B53, C44 to C46, D3, D13 to D22, D28.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest

from relay.model.errors import ConfigurationError
from relay.smtp.authentication import Authenticator, AuthSettings
from relay.smtp.protocol import IncomingMail
from relay.smtp.resolver import DnsTroubleError, Resolver
from relay.smtp.verdict import AuthMethod, AuthResult, AuthVerdict
from tests.support.dns import DnsServer
from tests.support.signing import Signer

GRETA = "greta@school.example"
RSA = Signer("school.example")
EDWARDS = Signer("school.example", "ed", "ed25519-sha256")
MAIL = (
    b"From: Greta <greta@school.example>\r\nTo: Tim <abcdefghjkmnpq@mail.example.org>\r\n"
    b"Subject: hi\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\n\r\nHello  Tim \r\n\r\nGreta\r\n"
)


@pytest.fixture
async def dns() -> AsyncIterator[DnsServer]:
    async with DnsServer() as server:
        server.publish("school.example", "v=spf1 ip4:192.0.2.0/24 -all")
        server.publish(RSA.name, RSA.record)
        server.publish(EDWARDS.name, EDWARDS.record)
        yield server


async def judge(
    dns: DnsServer, raw: bytes, *, author: str = GRETA, envelope: str = GRETA, peer: str = "192.0.2.7",
    listed: bool = False, at: datetime | None = None,
) -> AuthResult:  # fmt: skip
    domain = author.rpartition("@")[2]
    settings = AuthSettings(
        "mx.example.org", "mx.example.org", (ip_network("127.0.0.0/8"),), frozenset([domain] if listed else [])
    )
    mail = IncomingMail(
        envelope,
        "m@mail.example.org",
        raw,
        peer,
        "out.school.example",
        tls=False,
        smtputf8=False,
        received_at=at or datetime.now(UTC),
    )
    return await Authenticator(settings, Resolver([dns.address])).authenticate(mail, domain, author)


PASS_DKIM = (AuthVerdict.PASS, AuthMethod.DKIM)
PASS_DMARC = (AuthVerdict.PASS, AuthMethod.DMARC)
FAIL = (AuthVerdict.FAIL, AuthMethod.NONE)
TEMPORARY = (AuthVerdict.TEMPORARY, AuthMethod.NONE)


def gist(result: AuthResult) -> tuple[AuthVerdict, AuthMethod]:
    return result.verdict, result.method


@pytest.mark.parametrize("signer", [RSA, EDWARDS], ids=["rsa", "ed25519"])
@pytest.mark.parametrize(
    "canonical", [(b"simple", b"simple"), (b"relaxed", b"relaxed"), (b"relaxed", b"simple"), (b"simple", b"relaxed")]
)
async def test_a_signed_mail_proves_its_author(dns: DnsServer, signer: Signer, canonical: tuple[bytes, bytes]) -> None:
    signed = signer.sign(MAIL, canonicalize=canonical)
    assert gist(await judge(dns, signed)) == PASS_DKIM
    dns.publish("_dmarc.school.example", "v=DMARC1; p=reject")
    assert gist(await judge(dns, signed)) == PASS_DMARC


async def test_an_unsigned_or_changed_mail_proves_nothing(dns: DnsServer) -> None:
    signed = RSA.sign(MAIL)
    assert gist(await judge(dns, MAIL)) == FAIL
    assert gist(await judge(dns, signed.replace(b"Hello", b"Hullo"))) == FAIL
    assert gist(await judge(dns, signed.replace(b"Subject: hi", b"Subject: ho"))) == FAIL
    assert gist(await judge(dns, signed.replace(b"From: Greta <greta@", b"From: Greta <omar@"))) == FAIL
    assert gist(await judge(dns, signed + b"appended\r\n")) == FAIL


async def test_white_space_that_relays_change_does_no_harm(dns: DnsServer) -> None:
    signed = RSA.sign(MAIL).replace(b"Hello  Tim \r\n", b"Hello Tim\r\n")
    assert gist(await judge(dns, signed)) == PASS_DKIM


async def test_a_forwarded_mail_whose_signature_survived_is_still_proven(dns: DnsServer) -> None:
    dns.publish("_dmarc.school.example", "v=DMARC1; p=reject")
    forwarded = await judge(dns, RSA.sign(MAIL), peer="203.0.113.5", envelope="bounces@forwarder.example")
    assert gist(forwarded) == PASS_DMARC


async def test_the_signature_of_somebody_elses_domain_proves_nothing(dns: DnsServer) -> None:
    evil = Signer("evil.example")
    dns.publish(evil.name, evil.record)
    assert gist(await judge(dns, evil.sign(MAIL), envelope="x@evil.example")) == FAIL


async def test_a_good_signature_below_junk_still_counts(dns: DnsServer) -> None:
    junk = (
        b"DKIM-Signature: v=1; a=rsa-sha256; d=school.example; s=s1; h=from; bh=eA==; b=eA==\r\n"
        b"DKIM-Signature: nonsense\r\nDKIM-Signature: v=1; v=1\r\n"
        b"DKIM-Signature: v=1; a=rsa-sha256; d=list.example; s=x; h=from; bh=eA==; b=eA==\r\n"
    )
    evil = Signer("evil.example")
    dns.publish(evil.name, evil.record)
    signed = junk + evil.signature(MAIL) + RSA.sign(MAIL)
    assert gist(await judge(dns, signed)) == PASS_DKIM


async def test_a_subdomains_signature_counts_unless_alignment_is_strict(dns: DnsServer) -> None:
    mailer = Signer("mail.school.example")
    dns.publish(mailer.name, mailer.record)
    signed = mailer.sign(MAIL)
    assert gist(await judge(dns, signed)) == PASS_DKIM
    dns.publish("_dmarc.school.example", "v=DMARC1; p=none; adkim=r")
    assert gist(await judge(dns, signed)) == PASS_DMARC
    dns.publish("_dmarc.school.example", "v=DMARC1; p=none; adkim=s")
    assert gist(await judge(dns, signed)) == FAIL
    assert gist(await judge(dns, RSA.sign(MAIL))) == PASS_DMARC


async def test_the_policy_of_the_registered_domain_holds_for_its_subdomains(dns: DnsServer) -> None:
    dns.publish("_dmarc.school.example", "v=DMARC1; p=none; adkim=s")
    raw = RSA.sign(MAIL.replace(b"greta@school", b"greta@staff.school"))
    assert gist(await judge(dns, raw, author="greta@staff.school.example")) == FAIL
    dns.publish("_dmarc.staff.school.example", "v=DMARC1; p=none")
    assert gist(await judge(dns, raw, author="greta@staff.school.example")) == PASS_DMARC


@pytest.mark.parametrize(
    "records",
    [
        ("v=DMARC1; p=reject; adkim=s", "v=DMARC1; p=none"),
        ("v=spf1 -all",),
        ("p=reject; v=DMARC1; adkim=s",),
        ("V=DMARC1; adkim=s",),
    ],
)
async def test_what_is_no_single_policy_is_none(dns: DnsServer, records: tuple[str, ...]) -> None:
    mailer = Signer("mail.school.example")
    dns.publish(mailer.name, mailer.record)
    dns.publish("_dmarc.school.example", *records)
    assert gist(await judge(dns, mailer.sign(MAIL))) == PASS_DKIM


async def test_a_signature_of_less_than_the_whole_body_is_none(dns: DnsServer) -> None:
    signed = RSA.sign(MAIL, length=True)
    assert gist(await judge(dns, signed)) == PASS_DKIM
    assert gist(await judge(dns, signed + b"<p>appended</p>\r\n")) == FAIL


async def test_from_must_be_signed_and_stand_once(dns: DnsServer) -> None:
    without_from = RSA.sign(MAIL, tags={b"h": b"to : subject"})
    assert gist(await judge(dns, without_from)) == FAIL
    signed = RSA.sign(MAIL)
    second = b"From: Omar <omar@school.example>\r\n"
    assert gist(await judge(dns, second + signed)) == FAIL
    assert gist(await judge(dns, signed.replace(b"Subject:", second + b"Subject:"))) == FAIL
    oversigned = RSA.sign(MAIL, headers=(b"from", b"from", b"to", b"subject", b"subject"))
    assert gist(await judge(dns, oversigned)) == PASS_DKIM


async def test_expired_signatures_are_none(dns: DnsServer) -> None:
    now = datetime.now(UTC)  # and not when this module was read: the signer writes its own time beside it
    expiry = int(now.timestamp()) + 60
    signed = RSA.sign(MAIL, tags={b"x": str(expiry).encode()})
    assert gist(await judge(dns, signed, at=now)) == PASS_DKIM
    assert gist(await judge(dns, signed, at=now + timedelta(seconds=120))) == FAIL


async def test_keys_too_weak_or_too_large_are_none(dns: DnsServer) -> None:
    for bits in (1024, 4096):
        signer = Signer("school.example", f"s{bits}", bits=bits)
        dns.publish(signer.name, signer.record)
        assert gist(await judge(dns, signer.sign(MAIL))) == PASS_DKIM
    dns.publish(WEAK.name, WEAK.record)
    assert gist(await judge(dns, WEAK.sign(MAIL))) == FAIL
    dns.publish(RSA.name, f"v=DKIM1; p={'A' * 1400}")
    assert gist(await judge(dns, RSA.sign(MAIL))) == FAIL


WEAK = Signer("school.example", "weak", bits=768)


@pytest.mark.parametrize(
    "record",
    [
        "", "v=DKIM1; p=", "v=DKIM1; k=rsa", "v=DKIM2; p={key}", "v=DKIM1; t=y; p={key}", "v=DKIM1; t=y:s; p={key}",
        "v=DKIM1; h=sha1; p={key}", "v=DKIM1; s=tlsrpt; p={key}", "v=DKIM1; k=ed25519; p={key}", "v=DKIM1; p=%%%",
        "v=DKIM1; p={key}; p={key}", "nonsense", "v=spf1 -all",
    ],
)  # fmt: skip
async def test_key_records_that_are_not_for_this_signature_are_none(dns: DnsServer, record: str) -> None:
    dns.publish(RSA.name, record.format(key=RSA.public))
    assert gist(await judge(dns, RSA.sign(MAIL))) == FAIL


async def test_a_key_beside_other_records_is_found_but_two_keys_are_none(dns: DnsServer) -> None:
    dns.publish(RSA.name, "v=spf1 -all", RSA.record)
    assert gist(await judge(dns, RSA.sign(MAIL))) == PASS_DKIM
    dns.publish(RSA.name, RSA.record, f"p={Signer('school.example', 'other').public}")
    assert gist(await judge(dns, RSA.sign(MAIL))) == FAIL


async def test_a_key_for_the_exact_domain_alone_refuses_subdomains_of_it(dns: DnsServer) -> None:
    dns.publish(RSA.name, f"v=DKIM1; t=s; p={RSA.public}")
    assert gist(await judge(dns, RSA.sign(MAIL))) == PASS_DKIM
    assert gist(await judge(dns, RSA.sign(MAIL, identity=b"@x.school.example"))) == FAIL


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\r\n", b" folded first\r\n\r\nx\r\n", b"no colon\r\n" + MAIL, b"Subj\xc3\xa9ct: x\r\n" + MAIL,
        b"From: x\r\n" * 5000 + b"\r\n", b"DKIM-Signature:\r\n" + MAIL, b"DKIM-Signature: \x00\xff=\r\n" + MAIL,
    ],
)  # fmt: skip
async def test_odd_headers_count_as_unsigned(dns: DnsServer, raw: bytes) -> None:
    assert gist(await judge(dns, raw)) == FAIL


async def test_an_odd_header_line_spoils_a_good_signature(dns: DnsServer) -> None:
    assert gist(await judge(dns, b"Subj\xc3\xa9ct: x\r\n" + RSA.sign(MAIL))) == FAIL


async def test_hostile_signatures_cost_little_time(dns: DnsServer) -> None:
    head = b"DKIM-Signature: v=1; a=rsa-sha256; d=school.example; s=s1; bh=eA==; h=from"
    hostile = [
        head + b":".join(b"x%d" % n for n in range(2000)) + b"; b=eA==",
        head + b"; b=" + b"\r\n " * 60 + b"!" + b" " * 199 + b"!",
        head + (b"; b=" + b" " * 190) * 1 + b"eA" + (b" " * 190 + b"e") * 35,
        head + b"; b=" + b" " * 100_000,
    ]
    raw = b"".join(line + b"\r\n" for line in hostile) + b"X: " + b"y z" * 80_000 + b"\r\n" + MAIL
    began = datetime.now(UTC)
    assert gist(await judge(dns, raw)) == FAIL
    assert datetime.now(UTC) - began < timedelta(seconds=3)


async def test_dns_trouble_is_temporary_where_its_end_could_be_a_pass(dns: DnsServer) -> None:
    signed = RSA.sign(MAIL)
    dns.broken.add(RSA.name)
    assert gist(await judge(dns, signed)) == TEMPORARY
    dns.broken = {"_dmarc.school.example"}
    assert gist(await judge(dns, signed)) == PASS_DMARC  # exact: it satisfies any policy
    assert gist(await judge(dns, MAIL)) == FAIL
    mailer = Signer("mail.school.example")
    dns.publish(mailer.name, mailer.record)
    assert gist(await judge(dns, mailer.sign(MAIL))) == TEMPORARY


async def test_a_good_signature_is_enough_whatever_trouble_the_other_has(dns: DnsServer) -> None:
    dns.broken.add(EDWARDS.name)
    assert gist(await judge(dns, EDWARDS.signature(MAIL) + RSA.sign(MAIL))) == PASS_DKIM


async def test_spf_alone_counts_for_listed_domains_and_the_same_address(dns: DnsServer) -> None:
    assert gist(await judge(dns, MAIL, listed=True)) == (AuthVerdict.PASS, AuthMethod.SPF)
    dns.publish("_dmarc.school.example", "v=DMARC1; p=reject; aspf=s")
    assert gist(await judge(dns, MAIL, listed=True)) == (AuthVerdict.PASS, AuthMethod.SPF)
    assert gist(await judge(dns, MAIL, listed=False)) == FAIL
    assert gist(await judge(dns, MAIL, listed=True, envelope="omar@school.example")) == FAIL
    assert gist(await judge(dns, MAIL, listed=True, envelope="")) == FAIL
    assert gist(await judge(dns, MAIL, listed=True, peer="203.0.113.5")) == FAIL
    forwarded = "greta+caf_=m=mail.example.org@school.example"
    assert gist(await judge(dns, MAIL, listed=True, envelope=forwarded)) == FAIL


@pytest.mark.parametrize(
    ("record", "verdict"),
    [
        ("v=spf1 a mx -all", AuthVerdict.PASS),
        ("v=spf1 include:provider.example -all", AuthVerdict.PASS),
        ("v=spf1 mx:provider.example -all", AuthVerdict.PASS),
        ("v=spf1 ptr:out.school.example -all", AuthVerdict.PASS),
        ("v=spf1 exists:%{l}.ok.school.example -all", AuthVerdict.PASS),
        ("v=spf1 ip6:2001:db8::/32 ~all", AuthVerdict.FAIL),
        ("v=spf1 ?all", AuthVerdict.FAIL),
        ("v=spf1 include:broken.example -all", AuthVerdict.TEMPORARY),
        ("v=spf1 nonsense", AuthVerdict.FAIL),
        ("v=spf1 include:school.example -all", AuthVerdict.FAIL),
        ("", AuthVerdict.FAIL),
    ],
)
async def test_spf_is_evaluated_with_the_resolver_given(dns: DnsServer, record: str, verdict: AuthVerdict) -> None:
    dns.publish("school.example", record)
    dns.publish("school.example", "192.0.2.7", kind="A")
    dns.publish("provider.example", "v=spf1 ip4:192.0.2.7 -all")
    dns.publish("provider.example", "10 mx.provider.example.", kind="MX")
    dns.publish("mx.provider.example", "192.0.2.7", kind="A")
    dns.publish("7.2.0.192.in-addr.arpa", "out.school.example.", kind="PTR")
    dns.publish("out.school.example", "192.0.2.7", kind="A")
    dns.publish("greta.ok.school.example", "127.0.0.2", kind="A")
    dns.broken.add("broken.example")
    assert (await judge(dns, MAIL, listed=True)).verdict is verdict


async def test_spf_is_not_asked_where_it_could_prove_nothing(dns: DnsServer) -> None:
    await judge(dns, RSA.sign(MAIL))
    assert {name for name, _ in dns.asked} == {RSA.name, "_dmarc.school.example"}


async def test_a_trusted_fronts_results_are_believed_and_dns_is_not_asked(dns: DnsServer) -> None:
    found = (
        b"Authentication-Results: mx.example.org; dmarc=pass header.from=school.example; "
        b"spf=pass smtp.mailfrom=greta@school.example; dkim=pass header.d=school.example\r\n"
    )
    assert gist(await judge(dns, found + MAIL, peer="127.0.0.1")) == PASS_DMARC
    assert gist(await judge(dns, found + MAIL, peer="192.0.2.7")) == FAIL
    assert gist(await judge(dns, found.replace(b"pass", b"fail") + MAIL, peer="127.0.0.1")) == FAIL
    assert gist(await judge(dns, RSA.sign(MAIL), peer="127.0.0.1")) == FAIL
    by_spf = found.replace(b"; dkim=pass header.d=school.example", b"")
    assert gist(await judge(dns, by_spf + MAIL, peer="127.0.0.1")) == FAIL
    assert gist(await judge(dns, by_spf + MAIL, peer="127.0.0.1", listed=True)) == (
        AuthVerdict.PASS, AuthMethod.SPF,
    )  # fmt: skip
    trouble = found.replace(b"dkim=pass", b"dkim=temperror")
    assert gist(await judge(dns, trouble + MAIL, peer="127.0.0.1")) == TEMPORARY


async def test_the_record_of_a_verdict_names_nobody(dns: DnsServer) -> None:
    result = await judge(dns, RSA.sign(MAIL))
    assert result.detail == "by=own dmarc=none aligned_dkim=pass spf=none"


@pytest.mark.parametrize("author", ["", "greta", "greta@school", "a b@school.example"])
async def test_an_author_that_is_no_address_is_not_proven(dns: DnsServer, author: str) -> None:
    assert gist(await judge(dns, RSA.sign(MAIL), author=author)) == FAIL


async def test_no_answer_at_all_is_trouble_and_not_a_missing_record(dns: DnsServer) -> None:
    dns.silent.add("quiet.example")
    resolver = Resolver([dns.address])
    resolver.set_patience(0.1)
    with pytest.raises(DnsTroubleError):
        await resolver.texts("quiet.example")


@pytest.mark.parametrize(
    "name", ["missing.example", "a..b.example", "x" * 70 + ".example", ("y" * 60 + ".") * 5, "\xff.example"]
)
async def test_names_that_are_missing_or_impossible_have_no_records(dns: DnsServer, name: str) -> None:
    assert await Resolver([dns.address]).texts(name) == []


async def test_long_records_come_over_tcp(dns: DnsServer) -> None:
    dns.publish("long.example", "x" * 3000)
    assert await Resolver([dns.address]).texts("long.example") == [b"x" * 3000]


async def test_answers_are_kept(dns: DnsServer) -> None:
    resolver = Resolver([dns.address])
    assert await resolver.texts("school.example") == await resolver.texts("School.Example")
    assert len(dns.asked) == 1


@pytest.mark.parametrize("text", ["localhost:53", "127.0.0.1:x", "", "127.0.0.1:"])
def test_a_name_server_is_an_ip_address(text: str) -> None:
    with pytest.raises(ConfigurationError, match="nameservers"):
        Resolver([text])


def test_name_servers_may_have_ports_or_be_ipv6() -> None:
    Resolver(["127.0.0.1", "127.0.0.1:5353", "::1", "[::1]:5353"])
