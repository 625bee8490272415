"""How OpenBLAS, which multiplies NumPy's matrices, is to run: on one thread, with the widest kernels of the processor.

It reads the environment when NumPy is imported, so a process must be born with these settings, or make them first.
"""

from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path

# Matrices are small, so that threads only wait for each other; none would survive a fork, and each costs memory.
ONE_THREAD: Mapping[str, str] = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

_PROCESSOR = Path("/proc/cpuinfo")
_KERNELS = "OPENBLAS_CORETYPE"
_AVX_512, _NEEDED = "SkylakeX", frozenset({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"})
_VENDOR = "AuthenticAMD"


def settings(environment: Mapping[str, str], processor: Path = _PROCESSOR) -> dict[str, str]:
    """Return what is to be added to ``environment``: what stands there about kernels stays.

    ``processor`` is described as Linux describes it; where it is not, OpenBLAS chooses by itself.
    """
    found = dict(ONE_THREAD)
    if _KERNELS not in environment and _is_underrated(processor):
        found[_KERNELS] = _AVX_512
    return found


def _is_underrated(processor: Path) -> bool:
    """Whether OpenBLAS (0.3.31) may take it for one without AVX-512: it does so with AMD's Zen 5, at half the speed."""
    try:
        with processor.open(encoding="ascii", errors="replace") as lines:
            told = dict(_told(line) for line in takewhile(str.strip, lines))  # of several processors the first
    except OSError:
        return False
    return told.get("vendor_id") == _VENDOR and set(told.get("flags", "").split()) >= _NEEDED


def _told(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()
