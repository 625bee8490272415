"""The whole relay under load: accept rate, end to end, latency, memory. Prints a table.

Run: python -m bench.bench_relay [--database URL]. Rates are for 2 KB mails over 50 connections; the
accept rate stands beside that of an empty aiosmtpd in the same run, pair by pair.
"""

import argparse
import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.load import Route, messages, send_all, send_one
from tests.support.outside import Outside
from tests.support.ports import free_port
from tests.support.relay_process import RelayProcess

CONNECTIONS = 50
PER_ROUND = 500
ROUNDS = 5
LATENCY_RATE = 10
LATENCY_SECONDS = 20
SETTLE_SECONDS = 600.0
PAIRS = 20


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--database", help="a PostgreSQL URL; by default SQLite")
    options.add_argument("--rounds", type=int, default=ROUNDS, help="pairs of rounds; medians are over these")
    options.add_argument("--messages", type=int, default=PER_ROUND, help="messages a round")
    arguments = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch, Outside() as outside:
        directory = Path(scratch) / "relay"
        directory.mkdir()
        relay = RelayProcess(directory, outside.port, database_url=arguments.database)
        routes = _routes(relay)
        begun = time.perf_counter()
        relay.start()
        print(f"start to ready                 {time.perf_counter() - begun:8.1f} s")
        try:
            _measure(relay, outside, routes, arguments.rounds, arguments.messages)
        finally:
            relay.kill()


def _routes(relay: RelayProcess) -> list[Route]:
    names = [chr(ord("a") + number) * 3 for number in range(PAIRS)]
    rows = [
        (
            *("bench", f"m{name}@mentors.example", "Greta", f"Oldfield{name}"),
            *(f"s{name}@school.example", "Tim", f"Kow{name}", "2010"),
        )
        for name in names
    ]
    routes = []
    for pair in relay.people(*rows):
        routes.append(Route(pair["mentor"]["email"], pair["student"]["masked_address"]))
        routes.append(Route(pair["student"]["email"], pair["mentor"]["masked_address"]))
    return routes


def _measure(relay: RelayProcess, outside: Outside, routes: list[Route], rounds: int, count: int) -> None:
    _print_latency(relay, outside, routes)
    _print_memory(relay)
    accepted, ratios, carried = [], [], []
    for number in range(rounds):
        load = messages(routes, count, f"round{number}")
        with _empty_server() as port:
            empty = count / asyncio.run(send_all(port, load, CONNECTIONS))
        before, begun = len(outside.arrived), time.perf_counter()
        rate = count / asyncio.run(send_all(relay.smtp_port, load, CONNECTIONS))
        arrived = len(outside.wait_for_count(before + count, SETTLE_SECONDS)) - before
        carried.append(arrived / (time.perf_counter() - begun))
        accepted.append(rate)
        ratios.append(rate / empty)
        assert arrived == count, f"{count - arrived} mails did not arrive"
    print(f"accepted, {CONNECTIONS} connections      {_spread(accepted)} messages/s")
    print(f"  beside an empty aiosmtpd     {_spread(ratios)} of its rate")
    print(f"end to end                     {_spread(carried)} messages/s")
    _print_memory(relay)


def _print_latency(relay: RelayProcess, outside: Outside, routes: list[Route]) -> None:
    load = messages(routes, LATENCY_RATE * LATENCY_SECONDS, "latency")

    async def paced() -> list[float]:
        sent = []
        for route, raw in load:
            sent.append(time.monotonic())
            await send_one(relay.smtp_port, route, raw)
            await asyncio.sleep(max(0.0, sent[0] + len(sent) / LATENCY_RATE - time.monotonic()))
        return sent

    sent = asyncio.run(paced())
    arrived = outside.wait_for_count(len(load))
    numbers = {_number(one.text): one.at for one in arrived}
    latencies = sorted((numbers[index] - moment) * 1000 for index, moment in enumerate(sent))
    print(
        f"latency at {LATENCY_RATE}/s                p50 {statistics.median(latencies):6.0f} ms   "
        f"p99 {latencies[int(len(latencies) * 0.99) - 1]:6.0f} ms   max {latencies[-1]:6.0f} ms"
    )


def _number(text: str) -> int:
    return int(text.partition("this is note ")[2].partition(".")[0])


def _print_memory(relay: RelayProcess) -> None:
    print("memory (PSS, MB):")
    total = 0.0
    for pid, command in _group(relay.pid):
        pss = _pss(pid)
        total += pss
        print(f"  {pss:7.1f}  {command}")
    print(f"  {total:7.1f}  all")


def _group(leader: int) -> list[tuple[int, str]]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == leader:
                command = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append((int(stat.parent.name), command.partition("-m ")[2] or command))
        except OSError:
            continue
    return sorted(found)


def _pss(pid: int) -> float:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def _spread(values: list[float]) -> str:
    return f"{min(values):8.2f} {statistics.median(values):8.2f} {max(values):8.2f} (min, median, max)"


@contextmanager
def _empty_server() -> Iterator[int]:
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "bench.empty_smtp", str(port)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        assert server.stdout.readline().strip() == "ready"
        yield port
    finally:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()
