"""A small transformer encoder, run by ONNX Runtime: one thread, one text at a time, so that no text's score depends on others.

The architecture is BERT's (Devlin et al. 2019) as MiniLM distilled it (Wang et al. 2020). Matrices are multiplied in eight
bits; `bench.opinion.program` writes the two programs, up to the exit and from there on.
"""

import os
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

# Nothing is told to anybody of what runs here. Releases before 1.29, which are the ones we take, do not; later ones look
# for this when they are loaded.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime

Numbers: TypeAlias = NDArray[np.float32]

_ERRORS_ALONE = 3
# Processors without VNNI would add products of eight bits in sixteen, and run over: with this all give the same scores.
_EXACTLY = ("session.x64quantprecision", "1")


class Encoder:
    """Both programs, loaded. It has no threads, so that processes may be forked from one that has it."""

    def __init__(self, begin: bytes, end: bytes) -> None:
        """Take programs in ONNX. Raises ValueError where one is broken."""
        self._begin, self._end = _loaded(begin), _loaded(end)

    def begin(self, pieces: Sequence[int]) -> tuple[Numbers, Numbers]:
        """Return a text, the numbers of its pieces, after the first layers: for `end`; and its pooled row.

        A pooled row is the mean, then the maximum, over the text's pieces.
        """
        values, pooled = self._begin.run(("values", "pooled"), {"pieces": np.asarray(pieces, np.int64)})
        return values, pooled[0]

    def end(self, values: Numbers) -> Numbers:
        """Return the pooled row of a text after all layers."""
        (pooled,) = self._end.run(("pooled",), {"values": values})
        row: Numbers = pooled[0]
        return row


def _loaded(program: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = _ERRORS_ALONE
    options.add_session_config_entry(*_EXACTLY)
    try:
        return onnxruntime.InferenceSession(program, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the library's own kinds have no common root but this
        raise ValueError("no program of the encoder") from error
