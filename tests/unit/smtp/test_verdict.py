"""Who may write: every row of the decision (DESIGN section 6)."""

import itertools

import pytest

from relay.smtp.verdict import AuthFacts, AuthMethod, AuthVerdict, Result, verdict

P, F, N, T = Result.PASS, Result.FAIL, Result.NONE, Result.TEMPORARY


@pytest.mark.parametrize(
    ("dmarc", "dkim", "spf", "envelope_is_author", "listed", "expected", "method"),
    [
        # DMARC pass that rests on DKIM; other signatures do not matter
        (P, (P,), N, False, False, AuthVerdict.PASS, AuthMethod.DMARC),
        (P, (F, N, T, P), F, False, False, AuthVerdict.PASS, AuthMethod.DMARC),
        # no DMARC published: an aligned DKIM pass
        (N, (P,), N, False, False, AuthVerdict.PASS, AuthMethod.DKIM),
        # DMARC fails in spite of a pass (strict alignment): no
        (F, (P,), P, True, True, AuthVerdict.FAIL, AuthMethod.NONE),
        # SPF alone: only where the domain is listed and the envelope is the author
        (P, (), P, True, False, AuthVerdict.FAIL, AuthMethod.NONE),
        (P, (), P, False, True, AuthVerdict.FAIL, AuthMethod.NONE),
        (P, (), P, True, True, AuthVerdict.PASS, AuthMethod.SPF),
        (N, (F,), P, True, True, AuthVerdict.PASS, AuthMethod.SPF),
        (N, (), F, True, True, AuthVerdict.FAIL, AuthMethod.NONE),
        (F, (), P, True, True, AuthVerdict.FAIL, AuthMethod.NONE),
        # nothing at all
        (N, (), N, True, True, AuthVerdict.FAIL, AuthMethod.NONE),
        (N, (N,), N, True, False, AuthVerdict.FAIL, AuthMethod.NONE),
        (F, (F,), F, False, False, AuthVerdict.FAIL, AuthMethod.NONE),
        # trouble that could end in a pass
        (N, (T,), N, False, False, AuthVerdict.TEMPORARY, AuthMethod.NONE),
        (F, (T,), N, False, False, AuthVerdict.TEMPORARY, AuthMethod.NONE),
        (T, (P,), N, False, False, AuthVerdict.TEMPORARY, AuthMethod.NONE),
        (T, (), P, True, True, AuthVerdict.TEMPORARY, AuthMethod.NONE),
        (N, (), T, True, True, AuthVerdict.TEMPORARY, AuthMethod.NONE),
        # trouble that could not
        (T, (), N, False, False, AuthVerdict.FAIL, AuthMethod.NONE),
        (T, (F,), P, True, False, AuthVerdict.FAIL, AuthMethod.NONE),
        (N, (), T, True, False, AuthVerdict.FAIL, AuthMethod.NONE),
        (N, (), T, False, True, AuthVerdict.FAIL, AuthMethod.NONE),
    ],
)
def test_the_verdict_of_each_row(
    dmarc: Result, dkim: tuple[Result, ...], spf: Result, *,
    envelope_is_author: bool, listed: bool, expected: AuthVerdict, method: AuthMethod,
) -> None:  # fmt: skip
    facts = AuthFacts(dmarc, dkim, spf, envelope_is_author, listed)
    assert verdict(facts) == (expected, method)


def test_nothing_passes_without_a_dkim_pass_or_a_listed_domain() -> None:
    for dmarc, dkim, spf, own in itertools.product(Result, [(), (F,), (N, T)], Result, [True, False]):
        facts = AuthFacts(dmarc, dkim, spf, own, spf_binds_users=False)
        assert verdict(facts)[0] is not AuthVerdict.PASS
