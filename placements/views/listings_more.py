"""Lists that go out and have no sheet to come back by: programmes, intakes, calls, lists of names."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from core.listings import Listing, declare
from institutions.models import Intake, Programme
from placements.filters.calls import CallFilter
from placements.models import Call, NameList, with_sums
from placements.policies import calls, name_lists, programmes


def _programmes(request: HttpRequest) -> QuerySet[Programme]:
    return with_sums(Programme.objects.visible_to(request.actor)).order_by("name", "pk")


def _programme(row: Any) -> tuple[Any, ...]:
    return (row.code, row.name, row.required_hours, row.block_count, row.block_hours, row.intake_count)


def _intakes(request: HttpRequest) -> QuerySet[Intake]:
    mine = Intake.objects.visible_to(request.actor).select_related("programme")
    return mine.order_by("programme__name", "-starts_on", "pk")


def _intake(row: Intake) -> tuple[Any, ...]:
    return (row.programme.code, row.name, row.starts_on, row.place_by)


def _calls(request: HttpRequest) -> QuerySet[Call]:
    return CallFilter(request.GET, Call.objects.visible_to(request.actor).for_list().with_counts().order_by("-pk")).qs


def _call(row: Any) -> tuple[Any, ...]:
    return (
        row.title, row.programme.code, row.get_kind_display(), row.starts_on, row.ends_on, row.places, row.promised, row.asked,
        row.silent, row.answer_by, row.get_state_display(),
    )  # fmt: skip


def _name_lists(request: HttpRequest) -> QuerySet[NameList]:
    return NameList.objects.visible_to(request.actor).for_list().with_counts().order_by("-pk")


def _name_list(row: Any) -> tuple[Any, ...]:
    return (
        row.institute.name, row.slot.partner.name, row.slot.title, row.slot.starts_on, row.slot.ends_on, row.asked, row.waiting,
        row.accepted, row.swapped, row.struck, row.get_state_display(), row.sent_at,
    )  # fmt: skip


declare(
    Listing(
        "programmes", programmes.may_see, _programmes,
        ("Code", "Programme", "Hours asked for", "Blocks", "Hours in blocks", "Intakes"), _programme,
    )
)  # fmt: skip
declare(Listing("intakes", programmes.may_see, _intakes, ("Programme", "Intake", "First day", "Placed by"), _intake))
declare(
    Listing(
        "calls", calls.may_see, _calls,
        ("Call", "Programme", "Kind", "First day", "Last day", "Places wanted", "Places promised", "Asked", "Silent",
         "Answer by", "Stands"), _call,
    )
)  # fmt: skip
declare(
    Listing(
        "name_lists", name_lists.may_see, _name_lists,
        ("Institute", "Partner", "Slot", "First day", "Last day", "Names", "Waiting", "Accepted", "Swapped", "Struck", "Stands",
         "Sent"), _name_list,
    )
)  # fmt: skip
