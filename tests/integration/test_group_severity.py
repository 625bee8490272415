"""A group that differs from the program in nothing but how grave a category is has its findings graded so."""

from pathlib import Path

import pytest

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.category import Category, Severity
from relay.scanning.context import ScanContext
from relay.scanning.language_model import load_language_model
from relay.scanning.opinion.model import load_opinion_model
from relay.scanning.report import ScanReport
from relay.scanning.wire import ScanJob
from relay.scanning.zygote import Workshop

MAIL = b"Subject: Hi\r\n\r\nThe number of my sister: 515 555 0143.\r\n"


@pytest.mark.parametrize(("group", "severity"), [("North", Severity.LOW), ("South", Severity.HIGH)])
def test_a_groups_severity_is_that_of_its_findings(tmp_path: Path, group: str, severity: Severity) -> None:
    path = tmp_path / "policy.toml"
    own = '\n[group.North.categories]\n"pii.phone" = { severity = "low" }\n'
    path.write_text(resource_path("config", "policy.toml").read_text(encoding="utf-8") + own, encoding="utf-8")
    workshop = Workshop(load_policy(path), load_language_model(), load_opinion_model())
    report = workshop.answer(ScanJob(MAIL, ScanContext(), group)).result
    assert isinstance(report, ScanReport)
    assert {f.severity for f in report.findings if f.category is Category.PII_PHONE} == {severity}
