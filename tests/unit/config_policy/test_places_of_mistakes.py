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


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('severity = "high"', 'severity = "hgh"', 'severity: "hgh" is none of'),
        ('action = "hold"', 'acton = "hold"', 'acton: unknown key; did you mean "action"?'),
        ('action = "hold"', 'action = "hld"', 'action: "hld" is none of'),
        ('{ severity = "high", action = "hold" }', '"hold"', "a table is wanted here"),
        ('{ severity = "high", action = "hold" }', '{ action = "hold" }', "both severity and action are wanted"),
        ('"pii.phone" ', '"pii.phnoe" ', 'pii.phnoe: unknown key; did you mean "pii.phone"?'),
    ],
)
@pytest.mark.parametrize("group", ["", '\n[group.N.categories]\n"pii.phone" = { mentor_action = "hold" }\n'])
def test_a_mistake_in_the_line_of_a_category_is_told_alone(
    tmp_path: Path, right: str, wrong: str, told: str, group: str
) -> None:
    number, line = next(
        (n, line) for n, line in enumerate(SHIPPED.splitlines()) if line.startswith('"pii.phone" ') and "{" in line
    )
    path = tmp_path / "policy.toml"
    assert right in line
    path.write_text(SHIPPED.replace(line, line.replace(right, wrong)) + group, encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load_policy(path)
    (problem,) = raised.value.problems
    assert problem.startswith(f"{path}:{number + 1}: categories.")
    assert told in problem


def test_categories_that_are_no_table_are_told_once(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text('categories = "hold"\n', encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load_policy(path)
    assert raised.value.problems == (f"{path}:1: categories: a table is wanted here",)


def test_an_expression_that_cannot_be_read_is_told_in_plain_text_and_nowhere_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found, text = problem_of(tmp_path, RULE.replace("ring the bell", "re:bell(?=s)"))
    assert (found, text) == (
        7,
        'rule.phrases: the phrase "re:bell(?=s)" cannot be read: invalid perl operator: (?=',
    )
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "more", ["\n[grup.spring.allow]\nevents = []\n", '\n[grup."spring".allow]\n', "\n[[grup.spring.rule]]\n"]
)
def test_a_misspelt_table_around_another_is_named_with_its_line(tmp_path: Path, more: str) -> None:
    assert problem_of(tmp_path, more) == (1, 'grup: unknown key; did you mean "group"?')


@pytest.mark.parametrize("category", ["account.unfamiliar", "system.recipients", "gate.expired", "attachment.image"])
def test_a_rule_for_what_the_relay_itself_finds_is_refused(tmp_path: Path, category: str) -> None:
    found, text = problem_of(tmp_path, RULE.replace("pii.phone", category))
    assert found == 3
    assert text.startswith(f'rule.category: "{category}" is found by the relay itself')
    assert '"pii.phone"' in text
    assert text.count(category) == 1


def test_the_categories_told_for_a_misspelt_one_are_those_that_rules_may_have(tmp_path: Path) -> None:
    _, text = problem_of(tmp_path, RULE.replace("pii.phone", "pii.fone"))
    assert '"link.suspicious"' in text
    assert not any(family in text for family in ("system.", "gate.", "account.", "attachment."))


@pytest.mark.parametrize("name", ["schools", "places", "events"])
@pytest.mark.parametrize(
    "phrase", ["*", "_", "(north|*)", "(north)?", "#", "re:.*", "re:[A-Z][a-z]+", "* school", "# * street"]
)
def test_a_phrase_that_lets_any_name_stand_is_no_allow_list(tmp_path: Path, name: str, phrase: str) -> None:
    more = f'[group.North.allow]\n{name} = [\n  "north lake",\n  "{phrase}",\n]\n'
    found, text = problem_of(tmp_path, more)
    assert found == 3
    assert text == f'group.North.allow.{name}: the phrase "{phrase}" would let any name stand: write the name itself'


@pytest.mark.parametrize(
    "phrase", ["jefferson (high)? (school)?", "ps 118", "# maple street", "(spring)? career fair", "north*"]
)
def test_a_phrase_that_names_something_is_an_allow_list(tmp_path: Path, phrase: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(f"{SHIPPED}[group.North.allow]\nschools = ['{phrase}']\n", encoding="utf-8")
    assert len(load_policy(path).policy_for("North").scan.allowed_schools) == 1


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
