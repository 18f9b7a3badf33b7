"""The pages of a PDF as pictures. The drawing itself runs in `page_probe.py`, a process with limits."""

import json
import subprocess
import sys
from pathlib import Path

PATIENCE = 30  # seconds for one document, by the wall
PROBE = Path(__file__).with_name("page_probe.py")


def drawn(content: bytes) -> list[bytes]:
    """The first pages of a PDF as JPEG pictures; none of one that cannot be drawn within the limits. Slow: for a worker."""
    command = [sys.executable, "-I", str(PROBE)]
    try:
        # Our own program: nothing in the command comes from outside.
        answer = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return []
    if answer.returncode != 0:
        return []
    head, _line, rest = answer.stdout.partition(b"\n")
    pictures, start = [], 0
    for size in json.loads(head)["sizes"]:
        pictures.append(rest[start : start + size])
        start += size
    return pictures
