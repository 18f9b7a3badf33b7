"""Writing how a slot chooses: switches, criteria, reviewers, quota groups. Each locks the slot, so that the row is made once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actor import Actor
from core.errors import Refusal
from core.verdict import require
from institutions.models import Institute, Membership
from notifications.services.posting import say
from placements.models import JudgedFrom, QuotaGroup, Reviewer, Selection, SelectionCriterion, Slot
from placements.notices.selection import named_to_reviewer
from placements.policies import selection as policies
from placements.services.slots import lock_slot

MOST_CRITERIA = 12  # for one stage; more than a person judges with care


def _selection(slot: Slot) -> Selection:
    """The slot's row, made with the first thing that is said of it. The caller holds the slot's lock."""
    selection, _new = Selection.objects.get_or_create(slot=slot)
    return selection


def _lock(slot_id: int, by: Actor, *, rules: bool) -> Selection:
    slot = lock_slot(slot_id)
    require((policies.may_change_rules if rules else policies.may_choose)(by, slot))
    return _selection(slot)


@transaction.atomic
def set_up_selection(
    *,
    slot_id: int,
    by: Actor,
    now: datetime,
    has_interviews: bool,
    shows_merit: bool,
    answer_days: int,
    is_blind: bool | None = None,
) -> Selection:
    """Switch what the slot uses. `is_blind` is left as it is once the first score was given. Raises NotAllowed, Refusal."""
    selection = _lock(slot_id, by, rules=False)
    if is_blind is not None and is_blind != selection.is_blind:
        require(policies.may_change_rules(by, selection.slot))
        selection.is_blind = is_blind
    selection.has_interviews, selection.shows_merit = has_interviews, shows_merit
    selection.answer_days = answer_days
    selection.save()
    return selection


@transaction.atomic
def add_criterion(
    *, slot_id: int, by: Actor, now: datetime, text: str, weight: int, guide: str = "", stage: str = JudgedFrom.REVIEW
) -> SelectionCriterion:
    """Put one at the end of its stage. Raises NotAllowed, Refusal."""
    selection = _lock(slot_id, by, rules=True)
    there = selection.criteria.filter(stage=stage)
    _check_text(there, text)
    if there.count() >= MOST_CRITERIA:
        raise Refusal(
            _("There are %(n)d criteria already.") % {"n": MOST_CRITERIA},
            instead=_("Join two that belong together."),
            field="text",
        )
    last = there.aggregate(last=Max("position"))["last"] or 0
    return SelectionCriterion.objects.create(
        selection=selection, stage=stage, position=last + 1, text=text, guide=guide, weight=weight
    )


@transaction.atomic
def edit_criterion(
    *, slot_id: int, criterion_id: int, by: Actor, now: datetime, text: str, weight: int, guide: str, stage: str
) -> SelectionCriterion:
    """Word or weigh it anew. Raises NotAllowed, Refusal, SelectionCriterion.DoesNotExist."""
    selection = _lock(slot_id, by, rules=True)
    criterion = selection.criteria.get(pk=criterion_id)
    _check_text(selection.criteria.filter(stage=stage).exclude(pk=criterion_id), text)
    criterion.text, criterion.weight, criterion.guide, criterion.stage = text, weight, guide, stage
    criterion.save()
    return criterion


def _check_text(others: Collection[SelectionCriterion], text: str) -> None:
    if any(other.text.casefold() == text.casefold() for other in others):
        raise Refusal(_("This criterion stands there already."), field="text")


@transaction.atomic
def remove_criterion(*, slot_id: int, criterion_id: int, by: Actor, now: datetime) -> Slot:
    """Take it off the list. Raises NotAllowed, Refusal, SelectionCriterion.DoesNotExist."""
    selection = _lock(slot_id, by, rules=True)
    selection.criteria.get(pk=criterion_id).delete()
    return selection.slot


@transaction.atomic
def name_reviewer(*, slot_id: int, by: Actor, now: datetime, membership: Membership) -> Reviewer:
    """Let one of the partner's people score beside the leads. Raises NotAllowed, Refusal."""
    selection = _lock(slot_id, by, rules=False)
    if membership.partner_id != selection.slot.partner_id or membership.ended_at is not None:
        raise Refusal(_("This person does not act for your organisation."), field="membership")
    reviewer, new = Reviewer.objects.get_or_create(selection=selection, membership=membership)
    if new:
        say(named_to_reviewer, reviewer, key="", now=now)
    return reviewer


@transaction.atomic
def dismiss_reviewer(*, slot_id: int, reviewer_id: int, by: Actor, now: datetime) -> Slot:
    """The person scores no more; what they have given stays. Raises NotAllowed, Reviewer.DoesNotExist."""
    selection = _lock(slot_id, by, rules=False)
    selection.reviewers.get(pk=reviewer_id).delete()
    return selection.slot


@transaction.atomic
def add_group(
    *,
    slot_id: int,
    by: Actor,
    now: datetime,
    name: str,
    places: int,
    leftovers: int | None = None,
    institutes: Collection[Institute] = (),
    for_women: bool = False,
    cities: str = "",
) -> QuotaGroup:
    """Put a quota group at the end. Raises NotAllowed, Refusal."""
    selection = _lock(slot_id, by, rules=True)
    groups = list(selection.groups.all())
    if any(group.name.casefold() == name.casefold() for group in groups):
        raise Refusal(_("A group of this name stands there already."), field="name")
    left = selection.slot.places - sum(group.places for group in groups)
    if places > left:
        raise Refusal(
            ngettext("%(n)d place is left to share out.", "%(n)d places are left to share out.", left) % {"n": left},
            instead=_("Give this group as many at most.") if left else _("Take some from another group first."),
            field="places",
        )
    group = QuotaGroup.objects.create(
        selection=selection,
        position=max((group.position for group in groups), default=0) + 1,
        name=name,
        places=places,
        leftovers=leftovers,
        for_women=for_women,
        cities=cities,
    )
    group.institutes.set(institutes)
    return group


@transaction.atomic
def remove_group(*, slot_id: int, group_id: int, by: Actor, now: datetime) -> Slot:
    """Take the group away; its places are shared out again. Raises NotAllowed, Refusal, QuotaGroup.DoesNotExist."""
    selection = _lock(slot_id, by, rules=True)
    selection.groups.get(pk=group_id).delete()
    return selection.slot
