"""The calendar file in the mails about an interview: booked and moved it stands in both calendars, called off it leaves them."""

from accounts.models import User
from config.calendars.days import interview_entry
from config.calendars.feed import invitation
from core import clock
from notifications.attachments import CalendarFile
from placements.models import Interview
from placements.states import InterviewState

ENDS = {InterviewState.BOOKED: "REQUEST", InterviewState.CANCELLED: "CANCEL"}


def interview_file(interview_id: int, reader: User) -> CalendarFile | None:
    """What holds for the reader now: who was to hold it, and does no more, takes it out. Two queries.

    None for an interview that is over, or never had a time.
    """
    interview = Interview.objects.for_list().filter(pk=interview_id).first()
    if interview is None or interview.during is None or interview.state not in ENDS:
        return None
    method = ENDS[InterviewState(interview.state)]
    if reader.pk not in {interview.person_id, interview.application.student.user_id}:
        method = "CANCEL"
    sequence = interview.transitions.count()
    entry = interview_entry(interview, reader.pk)
    text = invitation(entry, method=method, sequence=sequence, reader=reader, now=clock.now())
    return CalendarFile(name=f"interview-{interview.pk}.ics", text=text, method=method)
