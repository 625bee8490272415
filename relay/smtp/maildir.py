"""The outside world of the embedded set-up: every recipient is a Maildir on this machine."""

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from relay.smtp import events
from relay.smtp.outgoing import checked_address, checked_data
from relay.smtp.protocol import SendKind, SendOutcome

_FOLDERS = ("cur", "new", "tmp")
_IN_NAMES = "@+=!#$&'*^_`{|}~-."


class MaildirTransport:
    """Writes to ``directory/<recipient>/new``, durably, one file a message.

    In the name of a recipient's folder, ``/`` and other characters that mean something to a file
    system are percent-encoded.
    """

    def __init__(self, directory: Path, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        """Deliver below ``directory``, which is made when there is mail."""
        self._directory = directory
        self._random_bytes = random_bytes

    async def send(self, envelope_from: str, recipient: str, data: bytes) -> SendOutcome:
        """Write the message; DELIVERED once file and folder are on disk.

        Raises InvalidInputError for an address or line end that must not go on the wire either.
        """
        checked_address(envelope_from, empty=True)
        folder = self._directory / quote(checked_address(recipient), safe=_IN_NAMES)
        message = checked_data(data)
        writing = asyncio.ensure_future(asyncio.to_thread(self._write, folder, message))
        try:
            await asyncio.shield(writing)
        except OSError as error:
            events.delivery_trouble("maildir", error)
            return SendOutcome(SendKind.TEMPORARY, 0, "4.3.0", "the message could not be written")
        return SendOutcome(SendKind.DELIVERED, 250, "2.0.0", "written")

    async def close(self) -> None:
        """Nothing is kept open."""

    def _write(self, folder: Path, data: bytes) -> None:
        _make_maildir(folder)
        name = f"{time.time_ns()}.P{os.getpid()}R{self._random_bytes(8).hex()}.relay"
        unfinished = folder / "tmp" / name
        try:
            with unfinished.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(folder / "new" / name)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        _sync(folder / "new")


def _make_maildir(folder: Path) -> None:
    if all((folder / name).is_dir() for name in _FOLDERS):
        return
    for name in _FOLDERS:
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    for made in (folder, folder.parent, folder.parent.parent):
        _sync(made)


def _sync(folder: Path) -> None:
    """Make the entries of ``folder`` durable: a rename alone may be lost with the power (CASES B60)."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
