"""policy.toml: the shipped one is whole, groups differ in what they say, and every mistake is named with its line."""

from pathlib import Path

import pytest

from relay.config.policy import PolicySet, load_policy
from relay.config.resources import resource_path
from relay.model.category import INFORMATION_CATEGORIES, Action, Category, Severity
from relay.model.errors import ConfigurationError
from relay.model.identity import Role

SHIPPED = resource_path("config", "policy.toml").read_text(encoding="utf-8")
ALERTING = {
    Category.CRISIS_SELF_HARM,
    Category.CRISIS_ABUSE,
    Category.CRISIS_THREAT,
    Category.CONDUCT_SECRECY,
    Category.CONDUCT_SEXUAL,
    Category.ATTACHMENT_MALWARE,
}
ALERTING_FROM_MENTORS = {
    Category.CONDUCT_OFF_PLATFORM,
    Category.CONDUCT_MEETING,
    Category.CONDUCT_PHOTO_REQUEST,
    Category.CONDUCT_ROMANTIC,
}


def policy_of(tmp_path: Path, more: str = "", text: str = SHIPPED) -> PolicySet:
    path = tmp_path / "policy.toml"
    path.write_text(text + more, encoding="utf-8")
    return load_policy(path)


def problems_of(tmp_path: Path, more: str = "", text: str = SHIPPED) -> tuple[str, ...]:
    with pytest.raises(ConfigurationError) as raised:
        policy_of(tmp_path, more, text)
    return raised.value.problems


def test_the_shipped_policy_alerts_for_what_cannot_wait(tmp_path: Path) -> None:
    categories = policy_of(tmp_path).default.categories
    alerting = {name for name, entry in categories.items() if entry.action_for(Role.STUDENT) is Action.HOLD_AND_ALERT}
    from_mentors = {
        name for name, entry in categories.items() if entry.action_for(Role.MENTOR) is Action.HOLD_AND_ALERT
    }
    assert alerting == ALERTING
    assert from_mentors == ALERTING | ALERTING_FROM_MENTORS


def test_the_shipped_policy_holds_in_every_category_but_mere_information(tmp_path: Path) -> None:
    categories = policy_of(tmp_path).default.categories
    assert set(categories) == set(Category)
    holding = [entry for category, entry in categories.items() if category not in INFORMATION_CATEGORIES]
    assert all(entry.action is not Action.FORWARD for entry in holding)
    assert all(entry.severity.rank >= Severity.MEDIUM.rank for entry in holding)


def test_what_is_mere_information_can_be_made_to_hold_by_no_policy(tmp_path: Path) -> None:
    (problem,) = problems_of(
        tmp_path, '\n[group.N.categories]\n"account.unfamiliar" = { severity = "high", action = "hold" }\n'
    )
    assert "never holds" in problem
    assert policy_of(tmp_path).default.categories[Category.ACCOUNT_UNFAMILIAR].severity is Severity.INFO


def test_the_version_changes_with_the_file(tmp_path: Path) -> None:
    assert policy_of(tmp_path).default.version != policy_of(tmp_path, "\n").default.version


def test_a_group_says_only_what_is_different(tmp_path: Path) -> None:
    policies = policy_of(
        tmp_path,
        '\n[group."North"]\nwithout_rules = ["profanity"]\n'
        '[group."North".categories]\n"pii.school" = { action = "forward" }\n'
        '[[group."North".rule]]\nid = "mascot"\ncategory = "pii.school"\n'
        'explanation = "our mascot"\nphrases = ["go otters"]\n',
    )
    north = policies.policy_for("North")
    assert north.categories[Category.PII_SCHOOL].action is Action.FORWARD
    assert north.categories[Category.PII_SCHOOL].severity is Severity.MEDIUM
    assert "mascot" in {rule.id for rule in north.scan.rules}
    assert "profanity" not in {rule.id for rule in north.scan.rules}
    assert policies.policy_for("South") is policies.default
    assert "profanity" in {rule.id for rule in policies.default.scan.rules}


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("\n[sacn]\n", 'unknown key; did you mean "scan"?'),
        ('\n[group.N.categories]\n"pii.phnoe" = { action = "hold" }\n', 'did you mean "pii.phone"?'),
        ('\n[group.N.categories]\n"pii.phone" = { action = "stop" }\n', '"stop" is none of'),
        ('\n[[rule]]\nid = "x"\ncategory = "pii.phone"\nexplanation = "x"\nphrases = ["(call"]\n', "a ')' is missing"),
        (
            '\n[[rule]]\nid = "x"\ncategory = "pii.phone"\nexplanation = "x"\nphrases = ["{kni}"]\n',
            "no list [words] kni",
        ),
        ('\n[[rule]]\nid = "x"\ncategory = "pii.phone"\nphrases = ["a"]\n', "is missing in this rule"),
        ('\n[[rule]]\nid = "abuse.hurt"\ncategory = "pii.phone"\nexplanation = "x"\nphrases = ["a"]\n', "second rule"),
        ('\n[group.N]\nwithout_rules = ["profanty"]\n', 'did you mean "profanity"?'),
        ('\n[group.N.scan]\nlanguages = ["fr"]\n', "cannot be scanned"),
        ("\n[group.N.supervision]\nsample_share = 2\n", "a number from 0 to 1"),
        ('\n[group.N.opinion]\nuse = "no"\n', "true or false"),
        ('\n[group.N.opinion.thresholds]\n"crisis.selfharm" = 0.5\n', 'did you mean "crisis.self_harm"?'),
        ('\n[group.N.opinion.thresholds]\n"crisis.self_harm" = 50\n', "a number from 0 to 1"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, more: str, told: str) -> None:
    problems = problems_of(tmp_path, more)
    after = SHIPPED.count("\n")
    named = [problem for problem in problems if told in problem]
    assert named, problems
    line = int(named[0].removeprefix(f"{tmp_path / 'policy.toml'}:").split(":")[0])
    assert line > after


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    assert len(problems_of(tmp_path, "\n[sacn]\n[lniks]\n[gaets]\n")) == 3


def test_a_missing_category_is_told(tmp_path: Path) -> None:
    without = "\n".join(line for line in SHIPPED.splitlines() if not line.startswith('"crisis.abuse"'))
    assert any('"crisis.abuse" is missing' in problem for problem in problems_of(tmp_path, text=without))


@pytest.mark.parametrize("text", ["[scan", "\x00", "a = 1\na = 2\n"])
def test_what_is_not_toml_is_told(tmp_path: Path, text: str) -> None:
    assert "is not TOML" in problems_of(tmp_path, text=text)[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_policy(tmp_path / "none.toml")
