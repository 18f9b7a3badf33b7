"""What pages of choosing say before it matters: that a review is blind, that an invitation ends the scoring, and whose it is to decide."""

import pytest
from django.urls import reverse

from core.errors import NotAllowed
from placements.models import Application
from placements.states import ApplicationState
from tests.factories.institutions import MembershipFactory
from tests.factories.selection import InterviewTimeFactory, QuotaGroupFactory, ReviewFactory
from tests.placements.offering import offer
from tests.placements.pages_of_applications import act, words
from tests.placements.panel import a_panel

pytestmark = pytest.mark.django_db

BLIND = "Leave your name, your college, and whether you are a man or a woman out of the statement"


@pytest.mark.parametrize("blind", [True, False])
def test_a_student_reads_before_writing_that_the_review_is_blind(client, blind):
    panel = a_panel(blind=blind)
    draft = panel.stage.application()
    client.force_login(draft.student.user)
    pages = [reverse(name, args=[panel.slot.pk]) for name in ("internship_detail", "application_start")]
    pages.append(act(draft, "submit"))
    assert [BLIND in words(client.get(page)) for page in pages] == [blind] * 3


def test_an_invitation_says_that_nobody_scores_the_application_afterwards(client):
    panel = a_panel(interviews=True)
    application = panel.application(shortlisted=True)
    InterviewTimeFactory(slot=panel.slot, interviewer=panel.reviewer)
    client.force_login(panel.lead.user)
    assert "Nobody has scored the application yet" in words(client.get(act(application, "invite")))
    panel.score(application, 5, 5)
    said = "1 person has scored the application; nobody else can, once the student is invited."
    assert said in words(client.get(act(application, "invite")))


@pytest.mark.parametrize(
    ("query", "shown"), [("", "review"), ("?stage=review", "review"), ("?stage=interview", "interview")]
)
def test_the_spread_of_reviewers_says_which_of_two_it_shows(client, query, shown):
    panel = a_panel(interviews=True)
    client.force_login(panel.lead.user)
    page = client.get(reverse("slot_calibration", args=[panel.slot.pk]) + query).text
    marked = [stage for stage in ("review", "interview") if f'href="?stage={stage}" aria-current="page"' in page]
    assert marked == [shown]


def test_a_lead_who_applied_reads_that_somebody_else_decides():
    panel = a_panel()
    application = panel.application()
    lead = MembershipFactory(lead=True, partner=panel.slot.partner, user=application.student.user)
    with pytest.raises(NotAllowed, match="your own application: somebody else decides"):
        offer(panel.stage, application, by=lead.as_actor())
    with pytest.raises(NotAllowed, match="your own application: somebody else decides"):
        panel.prepare(application, by=lead)
    with pytest.raises(NotAllowed, match="Only the partner’s placement lead decides"):
        panel.prepare(application, by=panel.reviewer)


def test_who_gave_a_place_back_was_refused_none(client):
    panel = a_panel(places=1)
    first, second, third = panel.application(), panel.application(), panel.application()
    for application, percent in ((first, 90), (second, 80), (third, 70)):
        ReviewFactory(application=application, membership=panel.lead, percent=percent)
    QuotaGroupFactory(selection=panel.selection, name="Everybody", places=1)
    Application.objects.filter(pk=first.pk).update(state=ApplicationState.DECLINED)
    client.force_login(panel.lead.user)
    rows = words(client.get(reverse("slot_ranking", args=[panel.slot.pk]))).partition("<tbody>")[2].split("</tr>")
    assert [("none left" in row, "Everybody" in row) for row in rows[:3]] == [
        (False, False),
        (False, True),
        (True, False),
    ]
