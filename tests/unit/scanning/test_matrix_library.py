"""How the library that multiplies matrices is told to run."""

from pathlib import Path

import pytest

from relay.scanning.matrix_library import settings

_WIDE = "fpu sse2 avx2 avx512f avx512dq avx512cd avx512bw avx512vl"


@pytest.fixture
def processor(tmp_path: Path) -> Path:
    return tmp_path / "cpuinfo"


def _describe(processor: Path, vendor: str, flags: str) -> None:
    one = f"processor\t: 0\nvendor_id\t: {vendor}\nflags\t\t: {flags}\n\n"
    processor.write_text(one + one.replace(": 0", ": 1"))


def test_it_runs_on_one_thread(processor: Path) -> None:
    assert settings({}, processor)["OPENBLAS_NUM_THREADS"] == "1"


def test_a_wide_processor_of_amd_gets_wide_kernels(processor: Path) -> None:
    _describe(processor, "AuthenticAMD", _WIDE)
    assert settings({}, processor)["OPENBLAS_CORETYPE"] == "SkylakeX"


@pytest.mark.parametrize(
    ("vendor", "flags"),
    [("AuthenticAMD", "fpu sse2 avx2"), ("AuthenticAMD", "avx512f avx512dq"), ("GenuineIntel", _WIDE)],
)
def test_kernels_are_left_to_the_library_where_it_chooses_well(processor: Path, vendor: str, flags: str) -> None:
    _describe(processor, vendor, flags)
    assert "OPENBLAS_CORETYPE" not in settings({}, processor)


def test_kernels_are_left_to_the_library_where_the_processor_is_not_described(processor: Path) -> None:
    assert "OPENBLAS_CORETYPE" not in settings({}, processor)


def test_kernels_that_somebody_chose_stay(processor: Path) -> None:
    _describe(processor, "AuthenticAMD", _WIDE)
    assert "OPENBLAS_CORETYPE" not in settings({"OPENBLAS_CORETYPE": "Zen"}, processor)
