"""Files of an agreement: added by either party, removed by who added them until it is signed."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from accounts.services.reading import discard_file
from core.actor import Actor, Role
from core.errors import Refusal
from core.uploads import CleanFile, clean_upload
from core.verdict import require
from institutions.models import Agreement, AgreementDocument, DocumentKind, Side
from institutions.policies import agreements_papers as policies
from institutions.services.agreements_moves import lock_agreement

KIND = "agreement"  # the folder of its files


@transaction.atomic
def attach_document(
    *,
    agreement_id: int,
    by: Actor,
    now: datetime,
    file: UploadedFile,
    kind: str,
    title: str = "",
    holds_clauses: bool = False,
) -> AgreementDocument:
    """Add a file. `holds_clauses` is the coordinator's word that the minimum clauses stand in a scan. Raises NotAllowed, Refusal."""
    clean = clean_upload(file, field="file")
    agreement = lock_agreement(agreement_id)
    require(policies.may_attach(by, agreement))
    if holds_clauses and kind != DocumentKind.SCAN:
        raise Refusal(_("Only a scanned original can stand for the clauses."), field="holds_clauses")
    return keep_document(agreement, clean, by=by, now=now, kind=kind, title=title, holds_clauses=holds_clauses)


def keep_document(
    agreement: Agreement, clean: CleanFile, *, by: Actor, now: datetime, kind: str, title: str, holds_clauses: bool
) -> AgreementDocument:
    """Store a cleaned file with its row. The caller holds the lock and has judged. Nobody owns it, so every reading is written down."""
    stored = store_file(kind=KIND, content=clean.content, name=clean.name, media_type=clean.media_type)
    side = Side.PARTNER if by.acts_as(Role.LEAD) else Side.INSTITUTE
    return AgreementDocument.objects.create(
        agreement=agreement,
        kind=kind,
        title=title,
        file=stored,
        side=side,
        holds_clauses=holds_clauses and side == Side.INSTITUTE,
        added_by_id=by.user_id,
        as_label=by.label,
        added_at=now,
    )


@transaction.atomic
def remove_document(*, document_id: int, by: Actor, now: datetime) -> Agreement:
    """Take a file away before the agreement is signed; the database keeps those of a signed one. Raises NotAllowed, Refusal."""
    document = AgreementDocument.objects.get(pk=document_id)
    agreement = lock_agreement(document.agreement_id)
    require(policies.may_remove(by, agreement, document))
    document.delete()
    discard_file(file_id=document.file_id)
    return agreement
