"""Keeping searches, and telling what is new in them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from core import clock
from core.actor import Actor, Role
from core.errors import Refusal
from core.verdict import require
from notifications.services.posting import post
from placements.models import SavedSearch, Slot
from placements.notices import searches as notices
from placements.policies import searches as policies
from placements.search.address import tidy
from placements.search.form import SearchForm
from placements.search.search import Rows, Search
from placements.search.terms import all_terms

NAMED = 5  # internships in a message
LONGEST = 500


@transaction.atomic
def save_search(*, by: Actor, now: datetime, name: str, query: str) -> SavedSearch:
    """Keep a search; what is there already is not new. Raises NotAllowed, Refusal."""
    require(policies.may_save(by))
    kept = tidy(query)
    if len(kept) > LONGEST:
        raise Refusal(_("This search is too long to keep."), instead=_("Take a few of its choices away."))
    if not can_be_read(kept, by):
        raise Refusal(
            _("Something in this search could not be read, so nothing would ever be new in it."),
            instead=_("Choose again what you look for, and keep that."),
        )
    try:
        with transaction.atomic():
            return SavedSearch.objects.create(
                membership_id=by.membership_id,
                name=name,
                query=kept,
                looked_on=clock.day_of(now),
                told_at=now,
                new_from=now,
            )
    except IntegrityError as error:
        raise Refusal(_("You keep this search already."), instead=_("It is among your saved searches.")) from error


def can_be_read(query: str, by: Actor) -> bool:
    """Whether everything that it asks for is still there: a specialty may be removed. No query once the terms are known."""
    return not SearchForm(QueryDict(query), terms=all_terms(), for_student=by.acts_as(Role.STUDENT)).errors


def _lock(search_id: int) -> SavedSearch:
    rows = SavedSearch.objects.select_for_update(of=("self",))
    return rows.select_related("membership__user", "membership__institute", "membership__partner").get(pk=search_id)


@transaction.atomic
def rename_search(*, search_id: int, by: Actor, now: datetime, name: str) -> SavedSearch:
    """Call it otherwise. Raises NotAllowed."""
    search = _lock(search_id)
    require(policies.may_change(by, search))
    search.name = name
    search.save(update_fields=["name"])
    return search


@transaction.atomic
def stop_search(*, search_id: int, by: Actor, now: datetime) -> SavedSearch:
    """Tell nothing more of it; it stays in the list. Stopping twice is stopping once. Raises NotAllowed."""
    search = _lock(search_id)
    require(policies.may_stop(by, search))
    search.tells = False
    search.save(update_fields=["tells"])
    return search


@transaction.atomic
def resume_search(*, search_id: int, by: Actor, now: datetime) -> SavedSearch:
    """Tell of it again, from now on: what came meanwhile is not told. Raises NotAllowed."""
    search = _lock(search_id)
    require(policies.may_change(by, search))
    search.tells, search.told_at, search.looked_on = True, now, clock.day_of(now)
    search.save(update_fields=["tells", "told_at", "looked_on"])
    return search


@transaction.atomic
def delete_search(*, search_id: int, by: Actor, now: datetime) -> None:
    """Forget it. Raises NotAllowed."""
    search = _lock(search_id)
    require(policies.may_change(by, search))
    search.delete()


@transaction.atomic
def tell_what_is_new(*, search_id: int, by: Actor, now: datetime) -> int:
    """Look a saved search through, once a day; its person reads what was first shown since the last time. Returns how much that is.

    Locks the search, so that two clocks tell once; the key of the message, a search and a day, holds where a lock was lost.
    """
    require(policies.may_tell(by))
    search, today = _lock(search_id), clock.day_of(now)
    if not search.tells or search.looked_on >= today:
        return 0
    search.looked_on = today
    found = new_in(search, since=search.told_at, now=now)
    count = found.count()
    if count:
        _post(search, count, list(found.select_related("partner").order_by("apply_by", "pk")[:NAMED]), now=now)
        search.told_at, search.new_from = now, search.told_at
    search.save(update_fields=["looked_on", "told_at", "new_from"])
    return count


def new_in(search: SavedSearch, *, since: datetime, now: datetime) -> Rows:
    """What its person may see of it that was first shown after `since`, and still takes applications.

    Nothing, where the address names what is no more, such as a specialty that was removed: it would find everything.
    """
    asked = Search(search.membership.as_actor(), QueryDict(search.query), now=now)
    return (
        asked.rows().none() if asked.form.errors else asked.rows().filter(published_at__gt=since, published_at__lte=now)
    )


def _post(search: SavedSearch, count: int, first: list[Slot], *, now: datetime) -> None:
    reader = search.membership.user
    with translation.override(reader.language):
        message = notices.what_is_new(search, count, first)
    post(reader=reader, message=message, dedupe_key=f"search.new:{search.pk}:{clock.day_of(now).isoformat()}", now=now)
