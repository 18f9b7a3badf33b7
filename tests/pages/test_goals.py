"""The goals wizard: one question a page, and what fits the answers."""

import pytest
from django.urls import reverse

from institutions.cities import point_of
from students.models import Goals
from tests.factories.goals import GoalsFactory
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, PartnerFactory
from tests.factories.placements import ApplicationFactory, ObjectiveFactory, SlotFactory, TrackFactory
from tests.factories.searches import SpecialtyFactory
from tests.factories.students import StudentFactory

pytestmark = pytest.mark.django_db
KEEP = {"idempotency_key": ""}


@pytest.fixture
def student(client):
    student = StudentFactory()
    client.force_login(student.user)
    return student


@pytest.fixture
def imaging():
    return TrackFactory(name="Imaging", slug="imaging")


def an_open_slot(student, **fields):
    """One that the student may apply for."""
    partner = fields.pop("partner", None) or PartnerFactory()
    AgreementFactory(signed=True, institute=student.institute, partner=partner, programmes=[student.programme])
    return SlotFactory(partner=partner, **fields)


def question(name):
    return reverse("goals_question", args=[name])


def test_the_first_page_says_that_nothing_was_answered_and_leads_to_the_first_question(client, student):
    page = client.get(reverse("goals_detail"))
    assert (page.context["next"], page.text.count("Not answered yet")) == ("field", 7)
    assert f'href="{question("field")}"' in page.text


def test_an_answer_is_kept_and_leads_on(client, student, imaging):
    page = client.post(question("field"), KEEP | {"tracks": ["imaging"], "on": "1"})
    goals = Goals.objects.get(student=student)
    assert (page.url, goals.tracks, goals.answered) == (question("skills"), ["imaging"], ["field"])
    last = client.post(question("pay"), KEEP | {"pay": "any", "on": "1"})
    assert last.url == reverse("goals_detail")


def test_who_stops_finds_the_answer_and_goes_on_with_the_next(client, student, imaging):
    page = client.post(question("field"), KEEP | {"tracks": ["imaging"]}, follow=True)
    assert (page.redirect_chain[-1][0], page.context["next"], "Imaging" in page.text) == ("/goals/", "skills", True)


def test_a_question_shows_what_was_answered_before(client, student, imaging):
    GoalsFactory(student=student)
    assert client.get(question("field")).context["form"].initial["tracks"] == ["imaging"]


def test_one_may_start_from_a_city_without_internships(client, student):
    client.post(question("place"), KEEP | {"city": "Thatta", "km_at_most": "100"})
    goals = Goals.objects.get(student=student)
    assert (goals.city, goals.origin) == ("Thatta", point_of("Thatta"))


def test_the_place_begins_with_the_city_on_the_profile(client, student):
    assert client.get(question("place")).context["form"].initial["city"] == "Karachi"


def test_what_is_typed_is_kept_before_it_is_sent(client, student):
    page = client.post(reverse("goals_autosave", args=["skills"]), KEEP | {"skills": "Portable films"})
    goals = Goals.objects.get(student=student)
    assert (page.json(), goals.skills) == ({"text": "Kept", "version": goals.mark_of(["skills"])}, "Portable films")
    refused = client.post(reverse("goals_autosave", args=["skills"]), KEEP | {"skills": "Call 0300 1234567"})
    assert "phone number" in refused.json()["text"]


def version(client, name):
    return client.get(question(name)).context["form"]["version"].value()


def test_what_two_windows_answered_is_both_shown_and_neither_is_lost(client, student, imaging):
    TrackFactory(name="Nursing", slug="nursing")
    early = {name: {"version": version(client, name)} for name in ("field", "skills", "balance")}
    client.post(question("field"), early["field"] | {"tracks": ["imaging"]})
    late = client.post(question("field"), early["field"] | {"tracks": ["nursing"]})
    form = late.context["form"]
    assert (form.says_now, form["tracks"].value(), Goals.objects.get().tracks) == (
        [("Career tracks", "Imaging")],
        ["nursing"],
        ["imaging"],
    )
    kept = client.post(reverse("goals_autosave", args=["field"]), early["field"] | {"tracks": ["nursing"]})
    said = "Another window has kept another answer. Press a button below to see both."
    assert kept.json() == {"text": said, "refused": True}
    assert client.post(question("skills"), early["skills"] | {"skills": "Films"}).status_code == 302
    client.post(question("balance"), early["balance"] | {"no_nights": "on"})
    late = client.post(question("balance"), early["balance"] | {"hours_at_most": "20"})
    assert late.context["form"].says_now == [("Hours a week, at most", ""), ("No night shifts", "yes")]
    again = {"version": form["version"].value(), "tracks": ["nursing"]}
    assert (client.post(question("field"), again).status_code, Goals.objects.get().tracks) == (302, ["nursing"])


def test_a_window_that_keeps_while_it_is_typed_goes_on_with_its_own_answer(client, student):
    sent = {"skills": "Films", "version": version(client, "skills")}
    kept = client.post(reverse("goals_autosave", args=["skills"]), sent).json()
    sent = {"skills": "Films\nUltrasound", "version": kept["version"]}
    assert client.post(question("skills"), sent).status_code == 302
    assert Goals.objects.get().skill_list == ["Films", "Ultrasound"]


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("field", {"tracks": ["wizardry"]}, "tracks"),
        ("place", {"km_at_most": "25"}, "city"),
        ("length", {"weeks_at_least": "9", "weeks_at_most": "8"}, "weeks_at_most"),
        ("balance", {"hours_at_most": "169"}, "hours_at_most"),
        ("skills", {"skills": "x" * 81}, "skills"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(client, student, imaging, name, data, field):
    page = client.post(question(name), KEEP | data)
    assert (page.status_code, list(page.context["form"].errors)) == (200, [field])


def test_a_question_that_is_none_is_not_found(client, student):
    assert client.get(question("horoscope")).status_code == 404


def test_goals_are_for_students(client):
    client.force_login(MembershipFactory(coordinator=True).user)
    assert [client.get(path).status_code for path in ("/goals/", question("field"))] == [403, 403]


def test_what_fits_stands_with_its_reasons_the_best_first(client, student, imaging):
    GoalsFactory(student=student, skills="portable films")
    near, far = ({"site__latitude": lat, "site__longitude": 67} for lat in (24.9, 25.5))
    partner = PartnerFactory()
    farther = an_open_slot(
        student, partner=partner, track=imaging, department=DepartmentFactory(site__partner=partner, **far)
    )
    partner = PartnerFactory()
    nearer = an_open_slot(
        student, partner=partner, track=imaging, department=DepartmentFactory(site__partner=partner, **near)
    )
    ObjectiveFactory(slot=nearer, text="Takes portable chest films")
    an_open_slot(student, track=TrackFactory())
    SlotFactory(track=imaging)  # no agreement leads there
    page = client.get(reverse("goals_detail"))
    assert [(slot.pk, str(slot.fit)) for slot in page.context["fitting"]] == [
        (nearer.pk, "Matches imaging, 4 km away, portable films"),
        (farther.pk, "Matches imaging; 46 km farther than you wanted"),
    ]
    assert "Matches imaging, 4 km away, portable films" in page.text


@pytest.mark.parametrize("page", ["/home/", "/goals/"])
def test_what_fits_leaves_out_what_was_applied_for(client, student, imaging, page):
    GoalsFactory(student=student)
    slot = an_open_slot(student, track=imaging)
    ApplicationFactory(student=student, slot=an_open_slot(student, track=imaging))
    assert client.get(page).context["fitting"] == [slot]


def test_home_leads_a_new_student_to_the_goals(client, student):
    assert 'href="/goals/"' in client.get("/home/").text


@pytest.mark.parametrize("rows", [1, 3])
def test_goals_detail_takes_four_queries_once_the_terms_are_known(
    client, student, imaging, rows, django_assert_num_queries
):
    GoalsFactory(student=student)
    for _row in range(rows):
        an_open_slot(student, track=imaging)
    client.get("/goals/")
    with django_assert_num_queries(4):  # person, memberships, student, slots
        client.get("/goals/")


def test_specialties_fold_under_their_tracks_and_open_where_one_is_ticked(client, student, imaging):
    GoalsFactory(student=student, specialties=["ultrasound"])
    for name, track in (("Ultrasound", imaging), ("CT imaging", imaging), ("Wound care", TrackFactory(name="Nursing"))):
        SpecialtyFactory(name=name, slug=name.split()[0].lower(), track=track)
    SpecialtyFactory(name="Sleep medicine", slug="sleep", track=None)
    page = client.get(question("field"))
    groups = page.context["form"].folded
    assert [(str(group["label"]), len(group["boxes"]), group["count"]) for group in groups] == [
        (imaging.name, 2, 1),
        ("Nursing", 1, 0),
        ("Others", 1, 0),
    ]
    assert page.text.count('<details class="facet" open>') == 1
    client.post(question("field"), KEEP | {"specialties": ["wound", "sleep"]})
    assert Goals.objects.get().specialties == ["wound", "sleep"]
