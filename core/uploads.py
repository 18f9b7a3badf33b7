"""What people upload: size, then extension, then a real parse from byte 0. What comes out may be stored; every "no" is a Refusal.

The parse itself runs in `upload_probe.py`, a process with limits, so that a hostile file cannot take the portal down with it.
"""

import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from core import antivirus
from core.errors import Refusal

LIMIT = 10 * 1024 * 1024  # bytes of one file
PATIENCE = 30  # seconds for one parse, by the wall; the probe itself stops after ten of its own
NAME_LENGTH = 100
PROBE = Path(__file__).with_name("upload_probe.py")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken: what the probe calls it, how it must begin."""

    name: str
    media_type: str
    suffix: str
    begins: bytes


PDF = Kind("pdf", "application/pdf", ".pdf", b"%PDF-")
JPEG = Kind("jpeg", "image/jpeg", ".jpg", b"\xff\xd8\xff")
PNG = Kind("png", "image/png", ".png", b"\x89PNG\r\n\x1a\n")
DOCUMENTS = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
ACCEPT = ",".join(DOCUMENTS)  # for the browser's file dialogue; never trusted

_WRONG = {
    "broken": (_("This file is damaged, or is not what its name says."), _("Save it again as a PDF and send that.")),
    "locked": (_("This PDF is locked with a password."), _("Save it again without a password and send that.")),
    "active": (
        _("This PDF holds a script or an action."),
        _("Print it to a new PDF and send that: it will look the same."),
    ),
    "carries": (
        _("This PDF carries other files inside it."),
        _("Print it to a new PDF and send that: it will look the same."),
    ),
    "huge": (
        _("This file is too large when it is opened."),
        _("Make the picture or the document smaller and send it again."),
    ),
    "slow": (
        _("The portal was too busy to open this file."),
        _("Send it again in a minute."),
    ),
}


@dataclass(frozen=True, slots=True)
class CleanFile:
    """A file that passed. A PDF is byte for byte what was sent; a picture was drawn anew, without its hidden words."""

    content: bytes
    name: str
    media_type: str


def clean_upload(file: UploadedFile, *, field: str | None = None, limit: int = LIMIT) -> CleanFile:  # type: ignore[type-arg]
    """The file, fit to be stored. Takes up to `PATIENCE` seconds, so call it before taking locks.

    Raises Refusal, which names `field`.
    """
    if file.size is None or file.size > limit:
        size = filesizeformat(limit)
        raise Refusal(
            _("This file is larger than %(size)s.") % {"size": size},
            instead=_("Make it smaller and send it again."),
            field=field,
        )
    kind = kind_of(file.name or "", field=field)
    content = file.read()
    if not content.startswith(kind.begins):
        raise _refusal("broken", field)
    antivirus.scan(content, field=field)
    verdict, clean = _probe(content, kind)
    if verdict != "good":
        raise _refusal(verdict, field)
    return CleanFile(content=clean or content, name=plain_name(file.name or "", kind), media_type=kind.media_type)


def kind_of(name: str, *, field: str | None = None) -> Kind:
    """The kind that the extension promises. Raises Refusal for any other."""
    suffix = PurePosixPath(name.lower()).suffix
    if suffix not in DOCUMENTS:
        raise Refusal(
            _("Only PDF, JPG and PNG files are taken."), instead=_("Save it as a PDF and send that."), field=field
        )
    return DOCUMENTS[suffix]


def plain_name(name: str, kind: Kind) -> str:
    """A name fit for a header and a page: no folders, no invisible or turning characters, the extension of what it is."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(ch for ch in last if unicodedata.category(ch)[0] != "C" and ch not in '"<>:|?*')
    stem = shown.rpartition(".")[0].strip(" .")[:NAME_LENGTH] or "file"
    return stem + kind.suffix


def _refusal(verdict: str, field: str | None) -> Refusal:
    reason, instead = _WRONG[verdict]
    return Refusal(reason, instead=instead, field=field)


def _probe(content: bytes, kind: Kind) -> tuple[str, bytes]:
    """The verdict of the process that opened the file. One that was killed by its limits met something huge."""
    command = [sys.executable, "-I", str(PROBE), kind.name]
    try:
        # Our own program and one of three words: nothing in the command comes from outside.
        answer = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return "slow", b""
    verdict, _line, clean = answer.stdout.partition(b"\n")
    if answer.returncode != 0 or verdict.decode() not in {"good", *_WRONG}:
        return "huge" if answer.returncode < 0 else "broken", b""
    return verdict.decode(), clean
