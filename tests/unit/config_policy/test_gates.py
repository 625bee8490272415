"""Gates in policy.toml: a slip of the pen must not take a consent away."""

from pathlib import Path

import pytest

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.model.errors import ConfigurationError

SHIPPED = resource_path("config", "policy.toml").read_text(encoding="utf-8")


def test_a_misspelled_gate_is_refused_with_the_nearest_right_word(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(SHIPPED.replace('student = ["consent"', 'student = ["consnt"'), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r'"consnt" is no known gate.*consent'):
        load_policy(path)


def test_a_gate_of_ones_own_is_listed_first(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    own = SHIPPED.replace('mentor = ["screening"', 'custom = ["kayak_course"]\nmentor = ["kayak_course", "screening"')
    path.write_text(own, encoding="utf-8")
    assert load_policy(path).default.gates.mentor[0] == "kayak_course"
