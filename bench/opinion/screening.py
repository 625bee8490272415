"""Trains the screen: words and letter groups alone, so that most clean windows never reach the encoder."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from bench.opinion.noise import noised
from relay.scanning.opinion.screen import hashed_features

SIZE = 1 << 17
_EPOCHS = 6
_BATCH = 64
_RATE = 0.02
_SHRINK = 2e-6  # of the loss, a weight's square


@dataclass(frozen=True, slots=True)
class TrainedScreen:
    """Weights and bias of `relay.scanning.opinion.screen.Screen`."""

    weights: NDArray[np.float32]
    bias: float


def train_screen(texts: Sequence[str], wanted: NDArray[np.float32], seed: int = 1) -> TrainedScreen:
    """Train on texts and what the encoder or a person says of each, from 0 to 1."""
    chance = random.Random(seed)  # noqa: S311 -- repeatable, nothing secret
    torch.manual_seed(seed)
    table = nn.EmbeddingBag(SIZE, 1, mode="sum")
    nn.init.zeros_(table.weight)
    bias = nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.Adam([*table.parameters(), bias], lr=_RATE)
    order = list(range(len(texts)))
    for _ in range(_EPOCHS):
        chance.shuffle(order)
        for first in range(0, len(order), _BATCH):
            rows = order[first : first + _BATCH]
            features = [hashed_features(noised(texts[row], chance), SIZE) or [0] for row in rows]
            logits = _logits(table, bias, features)
            loss = functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(wanted[rows]))
            loss = loss + _SHRINK * table.weight.square().sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return TrainedScreen(table.weight.detach().numpy()[:, 0].copy(), float(bias.item()))


def _logits(table: nn.EmbeddingBag, bias: Tensor, features: Sequence[Sequence[int]]) -> Tensor:
    lengths = torch.tensor([len(row) for row in features], dtype=torch.float32)
    starts = torch.cumsum(torch.tensor([0, *[len(row) for row in features[:-1]]]), 0)
    flat = torch.tensor([place for row in features for place in row])
    logits: Tensor = table(flat, starts)[:, 0] / lengths.sqrt() + bias
    return logits


def mark_for(scores: NDArray[np.float32], harmful: NDArray[np.bool_], lost: float) -> float:
    """Return the mark below which at most a share ``lost`` of harmful windows lies."""
    return float(np.quantile(scores[harmful], lost)) - 1e-4
