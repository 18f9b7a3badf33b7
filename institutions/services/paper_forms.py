"""Paper forms: ordered by an office, drawn by a worker, kept with what they were about."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.services.files import store_file
from core.actor import Actor
from core.verdict import require
from core.waking import wake
from institutions.models import Membership, PaperForm
from institutions.policies import recordings as policies
from institutions.policies.recordings import Parties, Speaker

PAPER_TASK = "config.make_paper_form"
MEDIA_TYPE = "application/pdf"


@transaction.atomic
def order_paper_form(
    *, by: Actor, now: datetime, act: str, thing_id: int, title: str, parties: Parties, person: Speaker
) -> PaperForm:
    """Order a form for `person` to fill in by hand; a worker is woken after the commit. Raises NotAllowed."""
    require(policies.may_record(by, parties, person))
    paper = PaperForm.objects.create(
        act=act,
        thing_id=thing_id,
        title=title[:200],
        person_membership=person if isinstance(person, Membership) else None,
        outsider_id=None if isinstance(person, Membership) else person.user_id,
        outsider_label="" if isinstance(person, Membership) else person.label,
        institute_id=parties.institute_id,
        partner_id=parties.partner_id,
        by_id=by.user_id,
        membership_id=by.membership_id,
        at=now,
    )
    transaction.on_commit(partial(wake, PAPER_TASK, paper.pk))
    return paper


@transaction.atomic
def file_paper_form(*, paper_form_id: int, draw: Callable[[PaperForm], bytes]) -> PaperForm | None:
    """Draw and store the PDF. None when it is there already, or another worker is at it. Locks the form while that takes."""
    rows = PaperForm.objects.without_file().select_for_update(skip_locked=True, of=("self",))
    people = rows.select_related(
        "membership__user",
        "membership__institute",
        "membership__partner",
        "person_membership__user",
        "person_membership__partner",
        "outsider",
        "institute",
        "partner",
    )
    paper = people.filter(pk=paper_form_id).first()
    if paper is None:
        return None
    paper.file = store_file(
        kind="paper_form",
        content=draw(paper),
        name=f"{paper.serial}.pdf",
        media_type=MEDIA_TYPE,
        owner_id=paper.by_id,
    )
    paper.save(update_fields=["file"])
    return paper
