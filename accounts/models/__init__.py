"""Tables of this app, one noun a file."""

from accounts.models.chores import Chore, Intervention
from accounts.models.files import FilePage, Readable, ReadLog, StoredFile
from accounts.models.jobs import IdempotencyKey, Job
from accounts.models.links import AccessLink, Purpose
from accounts.models.uploads import Upload
from accounts.models.users import User

__all__ = [
    "AccessLink",
    "Chore",
    "FilePage",
    "IdempotencyKey",
    "Intervention",
    "Job",
    "Purpose",
    "ReadLog",
    "Readable",
    "StoredFile",
    "Upload",
    "User",
]
