"""Two entries of one partner become one: proposed, decided, and everything that pointed at the one points at the other."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core.actor import Actor
from core.errors import Refusal
from core.lifecycle import Move
from core.verdict import require
from institutions.models import (
    AgreementCover,
    ContactEntry,
    Department,
    Membership,
    Partner,
    PartnerMerge,
    PartnerMergeTransition,
    Site,
)
from institutions.notices import register as notices
from institutions.policies import merges as policies
from institutions.services.merging_rows import move_rows, move_what_may
from institutions.services.partners import PROFILE
from institutions.states import DECLINE, MERGE, MergeState
from notifications.services.posting import post, tell


@transaction.atomic
def propose_merge(*, loser_id: int, by: Actor, now: datetime, survivor: Partner, reason: str) -> PartnerMerge:
    """Ask the administrators whether the partner of `loser_id` is `survivor`. Locks both. Raises NotAllowed, Refusal."""
    require(policies.may_propose(by))
    loser, survivor = _lock_both(loser_id, survivor.pk)
    try:
        with transaction.atomic():
            merge = PartnerMerge.objects.create(
                survivor=survivor,
                loser=loser,
                loser_name=loser.name,
                loser_slug=loser.slug,
                reason=reason,
                institute_id=by.institute_id,
                proposed_by_id=by.user_id,
                created_at=now,
            )
    except IntegrityError as error:
        raise Refusal(_("This was proposed already, and waits for the administrator.")) from error
    for administrator in Membership.objects.administrators():
        key = f"partner.merge_proposed:{merge.pk}"
        post(reader=administrator.user, message=partial(notices.merge_proposed, merge), dedupe_key=key, now=now)
    return merge


@transaction.atomic
def merge_partners(*, merge_id: int, by: Actor, now: datetime) -> PartnerMerge:
    """Move every row of the one to the other, fill in what the other's profile lacks, and let the one go. Its history stays.

    One at a time; locks both partners in the order of their keys, then the merge. Raises NotAllowed, IllegalMove, and Refusal where
    it would break a promise: two signed agreements for one programme on the same days, more interns at once than the limit.
    """
    merge, loser, survivor = _lock_pair(merge_id, by)
    _no_promise_twice(loser, survivor)
    _close_other_questions(merge, loser, by=by, now=now)
    _join_sites(loser, survivor)
    _join_roles(loser, survivor, now=now)
    _join_next_calls(loser, survivor)
    _fill_in(survivor, loser)
    merge.loser, merge.state = None, MERGE.target
    merge.save(update_fields=["loser", "state"])
    merge.moved = move_rows(loser, survivor)
    merge.save(update_fields=["moved"])
    loser.delete()
    return _written(merge, MERGE, by=by, now=now)


@transaction.atomic
def decline_merge(*, merge_id: int, by: Actor, now: datetime, reason: str) -> PartnerMerge:
    """They are two: said once, shown as possible duplicates no more. Raises NotAllowed, IllegalMove."""
    merge, _loser, _survivor = _lock_pair(merge_id, by, move=DECLINE)
    merge.state = DECLINE.target
    merge.save(update_fields=["state"])
    return _written(merge, DECLINE, by=by, now=now, note=reason)


def rehearse_merge(*, merge_id: int, by: Actor, now: datetime) -> tuple[dict[str, int], Refusal | None]:
    """What merging would move, or the refusal it would meet: done by the very code, then taken back."""
    try:
        with transaction.atomic():
            moved = merge_partners(merge_id=merge_id, by=by, now=now).moved
            transaction.set_rollback(True)
    except Refusal as refusal:
        return {}, refusal
    return moved, None


def _lock_both(one: int, other: int) -> tuple[Partner, Partner]:
    """Both partners, locked in the order of their keys, while nobody else proposes or decides. Raises Refusal.

    A merge writes the proposals about third partners too, and the database would lock those in an order of its own.
    """
    if one == other:
        raise Refusal(_("Choose another partner: these are one entry already."), field="survivor")
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE institutions_partnermerge IN SHARE ROW EXCLUSIVE MODE")
    locked = Partner.objects.select_for_update().filter(pk__in=[one, other]).order_by("pk").in_bulk()
    if len(locked) < 2:
        raise Refusal(_("One of the two is not in the register any more: it was merged meanwhile."))
    return locked[one], locked[other]


def _lock_pair(merge_id: int, by: Actor, move: Move = MERGE) -> tuple[PartnerMerge, Partner, Partner]:
    pair = PartnerMerge.objects.get(pk=merge_id)
    require(policies.may_decide(by, pair))
    if pair.loser_id is None:
        move.check(pair.state, label=pair.get_state_display())
        raise Refusal(_("This was decided already."))
    loser, survivor = _lock_both(pair.loser_id, pair.survivor_id)
    merge = PartnerMerge.objects.select_for_update().get(pk=merge_id)
    move.check(merge.state, label=merge.get_state_display())
    return merge, loser, survivor


def _written(merge: PartnerMerge, move: Move, *, by: Actor, now: datetime, note: str = "") -> PartnerMerge:
    row = PartnerMergeTransition.write(merge, move, by=by, now=now, was=MergeState.PROPOSED, note=note)
    tell(notices.MERGE_TOLD_ABOUT, merge, move, row, now=now)
    return merge


def _no_promise_twice(loser: Partner, survivor: Partner) -> None:
    same = AgreementCover.objects.filter(
        partner=survivor, programme=OuterRef("programme"), during__overlap=OuterRef("during")
    )
    twice = AgreementCover.objects.filter(Exists(same), partner=loser).select_related("programme__institute").first()
    if twice is not None:
        raise Refusal(
            _("%(institute)s has signed an agreement with each of the two for %(programme)s on the same days.")
            % {"institute": twice.programme.institute, "programme": twice.programme},
            instead=_("End one of the two agreements first."),
        )


def _close_other_questions(merge: PartnerMerge, loser: Partner, *, by: Actor, now: datetime) -> None:
    """What else was asked about the one that goes is answered by this: whoever asked may ask again about the other."""
    others = (loser.merges.all() | loser.losing_merges.all()).filter(state=MergeState.PROPOSED).exclude(pk=merge.pk)
    for other in others.select_for_update(of=("self",)).select_related("survivor", "proposed_by").order_by("pk"):
        other.state = DECLINE.target
        other.save(update_fields=["state"])
        note = _("“%(loser)s” was merged with “%(survivor)s” meanwhile. Propose it again if it still holds.")
        _written(other, DECLINE, by=by, now=now, note=note % {"loser": loser.name, "survivor": merge.survivor.name})


def _join_sites(loser: Partner, survivor: Partner) -> None:
    """A site of a name that the other has becomes that one, and so do its departments. The others keep their rows."""
    there = {site.name.casefold(): site for site in survivor.sites.all()}
    for site in loser.sites.all():
        if (same := there.get(site.name.casefold())) is not None:
            _join_departments(site, same)
            move_rows(site, same)
            site.delete()


def _join_departments(old: Site, new: Site) -> None:
    there = {department.name.casefold(): department for department in new.departments.all()}
    for department in Department.objects.filter(site=old):
        if (same := there.get(department.name.casefold())) is not None:
            move_rows(department, same)
            department.delete()


def _join_roles(loser: Partner, survivor: Partner, *, now: datetime) -> None:
    """Who has one role at both keeps it at the one that stays, with what they have in hand; what they signed stays signed."""
    there = {(m.user_id, m.role): m for m in Membership.objects.current().filter(partner=survivor)}
    for membership in Membership.objects.current().filter(partner=loser):
        if (same := there.get((membership.user_id, membership.role))) is not None:
            move_what_may(membership, same)
            membership.end(now)


def _join_next_calls(loser: Partner, survivor: Partner) -> None:
    """Of two calls that one institute planned, the sooner stays and says what both are about. Nobody has made the later one: it is
    planned no more.
    """
    planned = {entry.institute_id: entry for entry in ContactEntry.objects.waiting().filter(partner=survivor)}
    for entry in ContactEntry.objects.waiting().filter(partner=loser):
        if (other := planned.get(entry.institute_id)) is not None:
            sooner, later = sorted((entry, other), key=lambda e: (e.next_on, e.pk))
            sooner.next_about = f"{sooner.next_about}; {later.next_about}"[:200]
            sooner.save(update_fields=["next_about"])
            later.next_on, later.next_about = None, ""
            later.save(update_fields=["next_on", "next_about"])


def _fill_in(survivor: Partner, loser: Partner) -> None:
    """Lines of the profile that only the other has written."""
    fresh: dict[str, Any] = {
        field: value for field in PROFILE if not getattr(survivor, field) and (value := getattr(loser, field))
    }
    if fresh:
        for field, value in fresh.items():
            setattr(survivor, field, value)
        survivor.version += 1
        survivor.save(update_fields=[*fresh, "version"])
