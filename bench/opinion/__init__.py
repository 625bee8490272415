"""Trains the scanner's second opinion: labelled mail of `tests/scanning` in, `relay/scanning/data/opinion.npz` out."""
