"""Evidence beside objectives: put there by the student, and removed."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from accounts.services.reading import discard_file
from core.actor import Actor
from core.errors import Refusal
from core.screening import refuse_patient_data
from core.uploads import CleanFile
from core.verdict import require
from placements.models import Activity, Evidence, FeedbackNote, Reflection
from placements.policies import learning as policies
from placements.services.placements_moves import lock_placement

Stands = Activity | FeedbackNote | Reflection
FIELDS = {Activity: "activity", FeedbackNote: "note", Reflection: "reflection"}


@transaction.atomic
def attach_evidence(
    *,
    placement_id: int,
    objective_id: int,
    by: Actor,
    now: datetime,
    document: CleanFile | None = None,
    title: str = "",
    thing: Stands | None = None,
) -> Evidence:
    """Put a document beside the objective, or a thing that stands on the placement. Locks the placement.

    Raises NotAllowed, Refusal (nothing or both, another placement's, a private reflection, patient data, there already).
    """
    placement = lock_placement(placement_id)
    require(policies.may_attach_evidence(by, placement))
    if (document is None) == (thing is None):
        raise Refusal(_("Choose a document or something from your placement: one of the two."), field="thing")
    refuse_patient_data(title, field="title", instead=_("Say what the document shows."), names=True)
    if document is not None and not title:
        instead = _("Say what the document shows, or give the file another name.")
        refuse_patient_data(document.name, field="document", instead=instead, names=True)
    evidence = Evidence(
        placement=placement, objective=placement.slot.objectives.get(pk=objective_id), title=title, created_at=now
    )
    if document is not None:
        evidence.file = store_file(
            kind="evidence",
            content=document.content,
            name=document.name,
            media_type=document.media_type,
            owner_id=placement.student.user_id,
        )
    elif thing is not None:
        _require_ours(thing, placement.pk)
        setattr(evidence, FIELDS[type(thing)], thing)
    _save(evidence)
    return evidence


@transaction.atomic
def remove_evidence(*, evidence_id: int, by: Actor, now: datetime) -> None:
    """Take it away; a document is deleted with it. Locks the placement. Raises NotAllowed, Refusal."""
    evidence = Evidence.objects.get(pk=evidence_id)
    placement = lock_placement(evidence.placement_id)
    require(policies.may_remove_evidence(by, placement, evidence))
    file_id = evidence.file_id
    evidence.delete()
    if file_id is not None:
        discard_file(file_id=file_id)


def _require_ours(thing: Stands, placement_id: int) -> None:
    if thing.placement_id != placement_id:
        raise Refusal(_("This belongs to another placement."), field="thing")
    # Locked, so that it is not made private at the same moment.
    if isinstance(thing, Reflection) and not Reflection.objects.shared().select_for_update().filter(pk=thing.pk):
        raise Refusal(_("This reflection is private."), instead=_("Share it first."), field="thing")


def _save(evidence: Evidence) -> None:
    try:
        with transaction.atomic():
            evidence.save()
    except IntegrityError as error:
        raise Refusal(_("It stands beside this objective already."), field="thing") from error
