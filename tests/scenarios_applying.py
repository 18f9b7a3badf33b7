"""What an application brings with it, for the world of `scenarios`: a receipt, a question."""

from typing import Any

from accounts.models import Upload
from core import clock
from institutions.models import Membership
from placements.models import InfoRequest, Placement, Receipt
from placements.services.receipts import facts_of
from tests.factories.references import ReferenceFactory, SiteProposalFactory, reference_link


def applying_of(placement: Placement, coordinator: Membership) -> dict[str, Any]:
    """A receipt and an answered question of the placement's application."""
    application, now = placement.application, clock.now()
    receipt = Receipt.objects.create(
        application=application, number=f"A-{application.pk}", facts=facts_of(application, "A-0", now), sent_at=now
    )
    question = InfoRequest.objects.create(
        application=application,
        text="May you begin in January?",
        asked_at=now,
        asked_by=coordinator.user,
        membership=coordinator,
        as_label=coordinator.label,
        by_partner=False,
        answer="Yes, from the first Monday on.",
        answered_at=now,
    )
    reference = ReferenceFactory(asked=True, student=placement.student, uses=[application])
    return {
        "receipt_pk": receipt.pk,
        "info_pk": question.pk,
        "document_kind": "transcript",
        "references": reference.pk,
        **{
            f"reference_{page}by_link.token": reference_link(reference).token
            for page in ("", "save_", "decline_", "cv_", "upload_", "piece_")
        },
        "reference_piece_by_link.pk": Upload.objects.create(
            owner=reference.referee.user, name="letter.pdf", size=9, created_at=now
        ).pk,
        "proposals": SiteProposalFactory(student=placement.student).pk,
    }
