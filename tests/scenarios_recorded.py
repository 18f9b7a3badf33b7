"""The part of the world of tests/scenarios.py that an office wrote down for somebody else."""

from typing import Any

from accounts.models import AccessLink, Purpose
from core import clock
from institutions.models import Membership, PaperForm, Recording
from placements.models import Placement


def recorded(placement: Placement, supervisor: Membership, coordinator: Membership) -> dict[str, Any]:
    """What the coordinator recorded for the supervisor from a call, with the link by which they object."""
    now = clock.now()
    recording = Recording.objects.create(
        act="hours-approve",
        thing_id=placement.pk,
        path=placement.get_absolute_url(),
        title="Hours approved",
        words="One shift.",
        source="phone",
        caller="Dr Mirza",
        called_at=now,
        by=coordinator.user,
        membership=coordinator,
        person=supervisor.user,
        person_membership=supervisor,
        about=placement.student.user,
        institute=placement.institute,
        partner=placement.partner,
        at=now,
    )
    link = AccessLink.make(
        purpose=Purpose.OBJECTION,
        user_id=supervisor.user_id,
        subject_id=recording.pk,
        now=now,
        expires_at=recording.object_until,
    )
    paper = PaperForm.objects.create(
        act="hours-approve",
        thing_id=placement.pk,
        title="Hours approved",
        person_membership=supervisor,
        institute=placement.institute,
        partner=placement.partner,
        by=coordinator.user,
        membership=coordinator,
        at=now,
    )
    return {
        "paper-forms": paper.pk,
        "on_behalf_paper.pk": placement.pk,
        "recordings": recording.pk,
        "recording_objection_by_link.token": link.token,
        "act": "hours-approve",
        "on_behalf.pk": placement.pk,
        "view_as_begin.pk": supervisor.pk,
    }
