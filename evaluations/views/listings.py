"""Lists of evaluations, letters and certificates as tables to keep. What was judged is no part of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.listings import Listing, declare
from core.verdict import YES, Verdict, never
from evaluations.filters.evaluations import EvaluationFilter
from evaluations.filters.papers import CertificateFilter
from evaluations.models import Certificate, Evaluation, Letter


def _anyone(actor: Actor) -> Verdict:
    """Everyone, for the rows that they see on its page."""
    return YES if actor.role else never(_("This list is not open to you."))


def _evaluations(request: HttpRequest) -> QuerySet[Evaluation]:
    mine = Evaluation.objects.visible_to(request.actor).for_page().order_by("due_at", "pk")
    return EvaluationFilter(request.GET, mine).qs


def _evaluation(row: Evaluation) -> tuple[Any, ...]:
    placement, evaluator = row.placement, row.evaluator
    return (
        placement.student.user.name, placement.slot.title, placement.partner.name,
        row.get_occasion_display(), row.instrument.title,
        evaluator.user.name if evaluator else "", row.opens_on, row.due_at, row.get_state_display(),
    )  # fmt: skip


def _certificates(request: HttpRequest) -> QuerySet[Certificate]:
    mine = Certificate.objects.visible_to(request.actor).for_list().order_by("-issued_at", "-pk")
    return CertificateFilter(request.GET, mine).qs


def _certificate(row: Certificate) -> tuple[Any, ...]:
    placement = row.placement
    return (
        row.serial, placement.student.roll_no, placement.student.user.name, placement.student.programme.code,
        placement.partner.name, placement.slot.title, row.issued_at, row.get_state_display(),
    )  # fmt: skip


def _letters(request: HttpRequest) -> QuerySet[Letter]:
    return Letter.objects.visible_to(request.actor).for_list().order_by("-created_at", "-pk")


def _letter(row: Letter) -> tuple[Any, ...]:
    placement = row.placement
    return (
        placement.student.user.name, placement.slot.title, placement.partner.name, row.writer.user.name, row.created_at,
        row.get_state_display(),
    )  # fmt: skip


declare(
    Listing(
        "evaluations", _anyone, _evaluations,
        ("Student", "Slot", "Partner", "Occasion", "Form", "Evaluator", "Opens", "Due", "Stands"), _evaluation,
    )
)  # fmt: skip
declare(
    Listing(
        "certificates", _anyone, _certificates,
        ("Serial", "Roll number", "Name", "Programme", "Partner", "Slot", "Issued", "Stands"), _certificate,
    )
)  # fmt: skip
declare(
    Listing("letters", _anyone, _letters, ("Student", "Slot", "Partner", "Writer", "Asked", "Stands"), _letter)
)  # fmt: skip
