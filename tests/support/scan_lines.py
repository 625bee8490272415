"""Lines of JSON to be scanned, and the command that scans them as it is run: a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HELD: dict[str, str] = {
    "id": "a",
    "from_role": "student",
    "subject": "hi",
    "body": "Call me tonight at 515-555-0142 okay?",
}
CLEAN: dict[str, Any] = {"id": 7, "from_role": "mentor", "body": "A beam bends, an arch pushes, a cable pulls."}
TALK: dict[str, Any] = {
    "id": "talk",
    "messages": [
        {"from_role": "mentor", "body": "How was the science fair?"},
        {"from_role": "student", "body": "good!! whats your insta"},
    ],
    "participants": {
        "mentor": {"given_name": "Greta", "family_name": "Oldfield", "email": "greta.oldfield@mentors.example"},
        "student": {"given_name": "Tim"},
    },
}


def run(tmp_path: Path, *args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command in ``tmp_path``, without any setting of the environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MENTOR_RELAY")}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    return subprocess.run(
        [sys.executable, "-m", "relay", *args],
        cwd=tmp_path,
        env=environment,
        input=stdin,
        capture_output=True,
        check=False,
    )


def lines_of(*values: object) -> bytes:
    """Return lines of JSON; bytes stand as they are."""
    return b"".join((value if isinstance(value, bytes) else json.dumps(value).encode()) + b"\n" for value in values)
