"""Mentorships and their meetings: windows. What two agreed, and that one asks for somebody else, is in no admin page at all."""

from django.contrib import admin

from core.admin import HistoryInline, ReadOnlyAdmin
from placements.models import Mentorship, MentorshipMeeting, MentorshipMeetingTransition, MentorshipTransition


class MentorshipHistory(HistoryInline):
    """Moves of a mentorship."""

    model = MentorshipTransition


class MeetingHistory(HistoryInline):
    """Moves of a meeting; why one was called off is between the two."""

    model = MentorshipMeetingTransition
    fields = readonly_fields = ("at", "move", "from_state", "to_state", "by", "via")


@admin.register(Mentorship)
class MentorshipAdmin(ReadOnlyAdmin):
    """Who guides whom."""

    list_display = ("mentor", "student", "state", "begins_on", "until", "ended_on")
    list_filter = ("state", "student__institute", "student__programme")
    search_fields = ("mentor__user__name", "student__user__name", "student__roll_no")
    date_hierarchy = "begins_on"
    list_select_related = ("mentor__user", "mentor__institute", "student__user")
    inlines = (MentorshipHistory,)


@admin.register(MentorshipMeeting)
class MentorshipMeetingAdmin(ReadOnlyAdmin):
    """That they met, or will."""

    list_display = ("mentorship", "mentor", "student", "day", "state")
    list_filter = ("state", "mentorship__student__institute")
    search_fields = ("mentorship__mentor__user__name", "mentorship__student__user__name")
    date_hierarchy = "day"
    list_select_related = ("mentorship__mentor__user", "mentorship__student__user")
    inlines = (MeetingHistory,)

    @admin.display(ordering="mentorship__mentor__user__name")
    def mentor(self, meeting: MentorshipMeeting) -> str:
        return meeting.mentorship.mentor.user.name

    @admin.display(ordering="mentorship__student__user__name")
    def student(self, meeting: MentorshipMeeting) -> str:
        return meeting.mentorship.student.user.name
