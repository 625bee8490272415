"""The whole scanner works with sockets forbidden: model, NER, links, files, pictures (no ClamAV set up)."""

import json
import os
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.support.attaching import attach
from tests.support.office import homework_docx
from tests.support.pictures import encoded, qr_code

ROOT = Path(__file__).parents[2]
# Python reads it at its start, in every process that the scanner starts: whoever asks or connects ends the process.
# (urllib3, which Presidio brings, binds a socket to ::1 when it is loaded, to see whether there is IPv6.)
FORBIDDEN = (
    "import os, sys\n"
    "NAMES = 'connect sendto sendmsg getaddrinfo gethostbyname gethostbyaddr getnameinfo'\n"
    "REFUSED = {f'socket.{name}' for name in NAMES.split()}\n"
    "def forbid(event, _):\n"
    "    if event in REFUSED:\n"
    "        os.write(2, f'{event} is forbidden\\n'.encode())\n"
    "        os._exit(77)\n"
    "sys.addaudithook(forbid)\n"
)
SCAN = """
import json, sys
from tests.support.scanners import PAIR, shipped_scanner
from relay.mime.files.looking import with_files, with_picture_words
from relay.mime.reading import read_message
from relay.scanning.context import ScanContext
tree = with_picture_words(with_files(read_message(sys.stdin.buffer.read())))
assert not any(part.file.problem for part in tree.attachments), tree.attachments
found = shipped_scanner().scan_message(tree, ScanContext(correspondents=PAIR))
print(json.dumps(sorted({str(finding.category) for finding in found})))
"""


def run(directory: Path, program: str, given: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    (directory / "sitecustomize.py").write_text(FORBIDDEN)
    paths = os.pathsep.join([str(directory), str(ROOT)])
    environment = {**os.environ, "PYTHONPATH": paths}
    return subprocess.run(
        [sys.executable, "-c", program], input=given, capture_output=True, env=environment, check=False
    )


@pytest.mark.parametrize(
    "program",
    ["import socket; socket.create_connection(('127.0.0.1', 9))", "import socket; socket.getaddrinfo('a.example', 1)"],
)
def test_the_guard_forbids_sockets(tmp_path: Path, program: str) -> None:
    assert run(tmp_path, program).returncode == 77


def test_a_mail_of_everything_is_scanned_with_sockets_forbidden(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "tim.k@students.example", "bridges"
    mail.set_content(
        "Ruth Okonkwo can tell you. I live near Elm Street 42. See www.example.co.uk or write jane@b.example"
    )
    mail.add_alternative("<p>Ruth Okonkwo can tell you. <a href='https://bit.ly/x'>here</a></p>", subtype="html")
    attach(mail, "a.docx", "application/octet-stream", homework_docx())
    attach(mail, "a.png", "image/png", encoded(qr_code("https://discord.gg/abcd"), "PNG"))
    done = run(tmp_path, SCAN, mail.as_bytes())
    assert done.returncode == 0, done.stderr.decode()
    found = set(json.loads(done.stdout))
    assert {"pii.full_name", "pii.email", "link.suspicious", "attachment.image"} <= found
