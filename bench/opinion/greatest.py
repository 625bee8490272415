"""How great what goes into each matrix of a trained network gets: `bench.opinion.program` evens it out by that."""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from bench.opinion.labelled import Window
from bench.opinion.network import Network
from bench.opinion.training import Reader, filled_up

_MOST_WINDOWS = 2000


def greatest_inputs(network: Network, reader: Reader, windows: Sequence[Window]) -> Mapping[str, NDArray[np.float32]]:
    """Return by matrix, ``layer0.attend``, the greatest absolute value of each of its inputs in some of the windows."""
    found: dict[str, Tensor] = {}

    def note(name: str, values: Tensor) -> None:
        most = values.detach().abs().amax(dim=(0, 1))
        found[name] = torch.maximum(found[name], most) if name in found else most

    hooks = [
        module.register_forward_pre_hook(lambda _, inputs, name=name: note(name, inputs[0]))
        for name, module in _matrices(network)
    ]
    network.eval()
    with torch.no_grad():  # one by one: what texts are filled up with would count
        for window in windows[:: max(1, len(windows) // _MOST_WINDOWS)]:
            network(*filled_up([reader.numbers(window)]))
    for hook in hooks:
        hook.remove()
    return {name: most.numpy() for name, most in found.items()}


def _matrices(network: Network) -> list[tuple[str, nn.Module]]:
    return [
        (name.replace("layers.", "layer", 1), module)
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and name.startswith("layers.")
    ]
