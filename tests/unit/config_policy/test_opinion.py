"""The learned second opinion as the policy asks for it: everywhere, nowhere, or from other scores on."""

from pathlib import Path

from relay.config.policy import PolicySet, load_policy
from relay.config.resources import resource_path
from relay.model.category import Category

SHIPPED = resource_path("config", "policy.toml").read_text(encoding="utf-8")


def policy_of(tmp_path: Path, more: str) -> PolicySet:
    path = tmp_path / "policy.toml"
    path.write_text(SHIPPED + more, encoding="utf-8")
    return load_policy(path)


def test_a_group_may_do_without_the_second_opinion(tmp_path: Path) -> None:
    policies = policy_of(tmp_path, '\n[group."North".opinion]\nuse = false\n')
    assert not policies.policy_for("North").scan.opinion.use
    assert policies.default.scan.opinion.use


def test_a_groups_thresholds_stand_over_those_of_the_program(tmp_path: Path) -> None:
    policies = policy_of(
        tmp_path,
        '\n[group."North".opinion.thresholds]\n"crisis.self_harm" = 0.3\n"conduct.violence" = 1\n',
    )
    thresholds = policies.policy_for("North").scan.opinion.thresholds
    assert (thresholds[Category.CRISIS_SELF_HARM], thresholds[Category.CONDUCT_VIOLENCE]) == (0.3, 1.0)
    assert policies.policy_for("North").scan.opinion.use
    assert Category.CONDUCT_VIOLENCE not in policies.default.scan.opinion.thresholds
