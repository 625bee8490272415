"""What a front MTA found, and which headers are believed (CASES D14 to D16)."""

import pytest

from relay.smtp.front import FrontFacts, front_facts
from relay.smtp.verdict import Result

OURS = "mx.relaytest.example"
HOST = "relay.relaytest.example"
P, F, N, T = Result.PASS, Result.FAIL, Result.NONE, Result.TEMPORARY
NOTHING = FrontFacts()
SCHOOL = "dmarc=pass header.from=school.example; dkim=pass header.d=school.example"
GOOD = f"Authentication-Results: {OURS}; {SCHOOL}"
FROM = "From: Greta <greta@school.example>"


def facts(*lines: str, envelope: str = "greta@school.example") -> FrontFacts:
    raw = "".join(f"{line}\r\n" for line in lines).encode() + b"\r\nHello\r\n"
    return front_facts(raw, "school.example", envelope, OURS, HOST)


def test_results_without_any_received_are_the_fronts() -> None:
    assert facts(
        f"Authentication-Results: {OURS}; dmarc=pass header.from=school.example; "
        "spf=pass smtp.mailfrom=greta@school.example; dkim=pass header.d=school.example",
        FROM,
    ) == FrontFacts(P, (P,), P)


def test_several_headers_are_merged() -> None:
    assert facts(
        f"Authentication-Results: {OURS}; dkim=fail header.d=school.example",
        f"Authentication-Results: {OURS};\r\n\tdkim=pass (2048-bit key) header.d=mail.school.example header.s=x",
        f"Authentication-Results: {OURS}; dmarc=pass (p=reject dis=none) header.from=school.example",
        f"Authentication-Results: {OURS}; spf=pass smtp.mailfrom=school.example",
        FROM,
    ) == FrontFacts(P, (F, P), P)


@pytest.mark.parametrize("by", [OURS, HOST, OURS.upper()])
def test_results_below_the_fronts_own_received_count(by: str) -> None:
    own = f"Received: from out.school.example (unknown [192.0.2.1])\r\n\tby {by} (Postfix) with ESMTPS id 1;\r\n\tMon"
    assert facts(own, GOOD, FROM) == FrontFacts(P, (P,), N)
    assert facts(own, "Received: from localhost by mx.relaytest.example; x", GOOD, FROM) == FrontFacts(P, (P,), N)


@pytest.mark.parametrize(
    "foreign",
    [
        "Received: from x.example by out.school.example; Mon",
        f"Received: from {OURS} by evil.example; Mon",
        f"Received: from x.example (by {OURS}) by evil.example; Mon",
        f"Received: from x.example with by {OURS}; Mon",
        f"Received: from x; by {OURS}",
        f"Received: ({OURS}) by",
        f"Received: by {OURS}.evil.example; Mon",
        "Received:",
        "this line is no field",
        "Odd Name: x",
    ],
)
def test_results_below_a_foreign_or_odd_line_are_forged(foreign: str) -> None:
    assert facts(foreign, GOOD, FROM) == NOTHING


def test_a_body_is_no_header() -> None:
    assert facts(FROM, "Subject: x\r\n", GOOD) == NOTHING


@pytest.mark.parametrize(
    "header",
    [
        f"Authentication-Results: {SCHOOL}",
        f"Authentication-Results: ; {SCHOOL}",
        f"Authentication-Results: evil.example; {SCHOOL}",
        f"Authentication-Results: {OURS}.evil.example; {SCHOOL}",
        f"Authentication-Results: x{OURS}; {SCHOOL}",
        f"Authentication-Results: ({OURS}) evil.example; {SCHOOL}",
        f"Authentication-Results: {OURS} 2; {SCHOOL}",
        f"X-Authentication-Results: {OURS}; {SCHOOL}",
        f"Authentication-Results : {OURS}; {SCHOOL}",
        f"Authentication-Results: {OURS}; none",
        f"Authentication-Results: {OURS}; dkim=pass header.d=school.example; spf=pass smtp.mailfrom=school.example",
        f"Authentication-Results: {OURS}; dmarc=pass; dkim=pass header.d=school.example",
        f"Authentication-Results: {OURS}; dmarc=pass header.from=evil.example; dkim=pass header.d=school.example",
        f"Authentication-Results: {OURS}; dmarc=pass header.from=m.school.example; dkim=pass header.d=school.example",
        f"Authentication-Results: {OURS}; dmarc=pass header.from=" + "x" * 9000,
    ],
)
def test_odd_ids_and_results_about_somebody_else_count_as_none(header: str) -> None:
    assert facts(header, FROM) == NOTHING


def test_one_unreadable_header_of_ours_spoils_the_others() -> None:
    assert facts(GOOD, f"Authentication-Results: {OURS}; ===", FROM) == NOTHING
    assert facts(GOOD, "Authentication-Results: other.example; ===", FROM) == FrontFacts(P, (P,), N)


def test_contradicting_results_of_dmarc_are_a_failure() -> None:
    assert facts(GOOD, f"Authentication-Results: {OURS}; dmarc=fail header.from=school.example", FROM) == FrontFacts(
        F, (P,), N
    )


def test_signatures_of_other_domains_do_not_count() -> None:
    line = f"Authentication-Results: {OURS}; dmarc=pass header.from=school.example; dkim=pass header.d=evil.example"
    assert facts(line, FROM) == FrontFacts(P, (), N)


def test_the_identity_of_a_signature_names_its_domain_too() -> None:
    line = f"Authentication-Results: {OURS}; dmarc=none header.from=school.example; dkim=pass header.i=@school.example"
    assert facts(line, FROM) == FrontFacts(N, (P,), N)


@pytest.mark.parametrize(
    ("spf", "result"),
    [
        ("spf=pass smtp.mailfrom=greta@school.example", P),
        ("spf=pass smtp.mailfrom=Greta@School.Example", P),
        ("spf=pass smtp.mailfrom=school.example", P),
        ("spf=pass smtp.helo=school.example", N),
        ("spf=pass smtp.mailfrom=omar@school.example", N),
        ("spf=pass smtp.mailfrom=evil.example", N),
        ("spf=softfail smtp.mailfrom=school.example", F),
        ("spf=temperror smtp.mailfrom=school.example", T),
        ("spf=pass smtp.mailfrom=school.example; spf=fail smtp.mailfrom=school.example", N),
    ],
)
def test_spf_counts_for_the_envelope_sender_alone(spf: str, result: Result) -> None:
    line = f"Authentication-Results: {OURS}; dmarc=pass header.from=school.example; {spf}"
    assert facts(line, FROM).spf is result


def test_the_null_sender_has_no_spf() -> None:
    line = (
        f"Authentication-Results: {OURS}; dmarc=pass header.from=school.example; spf=pass smtp.mailfrom=school.example"
    )
    assert facts(line, FROM, envelope="").spf is N


@pytest.mark.parametrize(
    ("word", "result"),
    [("pass", P), ("none", N), ("fail", F), ("temperror", T), ("permerror", F), ("bestguesspass", F)],
)
def test_words_of_dmarc(word: str, result: Result) -> None:
    line = f"Authentication-Results: {OURS}; dmarc={word} header.from=school.example"
    assert facts(line, FROM).dmarc is result
