"""The quick crisis check before a permanent refusal: rules alone, no language model."""

from functools import lru_cache

from relay.mime.files.looking import with_kinds
from relay.mime.reading import read_message
from relay.model.category import Category, Severity
from relay.model.finding import Finding, finding_about_message
from relay.model.policy import PhraseRule, Policy, ScanPolicy
from relay.scanning.context import ScanContext
from relay.scanning.delivered import Delivered
from relay.scanning.gathering import Gatherer, new_places, without_doubles
from relay.scanning.own import Own
from relay.scanning.passage import Match, Passage
from relay.scanning.phrase_rules import PhraseMatcher
from relay.scanning.shown import readings_as_drawn, readings_of_attachment
from relay.scanning.told import decoded_passage

_MOST_CHARACTERS = 50_000


@lru_cache(maxsize=16)
def _crisis_matcher(rules: tuple[PhraseRule, ...], excuses: tuple[tuple[str, tuple[str, ...]], ...]) -> PhraseMatcher:
    crisis = tuple(rule for rule in rules if rule.category.is_crisis)
    return PhraseMatcher(ScanPolicy(rules=crisis, excuses=dict(excuses)))


def crisis_check(raw: bytes, policy: Policy) -> tuple[Finding, ...]:
    """Return the ``crisis.*`` findings in a raw message; never raises for what the bytes are.

    Where the text cannot be read at all, that is a finding too: a cry for help is not refused for
    its form.
    """
    matcher = _crisis_matcher(policy.scan.rules, tuple(policy.scan.excuses.items()))
    gatherer = Gatherer(policy, Own(ScanContext()), Delivered(()))
    try:
        findings: list[Finding] = []
        tree = with_kinds(read_message(raw))
        attached = {part.name: part for part in tree.attachments}
        if tree.problems:
            findings.append(_unread("a part of it cannot be read, and may say anything"))
        for part, text in tree.texts():
            written = text[:_MOST_CHARACTERS]
            if len(text) > len(written):
                findings.append(_unread("too long for the crisis check"))
            readings = readings_of_attachment(written, attached[part]) if part in attached else ()
            for shown in (None, *readings_as_drawn(written), *readings):
                passage = Passage(part, written, shown)
                findings += new_places(gatherer.findings(passage, _matches(matcher, passage)), findings)
                if (decoded := decoded_passage(passage)) is not None:
                    findings += new_places(gatherer.findings(decoded, _matches(matcher, decoded)), findings)
        return tuple(without_doubles(findings))
    except Exception:  # noqa: BLE001 -- whatever it is, the mail is taken and held, not refused
        return (_unread("the crisis check did not end"),)


def _unread(explanation: str) -> Finding:
    return finding_about_message(Category.SYSTEM_SCAN_FAILED, Severity.HIGH, explanation)


def _matches(matcher: PhraseMatcher, passage: Passage) -> list[Match]:
    """Return phrases and hints alike: a look too many costs less than a cry for help that is refused."""
    found = matcher.find(passage, None)
    return [*found.sure, *found.likely, *found.hints]
