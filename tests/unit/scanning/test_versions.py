"""The version that decisions name: other code or other lists have another one."""

from pathlib import Path

from relay.scanning.versions import code_version, scan_versions


def version_of(folder: Path) -> str:
    code_version.cache_clear()
    return code_version((folder,))


def test_a_changed_recogniser_or_list_has_another_version(tmp_path: Path) -> None:
    (tmp_path / "recognise").mkdir()
    recogniser, names = tmp_path / "recognise" / "phone.py", tmp_path / "names.txt"
    recogniser.write_text("a")
    names.write_text("b")
    versions = {version_of(tmp_path)}
    recogniser.write_text("c")
    versions.add(version_of(tmp_path))
    names.write_text("d")
    versions.add(version_of(tmp_path))
    names.rename(tmp_path / "towns.txt")
    versions.add(version_of(tmp_path))
    assert len(versions) == 4


def test_what_is_compiled_beside_the_code_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "phone.py").write_text("a")
    before = version_of(tmp_path)
    (tmp_path / "phone.cpython-311.pyc").write_bytes(b"b")
    assert version_of(tmp_path) == before


def test_the_version_names_code_and_models() -> None:
    told = scan_versions("a_model 1", "second", "third")
    assert told == f"scanner {code_version()}; a_model 1; opinion second; conversation third"
