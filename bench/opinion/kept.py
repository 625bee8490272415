"""The weights of a finished training in a file of their own, so that what comes after it may fail and be run again."""

import hashlib
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import load_file, save_file

from bench.opinion.network import Network

_TRAINING = "training"  # key of the file's metadata


class KeptWeights:
    """The file of one training; nothing is kept without a path."""

    def __init__(self, path: Path | None, training: object) -> None:
        """Take all that decides what is learned, as a value whose ``repr`` tells it in full: mail, course, seed."""
        self._path = path
        self._training = hashlib.sha256(repr(training).encode()).hexdigest()

    def taken_up_by(self, network: Network) -> bool:
        """Give ``network`` the weights that are kept, if there are any; those of another training stop the program."""
        if self._path is None or not self._path.exists():
            return False
        with safe_open(str(self._path), "pt") as stored:
            if (stored.metadata() or {}).get(_TRAINING) != self._training:
                raise SystemExit(f"{self._path} holds weights of other mail or options; remove it to train anew")
        network.load_state_dict(load_file(str(self._path)))
        return True

    def keep(self, network: Network) -> None:
        """Write the weights, all or nothing."""
        if self._path is None:
            return
        beside = self._path.with_name(f"{self._path.name}.new")
        save_file(network.state_dict(), str(beside), metadata={_TRAINING: self._training})
        beside.replace(self._path)
