"""The process that loads the language model once and forks workers: `python -m relay.scanning.zygote FD`.

It takes a `Setup` on standard input; on the control socket FD it answers ``ready`` or what is
wrong, and then forks a worker for each socket that it is handed, answering with the number of the order
and the worker's pidfd. End of file on the control socket ends it; the kernel then kills its workers.
"""

import ctypes
import gc
import importlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from relay.config.policy import PolicySet
from relay.mime.files.looking import with_files, with_picture_words
from relay.mime.reading import read_message
from relay.model.errors import ConfigurationError, RelayError
from relay.model.policy import Policy
from relay.scanning.context import ScanContext
from relay.scanning.conversation.learned import conversation_model
from relay.scanning.language_model import LanguageModel, load_language_model
from relay.scanning.malware import VirusReport, VirusScanner
from relay.scanning.opinion.model import OpinionModel, load_opinion_model
from relay.scanning.report import ScanReport
from relay.scanning.scanner import Scanner
from relay.scanning.stop import asks_to_stop
from relay.scanning.versions import scan_versions
from relay.scanning.wire import FAILED, LENGTH, READY, Answer, CallJob, ScanJob, Setup, pack, unpack

_CONTROL_BYTES = 65536
_PR_SET_PDEATHSIG = 1
_EXIT_OUT_OF_MEMORY = 70
# Scanned once before forking: lists are read and automata built in memory that all workers share.
_WARMING = (
    b"Subject: bridges\r\n\r\nHi Tim,\r\n\r\nI read about Emmy Rensselaer, who built the b1g bridge near l.o.t.s of water."
    b"\r\nOn Monday I was born again: five one five, 555 0142. Write to greta at example dot org, or see www.example.org.\r\n"
    b"\r\nOn Mon, 23 Nov 2026, Greta wrote:\r\n> My school is big, and my password is not soooo long.\r\n"
)


class Workshop:
    """What a worker does its jobs with, built before forking so that all workers share it."""

    def __init__(self, policies: PolicySet, model: LanguageModel, opinion: OpinionModel, clamd: str = "") -> None:
        """Compile a scanner for each different policy; ``clamd`` is where ClamAV answers, if it is to be asked."""
        self._virus_scanner = VirusScanner(clamd) if clamd else None
        self._scanners: dict[str | None, Scanner] = {None: Scanner(policies.default, model, opinion)}
        for group, policy in policies.groups.items():
            self._scanners[group] = self._scanner_for(policy, policies.default, model, opinion)
        self.versions = scan_versions(model.description, opinion.version, conversation_model().version)
        for scanner in set(self._scanners.values()):
            scanner.scan_message(read_message(_WARMING), ScanContext())

    def _scanner_for(self, policy: Policy, default: Policy, model: LanguageModel, opinion: OpinionModel) -> Scanner:
        return self._scanners[None] if _finds_the_same(policy, default) else Scanner(policy, model, opinion)

    def answer(self, job: ScanJob | CallJob) -> Answer:
        """Do one job. MemoryError alone escapes: such a worker is not to be used again."""
        try:
            return Answer(self._do(job))
        except RelayError as error:
            return Answer(refused=error)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 -- whatever it is, the message is held
            return Answer(failed=type(error).__name__)

    def _do(self, job: ScanJob | CallJob) -> Any:  # noqa: ANN401 -- a call returns what it likes
        if isinstance(job, CallJob):
            return job.function(*job.args, **job.kwargs)
        scanner = self._scanners.get(job.group, self._scanners[None])
        tree = with_picture_words(with_files(read_message(job.raw)))
        pictures = {part.name: part.file.pictures for part in tree.attachments if part.file and part.file.pictures}
        examined = scanner.examine_message(tree, job.context)
        viruses = VirusReport()
        if self._virus_scanner is not None:
            viruses = self._virus_scanner.look(job.raw, tree.attachments, scanner.policy)
        versions = "; ".join(filter(None, (self.versions, viruses.version)))
        findings = (*examined.findings, *viruses.findings)
        return ScanReport(findings, versions, asks_to_stop(tree), pictures, examined.message, viruses.trouble)


def _finds_the_same(policy: Policy, other: Policy) -> bool:
    """Whether both look for the same, and find it as grave; actions are for who decides."""
    grades = [{category: entry.severity for category, entry in p.categories.items()} for p in (policy, other)]
    return policy.scan == other.scan and grades[0] == grades[1]


def _read_exactly(connection: socket.socket, size: int) -> bytes:
    data = bytearray(size)
    view, done = memoryview(data), 0
    while done < size:
        received = connection.recv_into(view[done:])
        if not received:
            raise EOFError
        done += received
    return bytes(data)


def serve_jobs(connection: socket.socket, workshop: Workshop) -> None:
    """Answer jobs until the pool closes its end."""
    while True:
        try:
            (size,) = LENGTH.unpack(_read_exactly(connection, LENGTH.size))
            job = unpack(_read_exactly(connection, size))
            connection.sendall(_packed(workshop.answer(job)))
        except (EOFError, ConnectionError):
            return


def _packed(answer: Answer) -> bytes:
    try:
        return pack(answer)
    except Exception as error:  # noqa: BLE001 -- a result that cannot travel is a failed job
        return pack(Answer(failed=type(error).__name__))


def _limit(memory_limit: int) -> None:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 -- proc, not a file
        born_with = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (born_with + memory_limit, born_with + memory_limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold mail in the clear


def _die_with_parent(parent: int) -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def _live_as_worker(connection: socket.socket, workshop: Workshop, setup: Setup, parent: int) -> NoReturn:
    status = 1
    try:
        _die_with_parent(parent)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _limit(setup.memory_limit)
        serve_jobs(connection, workshop)
        status = 0
    except MemoryError:
        status = _EXIT_OUT_OF_MEMORY
    finally:
        os._exit(status)


def _fork_workers(control: socket.socket, workshop: Workshop, setup: Setup) -> None:
    me = os.getpid()
    while True:
        order, handed, _, _ = socket.recv_fds(control, _CONTROL_BYTES, 1)
        if not order:
            return
        connection = socket.socket(fileno=handed[0])
        pid = os.fork()
        if pid == 0:
            control.close()
            _live_as_worker(connection, workshop, setup, me)
        connection.close()
        pidfd = os.pidfd_open(pid)
        socket.send_fds(control, [order], [pidfd])
        os.close(pidfd)
        _reap()


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _prepared(setup: Setup) -> Workshop:
    workshop = Workshop(setup.policies, load_language_model(setup.spacy_model), load_opinion_model(), setup.clamd)
    for module in setup.preload:
        importlib.import_module(module)
    return workshop


def main(descriptor: int, read_setup: Callable[[], bytes]) -> int:
    """Prepare, say so, and fork workers until the pool goes away."""
    for stop in (signal.SIGINT, signal.SIGTERM):  # sent to the whole group; the pool decides
        signal.signal(stop, signal.SIG_IGN)
    control = socket.socket(fileno=descriptor)
    control.set_inheritable(False)
    setup: Setup = unpack(read_setup())
    try:
        workshop = _prepared(setup)
    except ConfigurationError as error:
        control.send(FAILED + str(error).encode())
        return 1
    gc.collect()
    gc.freeze()  # so that collections in workers do not copy the pages they share
    control.send(READY + workshop.versions.encode())
    _fork_workers(control, workshop, setup)
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.stdin.buffer.read))
