"""Bounds count what is not allowed: however much harmless of a kind stands in a text, harm of it is found."""

from dataclasses import replace

import pytest

from relay.model.category import Category, Severity
from relay.model.finding import BODY
from relay.model.identity import Role
from relay.model.policy import ScanPolicy
from relay.scanning.allowed import AllowList
from relay.scanning.context import ScanContext
from relay.scanning.delivered import Delivered
from relay.scanning.gathering import Gatherer
from relay.scanning.language_model import Entity, LanguageModel
from relay.scanning.own import Own
from relay.scanning.passage import Match, Passage
from relay.scanning.scanner import Scanner
from tests.support.scanners import DOMAIN, PAIR, scanner_without_opinion, shipped_policy

FROM_TIM = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)


@pytest.mark.parametrize(
    ("harmless", "harm", "category"),
    [
        (f"help@{DOMAIN} ", "zed.quill@quillhouse.net", Category.PII_EMAIL),
        ("write to help at mail dot example dot org. ", "write to zed at quillhouse dot net", Category.PII_EMAIL),
        ("The class mail is the same as it was. ", "my mail is the same as my handle", Category.PII_EMAIL),
        ("library card on 2019. ", "my aetna thing reads 84421973 there", Category.PII_ID_NUMBER),
        ("iphone_12 discord, ", "zed_quill77 discord", Category.PII_HANDLE),
        ("I am called Maria there. ", "Add me, I am called rookwithaview on lichess", Category.PII_HANDLE),
    ],
)
@pytest.mark.parametrize("times", [1, 205, 450])
def test_what_is_harmless_is_not_counted(times: int, harmless: str, harm: str, category: Category) -> None:
    findings = scanner_without_opinion().examine_texts([(BODY, f"{harmless * times}\n\n{harm}")], FROM_TIM).findings
    assert category in {finding.category for finding in findings if finding.severity is not Severity.INFO}


def test_what_an_allow_list_names_hides_nothing_beyond_the_first_hundreds() -> None:
    policy = replace(shipped_policy(), scan=ScanPolicy(approved_events=("career fair",)))
    gatherer = Gatherer(policy, Own(FROM_TIM), Delivered(()), allowed=AllowList(policy.scan))
    approved = "Let's meet at the career fair next week!\n\n"

    def severities(text: str) -> list[Severity]:
        passage = Passage(BODY, text)
        matches = [Match(Category.CONDUCT_MEETING, start, start + 10, "") for start, _ in passage.sentences()]
        return [finding.severity for finding in gatherer.findings(passage, matches)]

    assert severities(approved * 250) == [Severity.INFO] * 201  # the last one for all that are beyond
    assert severities(approved * 250 + "Let's meet at the lake next week!").count(Severity.HIGH) == 1


def _holding(scanner: Scanner, body: str) -> set[Category]:
    findings = scanner.examine_texts([(BODY, body)], FROM_TIM).findings
    return {finding.category for finding in findings if finding.severity is not Severity.INFO}


def test_more_strange_names_than_the_model_is_asked_about_are_held() -> None:
    class NobodyIsAPerson(LanguageModel):
        def __init__(self) -> None:
            self.description = "one that knows no name"

        def entities(self, text: str) -> tuple[Entity, ...]:
            return ()

    scanner = Scanner(shipped_policy(), NobodyIsAPerson())
    strange = [f"Then came Zorp{'abcdefghij'[n % 10]}lim Quav{'klmnopqrst'[n // 10]}in by.\n\n" for n in range(60)]
    assert Category.PII_FULL_NAME not in _holding(scanner, "".join(strange[:30]))
    assert Category.PII_FULL_NAME in _holding(scanner, "".join(strange))
