"""Scanning: milliseconds of one core for a mail, short and long, and what the model and the policy cost to load.

python bench/bench_scanning.py [LABELLED.jsonl]
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.scanning.context import ScanContext
from relay.scanning.language_model import load_language_model
from relay.scanning.scanner import Scanner

MESSAGES = Path(__file__).resolve().parents[1] / "tests" / "scanning" / "dev.jsonl"
ROUNDS = 3
LONGEST = 10_000


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time that ``work`` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def measure(scanner: Scanner, name: str, texts: Sequence[str]) -> None:
    """Print the figures of one set; the first round warms up and does not count."""
    took: list[float] = []
    for number in range(ROUNDS):
        for text in texts:
            one = seconds(lambda text=text: scanner.scan_texts([("body", text)], ScanContext()))  # type: ignore[misc]
            took += [one * 1000] if number else []
    took.sort()
    characters = statistics.median(map(len, texts))
    print(
        f"{name:<28} {len(texts):>4} mails  median {characters:>6.0f} characters  "
        f"median {statistics.median(took):6.2f} ms  p95 {took[int(len(took) * 0.95)]:6.2f} ms  max {took[-1]:6.1f} ms"
    )


def main(path: Path) -> None:
    """Measure."""
    scanners: list[Scanner] = []
    policy = load_policy(resource_path("config", "policy.toml")).default
    loading = seconds(lambda: scanners.append(Scanner(policy, load_language_model())))
    print(f"model and policy are loaded in {loading:.2f} s of one core")
    bodies = [json.loads(line)["body"] for line in path.read_text(encoding="utf-8").splitlines()]
    clean = [
        str(message["body"])
        for message in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if message.get("expect") == "forward"
    ]
    letters = [" ".join(clean[start : start + 8]) for start in range(0, len(clean) - 8, 2)]
    long = (" ".join(clean) * 3)[:LONGEST]
    measure(scanners[0], "short messages", bodies)
    measure(scanners[0], "letters of eight of them", letters)
    measure(scanners[0], "10 KB", [long])
    print(f"memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else MESSAGES)
