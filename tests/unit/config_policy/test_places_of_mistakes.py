"""A mistake in policy.toml is named with the very line it stands on, and with the nearest right word (CASES F5)."""

from pathlib import Path

import pytest

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.errors import ConfigurationError

SHIPPED = resource_path("config", "policy.toml").read_text(encoding="utf-8")
RULE = """
[[rule]]
id = "new"
category = "pii.phone"
explanation = "a number that we know"
phrases = [
  "call the (shop|store)",
  "ring the bell",
]
"""


def problem_of(tmp_path: Path, more: str) -> tuple[int, str]:
    """Return line (from the first of ``more``, 0) and text of the only problem."""
    path = tmp_path / "policy.toml"
    path.write_text(SHIPPED + more, encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load_policy(path)
    (problem,) = raised.value.problems
    line, _, told = problem.removeprefix(f"{path}:").partition(": ")
    return int(line) - SHIPPED.count("\n") - 1, told


@pytest.mark.parametrize(
    ("right", "wrong", "line", "told"),
    [
        ("category =", "catgory =", 3, 'unknown key; did you mean "category"?'),
        ('"pii.phone"', '"pii.fone"', 3, 'did you mean "pii.phone"?'),
        ("(shop|store)", "(shop|store", 6, "a ')' is missing"),
        ("the bell", "{parnet}", 7, 'there is no list [words] parnet; did you mean "parent"?'),
        ('"a number that we know"', '"A number. We know it."', 4, "one plain sentence"),
        ('"a number that we know"', '""', 4, "one plain sentence"),
    ],
)
def test_a_mistake_in_a_rule_is_named_with_its_line(
    tmp_path: Path, right: str, wrong: str, line: int, told: str
) -> None:
    if right.startswith("category"):  # it is missing then, too
        found, text = problem_of(tmp_path, RULE.replace(right, f'category = "pii.phone"\n{wrong}'))
        assert (found, text) == (4, f"rule.catgory: {told}")
        return
    found, text = problem_of(tmp_path, RULE.replace(right, wrong))
    assert found == line
    assert told in text


def test_a_second_rule_of_one_id_is_named_with_the_line_of_the_first(tmp_path: Path) -> None:
    found, text = problem_of(tmp_path, RULE + RULE)
    first = SHIPPED.count("\n") + 3
    assert found == RULE.count("\n") + 2
    assert f'a second rule with the id "new"; the first one is on line {first}' in text


def test_an_element_of_a_list_of_many_lines_is_named_with_its_own_line(tmp_path: Path) -> None:
    more = '[group.North]\nwithout_rules = [\n  "profanity",\n  "abuse.hrut",\n]\n'
    assert problem_of(tmp_path, more) == (
        3,
        'group.North.without_rules: there is no rule "abuse.hrut"; did you mean "abuse.hurt"?',
    )


def test_what_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    found, text = problem_of(tmp_path, "\n[scan\n")
    assert found == 1
    assert text.startswith("is not TOML: ")
