"""Writes the file of a trained model, as `relay.scanning.opinion.model` reads it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relay.scanning.opinion.model import stored_form


def write_model(
    path: Path,
    meta: Mapping[str, Any],
    weights: Mapping[str, NDArray[np.float32]],
    vocabulary: Sequence[str],
    encoder: tuple[bytes, bytes],
) -> str:
    """Write a model and return its version: a digest of all that it is made of, so that another model has another."""
    arrays: dict[str, NDArray[Any]] = {
        "vocabulary": _bytes("\n".join(vocabulary).encode("ascii")),
        "begin": _bytes(encoder[0]),
        "end": _bytes(encoder[1]),
    }
    for name, values in weights.items():
        arrays |= {name + ending: array for ending, array in stored_form(values).items()}
    told = {**meta, "weights": sorted(weights)}
    told["version"] = version = _digest(told, arrays)
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, meta=_bytes(json.dumps(told).encode()), **arrays)
    return version


def _bytes(data: bytes) -> NDArray[np.uint8]:
    return np.frombuffer(data, dtype=np.uint8)


def _digest(meta: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256(json.dumps(meta, sort_keys=True).encode())
    for name in sorted(arrays):
        digest.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode())
        digest.update(arrays[name].tobytes())
    return digest.hexdigest()[:12]
