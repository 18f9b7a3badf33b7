"""Letters of placement: written, filed as a sealed PDF, taken back. The only writers of these tables."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.services.files import store_file
from core import pdf, signing
from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from core.waking import wake
from evaluations.documents import LANGUAGE
from evaluations.documents.placement_letters import letter_facts, placement_letter_paper, placement_letter_title
from evaluations.models import PlacementLetter, PlacementLetterTransition
from evaluations.notices.placement_letters import PLACEMENT_LETTER_TOLD_ABOUT, outdated_to_office, ready_to_partner
from evaluations.policies import placement_letters as policies
from evaluations.states import ISSUE_PLACEMENT_LETTER, WITHDRAW_PLACEMENT_LETTER
from institutions.models import Institute, Partner
from notifications.services.posting import notify, tell
from placements.models import Placement

PLACEMENT_LETTER_TASK = "evaluations.file_placement_letter"


@transaction.atomic
def write_placement_letter(
    *,
    by: Actor,
    now: datetime,
    partner: Partner,
    placements: Iterable[Placement],
    addressee: str,
    reference: str = "",
    remarks: str = "",
) -> PlacementLetter:
    """Name these interns to the partner; a worker is woken to make the PDF.

    Locks the placements in the order of their keys, so that none is cancelled while it is named. Raises NotAllowed, Refusal.
    """
    require(policies.may_write_placement_letter(by))
    wanted = [placement.pk for placement in placements]
    rows = _named(wanted, by=by, partner=partner)
    if not rows or len(rows) != len(wanted):
        raise Refusal(
            _("One of these placements is not confirmed any more."),
            instead=_("Look at the list again: it shows who can be named now."),
            field="placements",
        )
    institute = Institute.objects.get(pk=by.institute_id)
    facts = letter_facts(
        institute=institute,
        partner=partner,
        placements=rows,
        now=now,
        addressee=addressee,
        reference=reference,
        remarks=remarks,
    )
    letter = PlacementLetter.objects.create(
        institute=institute,
        partner=partner,
        interns=len(rows),
        reference=reference,
        facts=facts,
        issued_at=now,
        issued_by_id=by.user_id,
    )
    letter.placements.set(rows)
    PlacementLetterTransition.write(letter, ISSUE_PLACEMENT_LETTER, by=by, now=now, was="")
    transaction.on_commit(partial(wake, PLACEMENT_LETTER_TASK, letter.pk))
    return letter


def _named(ids: list[int], *, by: Actor, partner: Partner) -> list[Placement]:
    """Those of the placements that the actor may name to this partner, locked, in the order of first day and name."""
    rows = policies.nameable(Placement.objects.visible_to(by)).filter(pk__in=ids, partner=partner)
    locked = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk").values_list("pk", flat=True))
    found = Placement.objects.filter(pk__in=locked).for_list().select_related("student__programme", "agreement")
    return list(found.order_by("starts_on", "student__user__name", "pk"))


@transaction.atomic
@translation.override(LANGUAGE)
def file_placement_letter(*, letter_id: int, now: datetime) -> PlacementLetter | None:
    """Lay out, seal and store the PDF, and tell the partner. None when that was done, it was withdrawn, or another worker is at it.

    Locks the letter for as long as that takes, about a second: whoever comes second goes on without waiting.
    """
    rows = PlacementLetter.objects.without_file().for_list().select_for_update(skip_locked=True, of=("self",))
    letter = rows.filter(pk=letter_id).first()
    if letter is None:
        return None
    laid_out = pdf.render(
        "pdf/placement_letter.html",
        placement_letter_paper(letter),
        title=placement_letter_title(letter),
        lang=LANGUAGE,
    )
    reason = _("Issued by %(institute)s") % {"institute": letter.facts["institute"]["name"]}
    sealed = signing.seal(
        laid_out, reason=reason, name="Wardbridge", field=_("Seal of the portal in which this letter was issued")
    )
    name = _("Letter of placement, %(partner)s, %(day)s.pdf") % {
        "partner": letter.facts["partner"]["name"],
        "day": letter.facts["issued_on"],
    }
    letter.file = store_file(kind="placement_letter", content=sealed, name=name, media_type="application/pdf")
    letter.save(update_fields=["file"])
    notify(ready_to_partner, letter, now=now)
    return letter


def tell_of_letters(*, placement: Placement, now: datetime) -> None:
    """Tell the office of each letter that goes on naming a placement which was cancelled. Inside the caller's transaction."""
    for letter in PlacementLetter.objects.holding().filter(placements=placement).for_list():
        notify(outdated_to_office, letter, placement, now=now)


@transaction.atomic
def withdraw_placement_letter(*, letter_id: int, by: Actor, now: datetime, reason: str) -> PlacementLetter:
    """Take it back, with a reason that the partner reads. Locks the letter. Raises NotAllowed, Refusal, IllegalMove."""
    letter = PlacementLetter.objects.for_list().select_for_update(of=("self",)).get(pk=letter_id)
    require(policies.may_withdraw_placement_letter(by, letter))
    WITHDRAW_PLACEMENT_LETTER.check(letter.state, label=letter.get_state_display())
    was, letter.state, letter.reason = letter.state, WITHDRAW_PLACEMENT_LETTER.target, reason
    letter.save(update_fields=["state", "reason"])
    row = PlacementLetterTransition.write(letter, WITHDRAW_PLACEMENT_LETTER, by=by, now=now, was=was, note=reason)
    tell(PLACEMENT_LETTER_TOLD_ABOUT, letter, WITHDRAW_PLACEMENT_LETTER, row, now=now)
    return letter
