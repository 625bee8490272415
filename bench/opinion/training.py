"""The training itself: cross entropy for each category and for harm of any kind, at a rate that falls to nothing."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from bench.opinion.labelled import Window
from bench.opinion.network import Network
from bench.opinion.noise import noised
from relay.model.category import Category
from relay.scanning.opinion.wordpiece import WordPieces

_SMOOTHED = 0.02
_CATEGORY_SHARE = 8.0  # of the loss, against one for harm of any kind
_BUCKET = 20  # batches of like lengths are cut from so many batches at once
_LONGEST_NORM = 1.0


@dataclass(frozen=True, slots=True)
class Course:
    """How long and how fast."""

    epochs: int = 5
    batch: int = 16
    rate: float = 1.2e-4
    head_rate: float = 1e-3
    warm_up: float = 0.1  # share of the steps
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Reader:
    """Turns windows to numbers; one with its author, as `OpinionModel.judge` does."""

    pieces: WordPieces
    categories: tuple[Category, ...]
    most_pieces: int

    def numbers(self, window: Window, text: str | None = None) -> list[int]:
        """Return the numbers of a window's pieces, or those of ``text`` in its stead."""
        return self.pieces.numbers(f"{window.author.value} : {window.text if text is None else text}", self.most_pieces)

    def wanted(self, window: Window) -> NDArray[np.float32]:
        """Return a one for each category that stands in a window, and at the end for harm of any kind."""
        marks = [category in window.categories for category in self.categories]
        return np.array([*marks, any(marks)], dtype=np.float32)


def train(
    network: Network,
    reader: Reader,
    windows: Sequence[Window],
    course: Course,
    after_epoch: Callable[[int, float], None],
) -> None:
    """Train in place; ``after_epoch`` is told the number of each epoch and its mean loss."""
    chance = random.Random(course.seed)  # noqa: S311 -- repeatable, nothing secret
    torch.manual_seed(course.seed)
    optimizer = _optimizer(network, course)
    rates = [group["lr"] for group in optimizer.param_groups]
    steps = course.epochs * -(-len(windows) // course.batch)
    step = 0
    for epoch in range(1, course.epochs + 1):
        network.train()
        losses = []
        for numbers, lengths, wanted in _batches(reader, windows, course.batch, chance):
            share = min(1.0, step / (course.warm_up * steps)) * max(0.02, 1 - step / steps)
            for group, rate in zip(optimizer.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = _loss(network(numbers, lengths), wanted)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), _LONGEST_NORM)
            optimizer.step()
            losses.append(loss.item())
            step += 1
        after_epoch(epoch, float(np.mean(losses)))


def _optimizer(network: Network, course: Course) -> torch.optim.Optimizer:
    head = list(network.head.parameters())
    known = {id(parameter) for parameter in head}
    body = [parameter for parameter in network.parameters() if id(parameter) not in known]
    return torch.optim.AdamW([
        {"params": [p for p in body if p.ndim > 1], "lr": course.rate, "weight_decay": 0.01},
        {"params": [p for p in body if p.ndim <= 1], "lr": course.rate, "weight_decay": 0.0},
        {"params": head, "lr": course.head_rate, "weight_decay": 0.01},
    ])  # fmt: skip


def _loss(logits: Tensor, wanted: Tensor) -> Tensor:
    smoothed = wanted * (1 - 2 * _SMOOTHED) + _SMOOTHED / 2
    losses = functional.binary_cross_entropy_with_logits(logits, smoothed, reduction="none")
    return losses[:, :-1].mean() * _CATEGORY_SHARE + losses[:, -1].mean()


def _batches(
    reader: Reader, windows: Sequence[Window], size: int, chance: random.Random
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    items = [(reader.numbers(window, noised(window.text, chance)), reader.wanted(window)) for window in windows]
    chance.shuffle(items)
    batches = []
    for first in range(0, len(items), size * _BUCKET):
        bucket = sorted(items[first : first + size * _BUCKET], key=lambda item: len(item[0]))
        batches += [bucket[start : start + size] for start in range(0, len(bucket), size)]
    chance.shuffle(batches)
    for batch in batches:
        numbers, lengths = filled_up([item[0] for item in batch])
        yield numbers, lengths, torch.from_numpy(np.stack([item[1] for item in batch]))


def filled_up(texts: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return texts filled up with zeros to one length, and their own lengths."""
    longest = max(map(len, texts))
    return (
        torch.tensor([[*text, *[0] * (longest - len(text))] for text in texts]),
        torch.tensor([len(text) for text in texts]),
    )


def scores_of(network: Network, reader: Reader, windows: Sequence[Window], batch: int = 32) -> NDArray[np.float32]:
    """Return a row of scores for each window, in their order."""
    network.eval()
    found = []
    with torch.no_grad():
        for first in range(0, len(windows), batch):
            numbers, lengths = filled_up([reader.numbers(window) for window in windows[first : first + batch]])
            found.append(torch.sigmoid(network(numbers, lengths)).numpy())
    return np.concatenate(found) if found else np.zeros((0, len(reader.categories) + 1), np.float32)
