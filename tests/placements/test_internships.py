"""The page of one internship: what it shows to whom."""

from datetime import timedelta

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from core import clock
from core.words import day
from placements.states import SlotState
from students.models import VerifiedInternship
from tests.factories.goals import GoalsFactory
from tests.factories.institutions import DepartmentFactory, MembershipFactory, PartnerFactory, a_day
from tests.factories.placements import ObjectiveFactory, QuestionFactory, SlotFactory, TrackFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.students import StudentFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


def sign_in_student(client, stage):
    student = stage.student()
    client.force_login(student.user)
    return student


def read(client, slot):
    return client.get(reverse("internship_detail", args=[slot.pk]))


def test_it_shows_objectives_with_competencies_and_hides_the_supervisors_name_from_strangers(client):
    stage = a_stage(supervisor=MembershipFactory(supervisor=True, user__name="Dr Sana Mirza"))
    objective = ObjectiveFactory(slot=stage.slot)
    text = read(client, stage.slot).content.decode()
    assert objective.text in text
    assert objective.competency.name in text
    assert "Sana Mirza" not in text
    assert "Sign in to apply" in text
    sign_in_student(client, stage)
    assert "Dr Sana Mirza" in read(client, stage.slot).content.decode()


def test_a_student_may_apply(client):
    stage = a_stage()
    sign_in_student(client, stage)
    assert reverse("application_start", args=[stage.slot.pk]) in read(client, stage.slot).content.decode()


def test_a_student_without_an_agreement_reads_why_not(client):
    stage = a_stage(agreement_places=None)
    sign_in_student(client, stage)
    text = read(client, stage.slot).content.decode()
    assert "has no agreement with" in text
    assert reverse("application_start", args=[stage.slot.pk]) not in text


def test_a_student_who_has_applied_finds_the_application(client):
    stage = a_stage()
    application = stage.application(student=sign_in_student(client, stage), submitted=True)
    assert application.get_absolute_url() in read(client, stage.slot).content.decode()


def test_similar_ones_are_open_and_of_the_same_track(client):
    imaging = SlotFactory(track=TrackFactory())
    alike = SlotFactory(track=imaging.track)
    SlotFactory(track=imaging.track, state=SlotState.PAUSED)
    SlotFactory()
    assert read(client, imaging).context["similar"] == [alike]


def test_a_full_one_speaks_of_the_waiting_list(client):
    stage = a_stage(places=1)
    stage.application(offered=True)
    assert "Waiting list only" in read(client, stage.slot).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_seven_queries_for_a_student_of_which_two_judge_what_is_asked(client, rows, django_assert_num_queries):
    stage = a_stage(track=TrackFactory())
    student = sign_in_student(client, stage)
    GoalsFactory(student=student, skills="chest film", tracks=[stage.slot.track.slug])
    for _row in range(rows):
        ObjectiveFactory(slot=stage.slot)
        QuestionFactory(slot=stage.slot, answered=True)
        RequirementFactory(partner=stage.slot.partner)
        SlotFactory(track=stage.slot.track)
    read(client, stage.slot)
    with django_assert_num_queries(7):
        page = read(client, stage.slot)
    assert (len(page.context["aims"]), len(page.context["answers"]), len(page.context["similar"])) == (rows, rows, rows)


def test_it_says_how_it_fits_and_how_far_it_is(client):
    partner = PartnerFactory()
    site = {"site__partner": partner, "site__latitude": 24.9, "site__longitude": 67.0, "site__directions": "Bus 4L."}
    stage = a_stage()
    slot = SlotFactory(partner=partner, department=DepartmentFactory(**site), track=TrackFactory(name="Imaging"))
    student = sign_in_student(client, stage)
    assert "Say what you look for" in read(client, slot).text
    GoalsFactory(student=student, tracks=[slot.track.slug])
    page = read(client, slot)
    assert str(page.context["fit"]) == "Matches imaging, 4 km away"
    for words in ("Matches imaging, 4 km away", "4 km from Karachi", "Bus 4L.", "openstreetmap.org"):
        assert words in page.text


def test_it_says_what_became_of_those_who_were_here_before(client):
    slot = SlotFactory(title="Ward rotation")
    text = read(client, slot).text
    assert "finished here" not in text
    for key, code in enumerate(["", "A", "B"]):
        an_internship(slot, placement_key=key, certificate_code=code)
    an_internship(slot, placement_key=9, title="Another rotation")
    page = read(client, slot).text
    assert ("3 interns have finished here." in page, "2 hold a certificate" in page) == (True, True)


def an_internship(slot, **changes):
    facts = {
        "partner": slot.partner,
        "department": slot.department,
        "title": slot.title,
        "minutes": 60,
        "objectives": 1,
    }
    days = {"starts_on": a_day(-90), "ends_on": a_day(-9), "completed_at": clock.now()}
    return VerifiedInternship.objects.create(student=StudentFactory(), **facts | days | changes)


def test_a_link_to_it_shows_itself_in_a_chat(client, settings):
    settings.SITE_URL = "https://portal.example"
    slot = SlotFactory(title="Ward rotation", partner__name="Kohsar & Sons", places=3)
    page = read(client, slot)
    share = page.context["share"]
    assert share["url"] == f"https://portal.example/internships/{slot.pk}/"
    assert '<meta property="og:title" content="Ward rotation">' in page.text
    assert 'content="Kohsar &amp; Sons, Karachi · from ' in page.text
    assert finders.find(share["picture"].removeprefix("https://portal.example/static/")) is not None
    assert "https://wa.me/?text=Ward%20rotation%0AKohsar%20%26%20Sons%2C%20Karachi" in page.text


@pytest.mark.parametrize(
    ("held", "said"), [(0, "3 of 3 places left"), (2, "1 of 3 places left"), (3, "Waiting list only")]
)
def test_a_link_to_it_says_how_many_places_are_left(client, held, said):
    stage = a_stage(places=3)
    for _ in range(held):
        stage.application(offered=True)
    slot = stage.slot
    line = read(client, slot).context["share"]["line"]
    assert line.split(" · ")[2:] == [said, f"apply by {day(slot.apply_by.date())}"]


def test_a_link_to_one_that_is_closed_says_so_and_no_deadline(client):
    slot = SlotFactory(places=3, apply_by=clock.now() - timedelta(days=1))
    assert read(client, slot).context["share"]["line"].split(" · ")[2:] == ["Deadline passed"]


@pytest.mark.parametrize("hidden", [{"is_public": False}, {"partner__is_public": False}])
def test_what_strangers_may_not_see_is_not_shared(client, hidden):
    slot = SlotFactory(**hidden)
    client.force_login(MembershipFactory(coordinator=True).user)
    page = read(client, slot)
    assert (page.status_code, page.context["share"], "og:title" in page.text) == (200, None, False)


def test_a_draft_is_not_found(client):
    slot = SlotFactory(draft=True)
    client.force_login(MembershipFactory(coordinator=True).user)
    assert read(client, slot).status_code == 404
