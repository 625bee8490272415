"""The encoder of `relay.scanning.opinion` as PyTorch trains it, and its weights under the names of the file."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS = 384, 12
EXIT_AFTER = 2  # layers: most clean texts need no more
_EPSILON = 1e-12
_SCALE = (WIDTH // HEADS) ** -0.5


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.attend = nn.Linear(WIDTH, 3 * WIDTH)
        self.join = nn.Linear(WIDTH, WIDTH)
        self.joined = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.widen = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH)
        self.narrowed = nn.LayerNorm(WIDTH, eps=_EPSILON)

    def forward(self, values: Tensor, mask: Tensor, dropped: float) -> Tensor:
        """``mask`` tells of each place whether it holds a piece."""
        texts, length, _ = values.shape
        shape = (texts, length, 3, HEADS, WIDTH // HEADS)
        query, key, value = self.attend(values).view(shape).permute(2, 0, 3, 1, 4)
        # Written out: for short texts the fused one of PyTorch takes several times as long on the way back.
        weights = (query @ key.transpose(-2, -1) * _SCALE).masked_fill(~mask, -1e4).softmax(-1)
        attended = (weights @ value).transpose(1, 2).reshape(texts, length, WIDTH)
        values = self.joined(values + functional.dropout(self.join(attended), dropped, self.training))
        wide = functional.gelu(self.widen(values), approximate="tanh")
        result: Tensor = self.narrowed(values + functional.dropout(self.narrow(wide), dropped, self.training))
        return result


class Network(nn.Module):
    """Encoder and head: the mean and the maximum of a text's pieces decide."""

    def __init__(self, pieces: int, positions: int, layers: int, outputs: int) -> None:
        """``outputs``: how many scores the head gives; the last one is that for harm of any kind."""
        super().__init__()
        self.pieces = nn.Embedding(pieces, WIDTH)
        self.positions = nn.Embedding(positions, WIDTH)
        self.embedded = nn.LayerNorm(WIDTH, eps=_EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(layers))
        self.head = nn.Linear(2 * WIDTH, outputs)
        self.exit = nn.Linear(2 * WIDTH, 1)

    def forward(self, numbers: Tensor, lengths: Tensor, dropped: float = 0.1) -> tuple[Tensor, Tensor]:
        """Return logits for texts, filled up with zeros to one length: a row each, and one each at the exit."""
        length = numbers.shape[1]
        present = torch.arange(length)[None] < lengths[:, None]
        values = self.embedded(self.pieces(numbers) + self.positions.weight[:length])
        values = functional.dropout(values, dropped, self.training)
        early = torch.zeros(len(lengths))
        for number, layer in enumerate(self.layers, start=1):
            values = layer(values, present[:, None, None, :], dropped)
            if number == EXIT_AFTER:
                early = self.exit(self._pooled(values, present, dropped))[:, 0]
        logits: Tensor = self.head(self._pooled(values, present, dropped))
        return logits, early

    def _pooled(self, values: Tensor, present: Tensor, dropped: float) -> Tensor:
        mean = (values * present[:, :, None]).sum(1) / present.sum(1)[:, None]
        most = values.masked_fill(~present[:, :, None], -1e4).max(1).values
        return functional.dropout(torch.cat([mean, most], 1), dropped, self.training)


def base_vocabulary(base: Path) -> list[str]:
    """Return the pieces of the base model in ASCII that can occur in folded text, in their order."""
    vocabulary: dict[str, int] = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]"}
    return [
        piece
        for piece in sorted(vocabulary, key=vocabulary.__getitem__)
        if piece.isascii() and (piece in special or not piece.startswith("["))
    ]


def network_from_base(
    base: Path, vocabulary: Sequence[str], kept: Sequence[int], positions: int, outputs: int
) -> Network:
    """Return a network with the base model's weights: pieces of ``vocabulary``, layers of the numbers ``kept``."""
    stored = load_file(str(base / "model.safetensors"))
    every: dict[str, int] = json.loads((base / "tokenizer.json").read_text(encoding="utf-8"))["model"]["vocab"]
    network = Network(len(vocabulary), positions, len(kept), outputs)
    rows = torch.tensor([every[piece] for piece in vocabulary])
    first = "embeddings."
    state = {
        "pieces.weight": stored[f"{first}word_embeddings.weight"][rows],
        "positions.weight": stored[f"{first}position_embeddings.weight"][:positions]
        + stored[f"{first}token_type_embeddings.weight"][0],
        "embedded.weight": stored[f"{first}LayerNorm.weight"],
        "embedded.bias": stored[f"{first}LayerNorm.bias"],
    }
    for place, number in enumerate(kept):
        state |= dict(_layer_state(stored, f"encoder.layer.{number}.", f"layers.{place}."))
    network.load_state_dict(state, strict=False)
    return network


def _layer_state(stored: dict[str, Tensor], old: str, new: str) -> Iterator[tuple[str, Tensor]]:
    for kind in ("weight", "bias"):
        yield (
            f"{new}attend.{kind}",
            torch.cat([stored[f"{old}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]),
        )
        yield f"{new}join.{kind}", stored[f"{old}attention.output.dense.{kind}"]
        yield f"{new}joined.{kind}", stored[f"{old}attention.output.LayerNorm.{kind}"]
        yield f"{new}widen.{kind}", stored[f"{old}intermediate.dense.{kind}"]
        yield f"{new}narrow.{kind}", stored[f"{old}output.dense.{kind}"]
        yield f"{new}narrowed.{kind}", stored[f"{old}output.LayerNorm.{kind}"]


def weights_for_file(network: Network) -> Iterator[tuple[str, Tensor]]:
    """Yield the weights under the names that `relay.scanning.opinion` reads, matrices as it multiplies them."""
    for name, values in network.state_dict().items():
        new = name.replace("layers.", "layer", 1)
        if name in ("pieces.weight", "positions.weight"):
            yield name.partition(".")[0], values
        elif name.startswith("exit"):
            yield name, values.flatten()
        else:
            yield new, values.T.contiguous() if values.ndim == 2 else values
