"""Receipts of what was sent: the facts in the transaction of the sending, the PDF by a worker moments later."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from accounts.models import StoredFile
from accounts.services.files import store_file
from core import pdf
from core.waking import wake
from placements.documents.receipts import receipt_paper, receipt_title
from placements.models import Application, Receipt

RECEIPT_TASK = "placements.file_receipt"


def write_receipt(application: Application, *, now: datetime) -> Receipt:
    """What is sent, as plain data; a worker is woken for the paper. The caller holds the lock on the application."""
    earlier = application.receipts.count()
    number = f"A-{application.pk}" + (f"-{earlier + 1}" if earlier else "")
    receipt = Receipt.objects.create(
        application=application, number=number, facts=facts_of(application, number, now), sent_at=now
    )
    transaction.on_commit(partial(wake, RECEIPT_TASK, receipt.pk))
    return receipt


def facts_of(application: Application, number: str, now: datetime) -> dict[str, Any]:
    """Names and dates as they are today, and each file by its row and hash."""
    student, slot = application.student, application.slot
    asked = student.documents.filter(kind__in=slot.documents_asked).select_related("file").order_by("kind")
    return {
        "number": number,
        "at": now.isoformat(),
        "student": {
            "id": student.pk,
            "name": student.user.name,
            "roll_no": student.roll_no,
            "programme": student.studies,
            "institute": application.institute.name,
        },
        "quota": {"gender": student.gender, "city": student.city},  # as places for groups read them
        "slot": {
            "id": slot.pk,
            "title": slot.title,
            "partner": slot.partner.name,
            "department": slot.department.name,
            "starts_on": slot.starts_on.isoformat(),
            "ends_on": slot.ends_on.isoformat(),
        },
        "statement": application.statement,
        "points": slot.points,
        "cv": _file(student.cv),
        "references": [
            {"name": reference.referee.name, "organisation": reference.referee.organisation}
            for reference in application.references.standing().select_related("referee").order_by("pk")
        ],
        "documents": [
            {"kind": document.kind, "label": str(document.get_kind_display()), **_file(document.file)}
            for document in asked
        ],
    }


def _file(stored: StoredFile) -> dict[str, Any]:
    return {"file": stored.pk, "name": stored.name, "sha256": stored.sha256}


@transaction.atomic
def file_receipt(*, receipt_id: int) -> Receipt | None:
    """Lay out and store the PDF. None when that was done, or another worker is at it. Locks the receipt for about a second."""
    rows = Receipt.objects.without_file().select_for_update(skip_locked=True, of=("self",))
    receipt = rows.select_related("application__student__user", "application__institute").filter(pk=receipt_id).first()
    if receipt is None:
        return None
    student = receipt.application.student
    laid_out = pdf.render(
        "pdf/receipt.html", receipt_paper(receipt), title=receipt_title(receipt), lang=student.user.language
    )
    receipt.file = store_file(
        kind="receipt",
        content=laid_out,
        name=f"{receipt.number}.pdf",
        media_type="application/pdf",
        owner_id=student.user_id,
    )
    receipt.save(update_fields=["file"])
    return receipt
