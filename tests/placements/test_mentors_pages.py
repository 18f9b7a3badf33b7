"""The pages of mentors: given, met and read by the two, and what each of the others finds there."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from core.listings import listing_of
from institutions.models import ViewAs
from institutions.services.viewing import begin_view
from placements.models import MeetingWords, Mentorship, MentorshipMeeting, Reflection
from students.models import Goals
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.learning import ReflectionFactory
from tests.factories.mentors import MeetingWordsFactory, MentorshipFactory, MentorshipMeetingFactory
from tests.factories.students import StudentFactory
from tests.placements.pages import SENT, page, sign_in
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward():
    return a_ward()


@pytest.fixture
def mentorship(ward):
    return MentorshipFactory(student=ward.placement.student)


@pytest.fixture
def as_mentor(client, mentorship):
    return sign_in(client, mentorship.mentor)


@pytest.fixture
def as_student(ward):
    return sign_in(Client(), ward.student)


@pytest.fixture
def as_office(ward):
    return sign_in(Client(), ward.coordinator)


def at(name, mentorship, *more):
    return reverse(name, args=[mentorship.pk, *more])


def test_the_office_switches_mentors_on_invites_one_and_gives_them(as_office, ward):
    student = ward.placement.student
    give, programme = reverse("mentorship_give", args=[student.pk]), student.programme
    assert "has no mentors" in as_office.get(give).text
    said = {"name": programme.name, "required_hours": "320", "mentors": "on"}
    as_office.post(reverse("programme_edit", args=[programme.pk]), said)
    assert "Invite a mentor" in as_office.get(give).text
    as_office.post(reverse("people_invite"), {"role": "mentor", "name": "Hina Raza", "email": "hina@college.example"})
    assert give in as_office.get(student.get_absolute_url()).text
    mentor = User.objects.get(name="Hina Raza").memberships.get()
    made = as_office.post(give, {"mentor": mentor.pk, "begins_on": a_day(0).isoformat(), "until": ""})
    mentorship = Mentorship.objects.get()
    assert (made["Location"], mentorship.mentor) == (mentorship.get_absolute_url(), mentor)
    assert "Hina Raza" in as_office.get(reverse("mentorship_list")).text


def test_a_mentors_home_says_whom_they_promised_to_meet(as_mentor, mentorship):
    MentorshipFactory(mentor=mentorship.mentor, student=StudentFactory(institute=mentorship.student.institute))
    MentorshipMeetingFactory(mentorship=mentorship, agreed=True, day=a_day(3), where="Library")
    asked = MentorshipMeetingFactory(mentorship=mentorship, day=a_day(5), proposed_by=mentorship.student.user)
    MentorshipMeetingFactory(mentorship=mentorship, day=a_day(6))
    MentorshipMeetingFactory(mentorship=mentorship, agreed=True, day=a_day(-2))
    MentorshipMeetingFactory(mentorship=mentorship, agreed=True, day=a_day(0))
    home = as_mentor.get("/home/")
    titles = [str(step.title).replace(mentorship.student.user.name, "X") for step in home.context["steps"]]
    begin = [title.partition(" on ")[0] for title in titles]
    assert (begin[:4], begin[4].partition(" ")[0], len(begin)) == (
        ["Did you meet X", "You meet X today", "You promised to meet X", "X asks to meet"],
        "You",
        6,
    )
    assert at("mentorship_meeting_agree", mentorship, asked.pk) in home.text
    assert titles[5].startswith("No day yet with ")


def test_the_two_meet_by_their_pages(as_mentor, as_student, mentorship):
    proposed = {"day": a_day(0).isoformat(), "at": "15:00", "where": "Library"}
    as_mentor.post(at("mentorship_meet", mentorship), proposed)
    meeting = MentorshipMeeting.objects.get()
    assert at("mentorship_meeting_agree", mentorship, meeting.pk) in as_student.get("/home/").text
    as_student.post(at("mentorship_meeting_move", mentorship, meeting.pk), proposed | {"where": "Ward 3"})
    as_mentor.post(at("mentorship_meeting_agree", mentorship, meeting.pk), SENT)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.where) == ("agreed", "Ward 3")
    kept = {"agreed": "Two lists.", "next_on": a_day(7).isoformat()}
    assert as_student.post(at("mentorship_meeting_keep", mentorship, meeting.pk), kept).status_code == 403
    as_mentor.post(at("mentorship_meeting_keep", mentorship, meeting.pk), kept)
    as_student.post(at("mentorship_meeting_words", mentorship, meeting.pk), {"text": "Three, we said."})
    shown = as_mentor.get(mentorship.get_absolute_url()).text
    assert ("Two lists." in shown, "Three, we said." in shown) == (True, True)
    later = MentorshipMeeting.objects.get(day=a_day(7))
    as_student.post(at("mentorship_meeting_call_off", mentorship, later.pk), {"reason": "An exam."})
    later.refresh_from_db()
    assert later.state == "called_off"


def test_a_talk_in_passing_is_written_down_and_the_student_says_whether_it_is_so(as_mentor, as_student, mentorship):
    written = {"day": a_day(-1).isoformat(), "where": "Ward 3", "agreed": "Two lists.", "next_on": ""}
    as_mentor.post(at("mentorship_write_up", mentorship), written)
    meeting = MentorshipMeeting.objects.get()
    step = next(step for step in as_student.get("/home/").context["steps"] if "wrote down that you met" in step.title)
    assert step.url == meeting.get_absolute_url()
    address = at("mentorship_meeting_confirm", mentorship, meeting.pk)
    assert address in as_student.get(mentorship.get_absolute_url()).text
    asked = as_student.get(address).text
    written_by = f"{mentorship.mentor.user.name} wrote down what you agreed on"
    assert [words in asked for words in (written_by, "Ward 3", "Two lists.")] == [True] * 3
    as_student.post(at("mentorship_meeting_object", mentorship, meeting.pk), {"text": "We never met."})
    assert "We never met." in as_mentor.get(mentorship.get_absolute_url()).text
    as_student.post(address, SENT)
    meeting.refresh_from_db()
    assert meeting.state == "kept"


def test_a_mentor_reads_goals_and_what_is_shared_with_them(as_mentor, ward, mentorship):
    Goals.objects.create(
        student=ward.placement.student, skills="Portable films", pay="needed", answered=["skills", "pay"]
    )
    ReflectionFactory(placement=ward.placement, text="I was proud today.", for_mentor_at=clock.now())
    ReflectionFactory(placement=ward.placement, text="I was too quick.", shared=True)
    shown = as_mentor.get(mentorship.get_absolute_url()).text
    found = [words in shown for words in ("Portable films", "I was proud today.", "stipend", "too quick")]
    assert found == [True, True, False, False]


def test_a_student_shares_a_reflection_with_the_mentor_alone(as_student, as_office, as_mentor, ward, mentorship):
    form = as_student.get(page("reflection_add", ward)).text
    assert f"Share it with my mentor: {mentorship.mentor.user.name}" in form
    as_student.post(page("reflection_add", ward), {"text": "I was too quick.", "with_mentor": "on"})
    reflection = Reflection.objects.get()
    assert (reflection.is_shared, reflection.is_for_mentor) == (False, True)
    assert "Shared with my mentor" in as_student.get(page("reflection_list", ward)).text
    assert "too quick" not in as_office.get(page("reflection_list", ward)).text
    as_student.post(page("reflection_edit", ward, reflection.pk), {"text": "I was too quick."})
    assert "too quick" not in as_mentor.get(mentorship.get_absolute_url()).text


def test_who_has_no_mentor_is_not_asked_about_one(as_student, ward):
    assert "my mentor" not in as_student.get(page("reflection_add", ward)).text


def test_the_office_reads_that_they_met_and_not_what_was_agreed(as_office, mentorship):
    MeetingWordsFactory(meeting__mentorship=mentorship, meeting__where="At the tea stall", agreed="Two portable lists.")
    shown = as_office.get(mentorship.get_absolute_url()).text
    assert [words in shown for words in ("Kept", "Two portable lists.", "tea stall")] == [True, False, False]
    assert "tea stall" in sign_in(Client(), mentorship.mentor).get(mentorship.get_absolute_url()).text
    listed = as_office.get(reverse("mentorship_list"))
    assert [bar.text for bar in listed.context["chart"].bars][-2:] in (["0", "1"], ["1", "0"])  # the first of a month


def test_the_list_leaves_as_a_table(as_office, mentorship):
    listing = listing_of("mentorships")
    request = as_office.get(reverse("mentorship_list")).wsgi_request
    assert (listing.columns[:2], [row[:2] for row in listing.rows(request)]) == (
        ("Mentor", "Roll number"),
        [(mentorship.mentor.user.name, mentorship.student.roll_no)],
    )


def test_asking_for_another_is_read_by_the_office_and_not_by_the_other(as_student, as_mentor, as_office, mentorship):
    as_student.post(at("mentorship_ask", mentorship), {"word": "We seldom find a day."})
    texts = [who.get(mentorship.get_absolute_url()).text for who in (as_office, as_student, as_mentor)]
    assert ["asks for somebody else" in text for text in texts] == [True, False, False]
    assert ["Take it back" in text for text in texts] == [False, True, False]
    assert mentorship.get_absolute_url() in as_office.get(reverse("mentorship_list"), {"standing": "asked"}).text
    asks = "1 person asks for another mentor or mentee"
    assert asks in [str(step.title) for step in as_office.get("/home/").context["steps"]]
    as_student.post(at("mentorship_take_back", mentorship), SENT)
    assert asks not in [str(step.title) for step in as_office.get("/home/").context["steps"]]
    assert "asks for somebody else" not in as_office.get(mentorship.get_absolute_url()).text


@pytest.mark.parametrize("name", ["mentorship_detail", "mentorship_meet", "mentorship_ask", "mentorship_end"])
def test_a_strangers_mentee_and_a_mentorship_that_ended_are_nowhere(ward, name):
    running, ended = MentorshipFactory(student=ward.placement.student), MentorshipFactory(ended=True)
    other = MembershipFactory(mentor=True, institute=ward.placement.institute)
    assert sign_in(Client(), other).get(at(name, running)).status_code == 404
    assert sign_in(Client(), ended.mentor).get(at(name, ended)).status_code == 404
    assert sign_in(Client(), ward.supervisor).get(at(name, running)).status_code == 404


def test_a_mentor_opens_no_page_of_the_placement(as_mentor, ward):
    names = (
        "placement_detail",
        "hours_list",
        "objective_list",
        "feedback_list",
        "reflection_list",
        "meeting_list",
        "contract_detail",
    )
    assert {name: as_mentor.get(page(name, ward)).status_code for name in names} == dict.fromkeys(names, 404)
    student = ward.placement.student
    assert as_mentor.get(student.get_absolute_url()).status_code in {403, 404}
    assert as_mentor.get(reverse("evaluation_list")).status_code in {200, 403}


def test_through_a_mentors_eyes_nothing_that_was_said_is_seen(client, ward, mentorship):
    MeetingWordsFactory(meeting__mentorship=mentorship, agreed="Two portable lists.")
    ReflectionFactory(placement=ward.placement, text="I was proud today.", for_mentor_at=clock.now())
    Goals.objects.create(student=ward.placement.student, skills="Portable films", answered=["skills"])
    administrator = MembershipFactory(administrator=True)
    User.objects.filter(pk=administrator.user_id).update(is_staff=True, is_superuser=True)
    view = begin_view(
        membership_id=mentorship.mentor_id, by=administrator.as_actor(), now=clock.now(), reason="A question."
    )
    client.force_login(administrator.user)
    session = client.session
    session["view_as"] = view.pk
    session.save()
    shown = client.get(mentorship.get_absolute_url())
    assert (shown.status_code, ViewAs.objects.count()) == (200, 1)
    assert [words in shown.text for words in ("Two portable lists.", "I was proud today.", "Portable films")] == [
        False
    ] * 3
    assert client.post(at("mentorship_meet", mentorship), {"day": a_day(1).isoformat()}).status_code == 403
    assert not MeetingWords.objects.filter(answer__gt="").exists()


def test_student_and_office_find_the_mentor_on_the_placement_and_the_hospital_does_not(
    as_student, as_office, ward, mentorship
):
    MentorshipMeetingFactory(mentorship=mentorship, agreed=True, day=a_day(3))
    address = ward.placement.get_absolute_url()
    clients = (as_student, as_office, sign_in(Client(), ward.supervisor), sign_in(Client(), ward.lead))
    assert [mentorship.get_absolute_url() in who.get(address).text for who in clients] == [True, True, False, False]
    home = as_student.get("/home/")
    assert [(row["name"], row["next_on"]) for row in home.context["mentors"]] == [
        (mentorship.mentor.user.name, a_day(3))
    ]


def test_students_without_a_mentor_are_shown_to_the_office(as_office, ward, mentorship):
    classmate = StudentFactory(institute=ward.placement.institute, intake=ward.placement.student.intake)
    StudentFactory(institute=ward.placement.institute)  # of a programme without mentors
    assert list(as_office.get(reverse("mentorship_list")).context["without"]) == [classmate]


def test_a_mentor_who_has_come_to_supervise_is_shown_to_the_office(as_office, ward, mentorship):
    assert "has come to supervise" not in as_office.get(mentorship.get_absolute_url()).text
    ward.supervisor.user = mentorship.mentor.user
    ward.supervisor.save()
    assert "has come to supervise" in as_office.get(mentorship.get_absolute_url()).text


ASKED = {"mentorship_list": 6, "mentorship_detail": 8, "home": 4, "to the mentor": 7}


@pytest.mark.parametrize("name", ["mentorship_list", "mentorship_detail"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_office_asks_the_same_for_one_and_for_three(
    as_office, ward, mentorship, name, count, django_assert_num_queries
):
    for number in range(count):
        other = StudentFactory(institute=ward.placement.institute)
        MentorshipMeetingFactory(mentorship=MentorshipFactory(student=other), kept=True)
        MentorshipMeetingFactory(mentorship=mentorship, day=a_day(number))
    address = reverse(name) if name == "mentorship_list" else mentorship.get_absolute_url()
    as_office.get(address)
    with django_assert_num_queries(ASKED[name]):
        as_office.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_a_mentors_home_and_page_ask_the_same_for_one_and_for_three(
    as_mentor, ward, mentorship, count, django_assert_num_queries
):
    for number in range(count):
        other = MentorshipFactory(mentor=mentorship.mentor, student=StudentFactory(institute=ward.placement.institute))
        MentorshipMeetingFactory(mentorship=other)
        MeetingWordsFactory(meeting__mentorship=mentorship, meeting__day=a_day(-1 - number))
        ReflectionFactory(placement=ward.placement, for_mentor_at=clock.now())
    for address, asked in (("/home/", ASKED["home"]), (mentorship.get_absolute_url(), ASKED["to the mentor"])):
        as_mentor.get(address)
        with django_assert_num_queries(asked):
            as_mentor.get(address)
