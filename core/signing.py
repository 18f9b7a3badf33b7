"""The portal's seal on papers: PAdES, certified against any later change. And the question whether a PDF still carries it unharmed.

One seal for the portal; the institute that speaks is named in the signature's reason. `settings.SEAL_KEY_FILE` holds a private key and
its certificate, PEM; certificates of earlier seals may follow, so that papers sealed with them stay good after the key was changed.

pyHanko brings 15 MB of other people's code, which a process that seals and checks nothing need not hold: it is imported when first needed.
"""

import fcntl
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings

if TYPE_CHECKING:
    from asn1crypto import keys as asn1_keys
    from asn1crypto import x509 as asn1_x509
    from pyhanko.sign.validation import EmbeddedPdfSignature

# What it would log of a stranger's broken file, with all of the file, is what `check` answers in one word.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)

FIELD = "Seal"
PDF_BEGINS = b"%PDF-"
LASTS = timedelta(days=365 * 20)
# A clock that `up --today` moved back must not find a seal that is not valid yet.
BACK = timedelta(days=365 * 2)
Answer = TypeVar("Answer")


class Seal(StrEnum):
    """What became of the seal on a PDF."""

    WHOLE = "whole"  # ours, and not one byte has changed
    BROKEN = "broken"  # damaged, or changed after it was sealed
    FOREIGN = "foreign"  # whole, but not the portal's
    NONE = "none"  # a PDF without any signature
    UNREADABLE = "unreadable"  # not a PDF


@dataclass(frozen=True, slots=True)
class Key:
    """The seal's private key, its certificate, and every certificate that counts as ours."""

    private: "asn1_keys.PrivateKeyInfo"
    certificate: "asn1_x509.Certificate"
    ours: "tuple[asn1_x509.Certificate, ...]"


def seal(pdf: bytes, *, reason: str, name: str, field: str) -> bytes:
    """`pdf` sealed: an incremental signature that allows no change. `field` is what a screen reader calls the seal (/TU)."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415 - see the module's docstring
    from pyhanko.sign import signers  # noqa: PLC0415 - see the module's docstring
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter  # noqa: PLC0415 - see the module's docstring
    from pyhanko_certvalidator.registry import SimpleCertificateStore  # noqa: PLC0415 - see the module's docstring

    key = _key()
    signer = signers.SimpleSigner(
        signing_cert=key.certificate, signing_key=key.private, cert_registry=SimpleCertificateStore()
    )
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    place = SigFieldSpec(FIELD, readable_field_name=field)
    pdf_signer = signers.PdfSigner(about, signer, new_field_spec=place)
    sealed: BytesIO = _apart(lambda: pdf_signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf))))
    return sealed.getvalue()


def check(pdf: bytes) -> Seal:
    """Whether `pdf` carries the portal's seal, covering every byte. Reads the file in memory and keeps nothing."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415 - see the module's docstring
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature  # noqa: PLC0415 - see the module's docstring
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415 - see the module's docstring

    ours = _key().ours
    trust = ValidationContext(trust_roots=list(ours), allow_fetching=False)
    try:
        found = PdfFileReader(BytesIO(pdf)).embedded_signatures
        if not found:
            return Seal.NONE
        known = found[0].signer_cert.dump() in {certificate.dump() for certificate in ours}
        status = _apart(lambda: validate_pdf_signature(found[0], signer_validation_context=trust))
    except Exception:  # noqa: BLE001 - a damaged or hostile file fails in any layer of the parser, and each failure means the same
        return Seal.BROKEN if pdf.startswith(PDF_BEGINS) else Seal.UNREADABLE
    sound = (
        status.intact and status.valid and status.docmdp_ok and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    )
    if not (sound and _holds_nothing_else(found[0], pdf)):
        return Seal.BROKEN
    # By identity, not by a chain: what was sealed stays good after the certificate's last day.
    return Seal.WHOLE if known else Seal.FOREIGN


def _holds_nothing_else(signature: "EmbeddedPdfSignature", pdf: bytes) -> bool:
    """Whether the one stretch that no signature can cover, the signature's own, is the signature as pyHanko writes it and then zeros."""
    from asn1crypto import parser as asn1_parser  # noqa: PLC0415 - see the module's docstring

    _start, before, after, _rest = signature.byte_range
    written = signature.pkcs7_content
    return pdf[before:after] == f"<{written.hex().upper()}>".encode() and not any(written[asn1_parser.peek(written) :])


def _apart(work: Callable[[], Answer]) -> Answer:
    """Run `work` in a thread of its own: pyHanko starts an event loop, which a thread that has one (a browser test) refuses."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()


def _key() -> Key:
    return _load(Path(settings.SEAL_KEY_FILE))


@lru_cache(maxsize=2)
def _load(path: Path) -> Key:
    from asn1crypto import keys as asn1_keys  # noqa: PLC0415 - see the module's docstring
    from asn1crypto import x509 as asn1_x509  # noqa: PLC0415 - see the module's docstring

    if settings.LOCAL:
        ensure_seal(path)
    pem = path.read_bytes()
    private = serialization.load_pem_private_key(pem, password=None)
    der = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    ours = tuple(
        asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))
        for certificate in x509.load_pem_x509_certificates(pem)
    )
    return Key(private=asn1_keys.PrivateKeyInfo.load(der), certificate=ours[0], ours=ours)


def ensure_seal(path: Path) -> None:
    """Make a self-signed seal at `path` when there is none. A lock keeps web and worker from making two."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        if path.exists():
            return
        new = path.with_suffix(".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(make_seal(datetime.now(UTC)))
        new.rename(path)


def make_seal(now: datetime) -> bytes:
    """A new key and its self-signed certificate, PEM. P-256: every PDF reader in use checks it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Wardbridge seal")])
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACK)
        .not_valid_after(now + LASTS)
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)
