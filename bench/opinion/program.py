"""The layers of a trained encoder as ONNX programs, multiplied in eight bits, for `relay.scanning.opinion.encoder`.

Weights have a scale a column. What goes into a multiplication is measured anew by each run, one scale for
all of it; so that one great number does not cost the small ones their digits, inputs are evened out before (Xiao et al.
2023, SmoothQuant): each is divided by how great it gets, and its row of weights multiplied by that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Numbers = NDArray[np.float32]

_OPERATIONS, _FORMAT = 18, 9  # of ONNX: versions that ONNX Runtime reads since 1.15
_FUSED = "com.microsoft"
_FUSED_OPERATIONS = ("DynamicQuantizeMatMul", "FastGelu", "MultiHeadAttention", "SkipLayerNormalization")
_EPSILON = 1e-12
_EVENED = 0.8  # of 0 to 1: how far inputs are evened out at the cost of weights
_MOST = 127
_SMALLEST = 1e-8


@dataclass(slots=True)
class _Program:
    """A program as it grows."""

    heads: int
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def do(self, operation: str, inputs: Sequence[str], outputs: Sequence[str], **how: object) -> str:
        domain = _FUSED if operation in _FUSED_OPERATIONS else ""
        self.nodes.append(helper.make_node(operation, inputs, outputs, domain=domain, **how))
        return outputs[0]

    def bytes(self, takes: onnx.ValueInfoProto, gives: Sequence[str]) -> bytes:
        shapes = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in gives]
        graph = helper.make_graph(self.nodes, "encoder", [takes], shapes, self.constants)
        sets = [helper.make_opsetid("", _OPERATIONS), helper.make_opsetid(_FUSED, 1)]
        written: bytes = helper.make_model(graph, opset_imports=sets, ir_version=_FORMAT).SerializeToString()
        return written


def programs(
    weights: Mapping[str, Numbers], most: Mapping[str, Numbers], heads: int, exit_after: int
) -> tuple[bytes, bytes]:
    """Return the program up to the exit, and that of the layers after it.

    ``weights`` have the names of `bench.opinion.network.weights_for_file`; ``most`` is how great each input of a
    matrix, ``layer0.attend``, gets. The first takes ``pieces``, the numbers of one text, and gives ``values`` and
    ``pooled``; the second takes ``values`` and gives ``pooled``.
    """
    layers = 1 + max(int(name[5 : name.index(".")]) for name in weights if name.startswith("layer"))
    begin, end = _Program(heads), _Program(heads)
    values = _embed(begin, weights)
    for number in range(exit_after):
        values = _layer(begin, f"layer{number}.", values, weights, most)
    begin.do("Identity", [values], ["values"])
    _pool(begin, values)
    values = "values"
    for number in range(exit_after, layers):
        values = _layer(end, f"layer{number}.", values, weights, most)
    _pool(end, values)
    width = len(weights["embedded.bias"])
    return (
        begin.bytes(helper.make_tensor_value_info("pieces", TensorProto.INT64, ["length"]), ["values", "pooled"]),
        end.bytes(helper.make_tensor_value_info("values", TensorProto.FLOAT, [1, "length", width]), ["pooled"]),
    )


def _embed(program: _Program, weights: Mapping[str, Numbers]) -> str:
    """Add the vectors of pieces, kept in eight bits with a scale each, and those of their places."""
    scale = np.maximum(np.abs(weights["pieces"]).max(axis=1, keepdims=True), _SMALLEST) / 127
    table = program.constant("table", np.rint(weights["pieces"] / scale).astype(np.int8))
    program.do("Gather", [table, "pieces"], ["rows"])
    program.do("Cast", ["rows"], ["rows as numbers"], to=TensorProto.FLOAT)
    program.do("Gather", [program.constant("scales", scale.astype(np.float32)), "pieces"], ["scale of rows"])
    program.do("Mul", ["rows as numbers", "scale of rows"], ["meant"])
    program.do("Shape", ["pieces"], ["length"])
    places = program.constant("positions", weights["positions"])
    first = program.constant("first", np.array([0], np.int64))
    program.do("Slice", [places, first, "length", first], ["places"])
    program.do("Unsqueeze", ["meant", first], ["texts"])
    program.do("Unsqueeze", ["places", first], ["places of texts"])
    return _normed_sum(program, "embedded", "texts", "places of texts", weights)


def _layer(
    program: _Program, name: str, values: str, weights: Mapping[str, Numbers], most: Mapping[str, Numbers]
) -> str:
    asked = [f"{name}query", f"{name}key", f"{name}value"]
    program.do("Split", [_multiply(program, f"{name}attend", values, weights, most)], asked, axis=2, num_outputs=3)
    taken = program.do("MultiHeadAttention", asked, [f"{name}taken"], num_heads=program.heads)
    joined = _multiply(program, f"{name}join", taken, weights, most)
    values = _normed_sum(program, f"{name}joined", joined, values, weights)
    wide = _multiply(program, f"{name}widen", values, weights, most)
    bent = program.do("FastGelu", [wide], [f"{name}bent"])
    narrow = _multiply(program, f"{name}narrow", bent, weights, most)
    return _normed_sum(program, f"{name}narrowed", narrow, values, weights)


def _multiply(
    program: _Program, name: str, values: str, weights: Mapping[str, Numbers], most: Mapping[str, Numbers]
) -> str:
    matrix = weights[f"{name}.weight"]
    evened = _evening(np.maximum(most[name], _SMALLEST), matrix)
    matrix = matrix * evened[:, None]
    scale = (np.maximum(np.abs(matrix).max(axis=0), _SMALLEST) / _MOST).astype(np.float32)
    even = program.do("Mul", [values, program.constant(f"{name}.evened", 1 / evened)], [f"{name} even"])
    inputs = [
        even,
        program.constant(f"{name}.weight", np.rint(matrix / scale).astype(np.int8)),
        program.constant(f"{name}.scale", scale),
        "",
        program.constant(f"{name}.bias", weights[f"{name}.bias"]),
    ]
    return program.do("DynamicQuantizeMatMul", inputs, [f"{name} done"])


def _evening(most: Numbers, matrix: Numbers) -> Numbers:
    greatest = np.maximum(np.abs(matrix).max(axis=1), _SMALLEST)
    found = most**_EVENED / greatest ** (1 - _EVENED)
    return np.maximum(found / np.exp(np.log(found).mean()), 1e-3).astype(np.float32)


def _normed_sum(program: _Program, name: str, one: str, other: str, weights: Mapping[str, Numbers]) -> str:
    inputs = [
        one,
        other,
        *(program.constant(f"{name}.{kind}", weights[f"{name}.{kind}"]) for kind in ("weight", "bias")),
    ]
    return program.do("SkipLayerNormalization", inputs, [f"{name} done"], epsilon=_EPSILON)


def _pool(program: _Program, values: str) -> None:
    along = program.constant("along", np.array([1], np.int64))
    program.do("ReduceMean", [values, along], ["mean"], keepdims=0)
    program.do("ReduceMax", [values, along], ["most"], keepdims=0)
    program.do("Concat", ["mean", "most"], ["pooled"], axis=1)
