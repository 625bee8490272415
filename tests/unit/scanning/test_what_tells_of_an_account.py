"""What others add or link to that tells who wrote: a school's banner, and shared documents that show their owner."""

import pytest

from relay.mime.reading import read_message
from relay.model.category import Category
from relay.model.decision import Outcome, judge
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from tests.support.letters import raw_mail
from tests.support.scanners import DOMAIN, PAIR, shipped_policy, shipped_scanner


def is_held_for(raw: bytes, category: Category) -> bool:
    context = ScanContext(author=Role.STUDENT, correspondents=PAIR, program_domain=DOMAIN)
    findings = shipped_scanner().examine_texts(read_message(raw).texts(), context).findings
    held = judge(findings, shipped_policy(), None).outcome is not Outcome.FORWARD
    return held and category in {finding.category for finding in findings}


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This message was sent from outside Springfield High School. Do not click links.",
        "CAUTION: This email originated from outside Springfield High. Do not open attachments.",
        "This email was sent by a student of Lincoln Middle School.",
    ],
)
@pytest.mark.parametrize("form", ["{}\n\nhi greta\n\ntim\n", "hi greta\n\ntim\n\n________________\n{}\n"])
def test_a_gateways_banner_that_names_a_school_is_held(banner: str, form: str) -> None:  # A54
    assert is_held_for(raw_mail(form.format(banner)), Category.PII_SCHOOL)


@pytest.mark.parametrize(
    "link",
    [
        "https://docs.google.com/document/d/1AbCdEf/edit?usp=sharing",
        "https://drive.google.com/file/d/1AbC/view?usp=sharing",
        "https://1drv.ms/w/s!Abc",
    ],
)
def test_a_link_to_a_shared_document_is_held(link: str) -> None:  # A47
    assert is_held_for(raw_mail(f"see {link}"), Category.LINK_SUSPICIOUS)
    assert is_held_for(raw_mail(f'<a href="{link}">essay</a>', content_type="text/html"), Category.LINK_SUSPICIOUS)
