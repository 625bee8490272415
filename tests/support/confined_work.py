"""What the tests of confinement have done in a confined process: work that ends well, and work that does not."""

import os
import socket
import time
from pathlib import Path
from typing import Any

Answer = tuple[dict[str, Any], bytes]


def echo(fields: dict[str, Any], content: bytes) -> Answer:
    """Give back what came."""
    return {"pid": os.getpid(), **fields}, content


def toil(fields: dict[str, Any], content: bytes) -> Answer:
    """Use processor time."""
    end = time.process_time() + fields["seconds"]
    while time.process_time() < end:
        content = content[::-1]
    return {"pid": os.getpid()}, content


def misbehave(fields: dict[str, Any], content: bytes) -> Answer:
    """Do what ``fields["how"]`` says."""
    how = fields["how"]
    if how == "memory":
        content = bytes(1 << 30)
    elif how == "cpu":
        while True:
            content = content[::-1]
    elif how == "exit":
        os._exit(0)
    elif how == "raise":
        raise RuntimeError
    elif how == "garbage":
        os.write(1, b"\xff" * 64)
    elif how == "wait":
        ours, _theirs = socket.socketpair()
        ours.recv(1)
    elif how == "write":
        Path(fields["path"]).write_bytes(b"x" * 100)
    return {"pid": os.getpid()}, content


def environment(_fields: dict[str, Any], content: bytes) -> Answer:
    """Give the names of all that stands in the environment."""
    return {"names": sorted(os.environ)}, content
