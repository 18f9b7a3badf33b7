"""F10: the disk of the files is full: the page says so, no row without its file, no file without its row; then there is room again."""

import io
import os
import secrets
import subprocess
from typing import Any

import pikepdf
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import StoredFile
from config.backups.contents import file_names
from config.bench.filling.world import browser
from config.drills.frame import Drill
from students.models import Student

DISK = 1024 * 1024  # bytes


def run(drill: Drill) -> None:
    """A disk of one megabyte for the files, filled to the brim; a student sends a CV."""
    drill.fill(0.002)
    StoredFile.objects.filter(file="").update(file="bench")
    full = mount(DISK)
    try:
        _try(drill, full)
    finally:
        subprocess.run(["umount", str(settings.MEDIA_ROOT)], check=False)


def mount(size: int) -> bool:
    """A small disk in the place of the files. Only root may; everybody else gets a folder that takes nothing, which is not the same."""
    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(settings.MEDIA_ROOT)]
    return os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0


def _try(drill: Drill, full: bool) -> None:  # noqa: FBT001
    student = browser(1)
    if full:
        (settings.MEDIA_ROOT / "brim").write_bytes(secrets.token_bytes(DISK - 16 * 1024))
    else:
        settings.MEDIA_ROOT.chmod(0o500)
    drill.figure("the disk", "a full one" if full else "a folder that takes nothing", "a full one, as root", held=True)
    rows = StoredFile.objects.count()
    refused = _send(student)
    left = [name for name in file_names(default_storage) if name != "brim"]
    words = "The file could not be stored." in refused.content.decode()
    drill.figure(
        "what the page says",
        "that it could not be stored" if words else refused.status_code,
        "that, in words",
        held=words,
    )
    drill.figure("rows without a file", StoredFile.objects.count() - rows, "0", held=StoredFile.objects.count() == rows)
    drill.figure("files without a row", len(left), "0", held=not left)
    if full:
        (settings.MEDIA_ROOT / "brim").unlink()
    else:
        settings.MEDIA_ROOT.chmod(0o700)
    _send(student)
    kept = Student.objects.select_related("cv").get(pk=1).cv
    drill.figure(
        "sent again when there is room",
        "kept" if kept else "not kept",
        "kept",
        held=kept is not None and default_storage.exists(str(kept.file.name)),
    )


def _send(student: Any) -> Any:
    """A CV of some size, which nothing can make smaller."""
    return student.post(reverse("student_cv_set"), {"cv": SimpleUploadedFile("cv.pdf", a_pdf())}, follow=True)


def a_pdf() -> bytes:
    """One page, and 200 kB that cannot be compressed."""
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.Noise = made.make_stream(secrets.token_bytes(200 * 1024))
        out = io.BytesIO()
        made.save(out)
        return out.getvalue()
