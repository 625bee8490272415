"""What a group names in `[allow]` passes in its mail, and no further than it says."""

import pytest

from relay.config.policy import PolicySet, load_policy
from relay.config.resources import resource_path
from relay.model.decision import Outcome, judge
from relay.model.identity import Role
from relay.scanning.context import ScanContext
from relay.scanning.scanner import Scanner

OWN = """
[group."North".allow]
contacts = ["515-555-0100", "office@north.example"]
schools = ["jefferson (high)? (school)?"]
places = ["412 maple street"]
events = ["(spring)? career fair"]
"""
FROM_TIM = ScanContext(author=Role.STUDENT)


@pytest.fixture(scope="module")
def policies(tmp_path_factory: pytest.TempPathFactory) -> PolicySet:
    path = tmp_path_factory.mktemp("policy") / "policy.toml"
    path.write_text(resource_path("config", "policy.toml").read_text(encoding="utf-8") + OWN, encoding="utf-8")
    return load_policy(path)


@pytest.fixture(scope="module")
def scanners(policies: PolicySet) -> dict[str, Scanner]:
    return {name: Scanner(policies.policy_for(name), None) for name in ("North", "South")}


def holds(policies: PolicySet, scanners: dict[str, Scanner], group: str, body: str) -> bool:
    findings = scanners[group].examine_texts([("body", body)], FROM_TIM).findings
    return judge(findings, policies.policy_for(group), Role.STUDENT).outcome is Outcome.HOLD


@pytest.mark.parametrize(
    "body",
    [
        "Write to office@north.example when the bus is late.",
        "I go to Jefferson High School and like it.",
        "We all go to JEFFERSON high anyway.",
        "The program meets at 412 Maple Street.",
        "Let's meet at the career fair next week!",
    ],
)
def test_what_is_allowed_in_one_group_passes_there_alone(
    policies: PolicySet, scanners: dict[str, Scanner], body: str
) -> None:
    assert not holds(policies, scanners, "North", body)
    assert holds(policies, scanners, "South", body)


@pytest.mark.parametrize(
    "body",
    [
        "I go to Lincoln High School.",
        "I go to Jefferson Middle School.",
        "I live at 414 Maple Street.",
        "Ask Emma Street, she is at 412 Maple Street.",
        "Write to me, not to office@north.example.",
        "Write to office@north.example or text me.",
        "Write to office@north.example.org instead.",
        "Let's meet at the career fair, just us, ok?",
        "Can we meet at the spring career fair a bit early?",
        "Let's meet at the career fair. I can pick you up at five.",
        "Want to hang out at the park? The career fair was fun.",
    ],
)
def test_what_only_looks_like_it_is_held(policies: PolicySet, scanners: dict[str, Scanner], body: str) -> None:
    assert holds(policies, scanners, "North", body)


def test_what_passes_for_the_policy_is_shown_with_the_reason(scanners: dict[str, Scanner]) -> None:
    (finding,) = scanners["North"].examine_texts([("body", "I go to Jefferson High School.")], FROM_TIM).findings
    assert finding.explanation == "a school that the program's policy names as its own"
