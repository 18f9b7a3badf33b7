"""A placement office with a call, and a partner that was asked: for tests of calls."""

from core import clock
from institutions.models import Interest
from notifications.models import Notification
from placements.services import calls_answers as answering
from tests.factories.calls import CallAnswerFactory, CallFactory
from tests.factories.institutions import DepartmentFactory, MembershipFactory, ProgrammeFactory


class Office:
    """An institute's coordinator with an open call, and the lead of the one partner that was asked."""

    def __init__(self, *, is_open=True, **call):
        self.coordinator = MembershipFactory(coordinator=True)
        programme = ProgrammeFactory(institute=self.coordinator.institute)
        self.call = CallFactory(programme=programme, open=is_open, **call)
        self.lead = MembershipFactory(lead=True)
        self.answer = CallAnswerFactory(call=self.call, partner=self.lead.partner)
        self.by, self.partner = self.coordinator.as_actor(), self.lead.as_actor()

    def answers(self, interest=Interest.INTERESTED, by=None, **values):
        by = by or self.partner
        return answering.answer_call(answer_id=self.answer.pk, by=by, now=clock.now(), interest=interest, **values)

    def department(self):
        return DepartmentFactory(site__partner=self.lead.partner)

    def slot(self, department, by=None):
        return answering.make_slot(
            answer_id=self.answer.pk,
            by=by or self.partner,
            now=clock.now(),
            title="Ward nursing",
            department=department,
        )


def told(kind):
    """Who was told, and what."""
    return [(row.reader_id, row.subject) for row in Notification.objects.filter(kind=kind).order_by("pk")]
