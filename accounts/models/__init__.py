"""Tables of this app, one noun a file."""

from accounts.models.files import FilePage, ReadLog, StoredFile
from accounts.models.jobs import IdempotencyKey, Job
from accounts.models.links import AccessLink, Purpose
from accounts.models.uploads import Upload
from accounts.models.users import User

__all__ = ["AccessLink", "FilePage", "IdempotencyKey", "Job", "Purpose", "ReadLog", "StoredFile", "Upload", "User"]
