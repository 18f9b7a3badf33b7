"""Lists of programmes with their blocks and intakes, of calls, of names on lists, of mentors, as tables to keep."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from core import clock
from core.listings import Listing, declare, of_sheet
from institutions.models import Intake, Programme
from placements.filters.calls import CallFilter
from placements.filters.mentorships import MentorshipFilter
from placements.models import Call, ListedName, Mentorship, ProgrammeBlock
from placements.policies import calls, mentorships, name_lists, programmes
from placements.services.calls_sheet import CALLS, with_answers
from placements.services.name_lists_sheet import NAME_LISTS, listed_names
from placements.services.programmes_sheet import BLOCKS_OF_PROGRAMMES, INTAKES, PROGRAMMES, blocks, seen_programmes


def _programmes(request: HttpRequest) -> QuerySet[Programme]:
    return seen_programmes(request.actor).order_by("name", "pk")


def _blocks(request: HttpRequest) -> QuerySet[ProgrammeBlock]:
    return blocks(request.actor)


def _intakes(request: HttpRequest) -> QuerySet[Intake]:
    mine = Intake.objects.visible_to(request.actor).select_related("programme")
    return mine.order_by("programme__name", "-starts_on", "pk")


def _calls(request: HttpRequest) -> QuerySet[Call]:
    mine = with_answers(Call.objects.visible_to(request.actor).for_list(), request.actor)
    return CallFilter(request.GET, mine.order_by("-pk")).qs


def _name_lists(request: HttpRequest) -> QuerySet[ListedName]:
    return listed_names(request.actor)


def _mentorships(request: HttpRequest) -> QuerySet[Mentorship]:
    mine = Mentorship.objects.visible_to(request.actor).for_page().with_meetings(clock.today())
    return MentorshipFilter(request.GET, mine.order_by("-begins_on", "-pk"), request=request).qs


def _mentorship(row: Any) -> tuple[Any, ...]:
    student, last = row.student, row.ended_on or row.until
    who = (row.mentor.user.name, student.roll_no, student.user.name, student.programme.code)
    return (*who, row.begins_on, last, row.kept, row.last_on, row.next_on)


declare(
    Listing(
        "mentorships", mentorships.may_list, _mentorships,
        ("Mentor", "Roll number", "Name", "Programme", "From", "Until", "Meetings kept", "The last", "The next"),
        _mentorship,
    )
)  # fmt: skip
of_sheet(PROGRAMMES, may=programmes.may_see, found=_programmes)
of_sheet(BLOCKS_OF_PROGRAMMES, may=programmes.may_see, found=_blocks)
of_sheet(INTAKES, may=programmes.may_see, found=_intakes)
of_sheet(CALLS, may=calls.may_see, found=_calls)
of_sheet(NAME_LISTS, may=name_lists.may_see, found=_name_lists)
