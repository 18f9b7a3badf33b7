"""What the page of one application reads of other tables, so that its verdicts need not ask them again."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from core.actor import Actor, Role
from core.beside import beside
from institutions.models import Membership
from placements.models import (
    Allotment,
    Application,
    Conflict,
    Decision,
    Interview,
    InterviewTime,
    JudgedFrom,
    Receipt,
    Reference,
    Review,
    Reviewer,
    SelectionCriterion,
)
from placements.states import InterviewState


def applications_for_page(actor: Actor, now: datetime) -> "QuerySet[Application]":
    """Applications that the actor sees, with `receipts_sent`, who `stepped_back`, and the facts that policies of choosing and of offers
    ask for. One query.

    Each fact is about the application and nobody else, so it holds for whoever is judged by it: the reader, or a lead whose word
    somebody records.
    """
    mine, of_slot = {"application": OuterRef("pk")}, {"slot": OuterRef("slot")}
    of_selection = {"selection__slot": OuterRef("slot")}
    reviewers = Reviewer.objects.filter(**of_selection, membership__ended_at=None)
    staff = Membership.objects.current().filter(institute=OuterRef("institute")).exclude(role=Role.STUDENT)
    leads = Membership.objects.current().filter(partner=OuterRef("slot__partner"), role=Role.LEAD)
    kept = Allotment.objects.filter(**of_slot, institute=OuterRef("institute"))
    receipts = Receipt.objects.filter(**mine).order_by("-sent_at", "-pk")
    seen = Application.objects.visible_to(actor).for_list().select_related("student__cv", "placement")
    return seen.annotate(
        receipts_sent=ArraySubquery(receipts.values(json=JSONObject(pk="pk", number="number"))),
        in_conflict=ArraySubquery(Conflict.objects.filter(**mine).values("person")),
        speak_for_it=ArraySubquery(
            Reference.objects.standing().filter(applications=OuterRef("pk")).values("referee__user")
        ),
        reviewers_named=ArraySubquery(reviewers.values("membership")),
        institutes_staff=ArraySubquery(staff.values("user")),
        stages_judged=ArraySubquery(SelectionCriterion.objects.filter(**of_selection).values("stage")),
        stepped_back=beside(
            Conflict.objects.visible_to(actor).filter(**mine).order_by("declared_at"),
            "reason",
            "declared_at",
            name="person__name",
        ),
        has_other_lead=Exists(leads.exclude(user=actor.user_id)),
        was_scored=Exists(Review.objects.filter(**mine, stage=JudgedFrom.REVIEW)),
        is_prepared=Exists(Decision.objects.prepared().filter(**mine)),
        is_invited=Exists(Interview.objects.ahead().filter(**mine)),
        was_interviewed=Exists(Interview.objects.filter(**mine, state=InterviewState.HELD)),
        has_free_time=Exists(InterviewTime.objects.filter(**of_slot).free(now)),
        kept_places=Subquery(kept.values_list(JSONObject(places="places", held="held"))[:1], output_field=JSONField()),
    )
