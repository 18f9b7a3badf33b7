"""What a stranger may learn about a certificate by its code. Reads only, and says the least that proves it."""

import hashlib
import hmac
from enum import StrEnum

from core import signing
from core.signing import Seal
from evaluations.models import Certificate


class FileAnswer(StrEnum):
    """What an uploaded PDF is to this certificate."""

    SAME = "same"  # the very file that was issued
    OTHER = "other"  # a whole paper of this portal, but not this certificate's
    CHANGED = "changed"  # damaged, or changed after it was sealed
    UNKNOWN = "unknown"  # no paper of this portal, or a scan of one
    WAITING = "waiting"  # the PDF of this certificate is not made yet


def compare_file(certificate: Certificate, content: bytes) -> FileAnswer:
    """Whether `content` is, byte for byte, the PDF that was issued. Nothing of it is kept. Needs the certificate's file."""
    if certificate.file is None:
        return FileAnswer.WAITING
    if hmac.compare_digest(hashlib.sha256(content).hexdigest(), certificate.file.sha256):
        return FileAnswer.SAME
    found = signing.check(content)
    if found == Seal.WHOLE:
        return FileAnswer.OTHER
    return FileAnswer.CHANGED if found == Seal.BROKEN else FileAnswer.UNKNOWN


def compare_digits(certificate: Certificate, digits: str) -> bool:
    """Whether these are the last four characters of the holder's identity number. False when the portal has none."""
    known = certificate.facts.get("id_last4") or ""
    return bool(known) and hmac.compare_digest(digits.strip().upper().encode(), known.upper().encode())
