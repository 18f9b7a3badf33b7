"""The public search: what finds what, who sees what, and how many queries it takes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from core.limits import Limit
from core.paging import CappedPaginator
from institutions.states import AgreementState
from placements.models import Slot
from placements.states import SlotState
from tests.factories.institutions import AgreementFactory, DepartmentFactory, MembershipFactory, PartnerFactory
from tests.factories.placements import AllotmentFactory, ObjectiveFactory, SlotFactory, TrackFactory
from tests.factories.searches import SettingFactory
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def imaging():
    partner = PartnerFactory(name="Margalla Teaching Hospital")
    return SlotFactory(
        title="Diagnostic radiography rotation",
        summary="Positioning and exposures on the wards.",
        partner=partner,
        department=DepartmentFactory(site__partner=partner, name="Imaging"),
        track=TrackFactory(name="Allied health", slug="allied-health"),
        city="Islamabad",
    )


@pytest.fixture
def coding():
    return SlotFactory(title="Medical coding internship", summary="Claims and codes.", city="Karachi")


def titles(client, **query):
    page = client.get(reverse("internship_list"), query)
    assert page.status_code == 200
    return [slot.title for slot in page.context["page"]]


@pytest.mark.parametrize(
    "words",
    [
        "radiography",
        "rotations",  # another form of the word
        "position",  # stem of a word of the summary
        "margalla",
        "allied",
        "imaging",
        "islamabad rotation",
        "radiografy",  # typed wrongly
        "Margala hospitl",
        "islamabd",
        "rádiography",  # with an accent
    ],
)
def test_internship_list_finds_by_words(client, imaging, coding, words):
    assert titles(client, q=words) == [imaging.title]


def test_words_of_an_objective_are_found_and_forgotten_with_it(client, imaging, coding):
    objective = ObjectiveFactory(slot=imaging, text="Read a request form for a barium swallow")
    assert titles(client, q="barium") == [imaging.title]
    objective.delete()
    assert titles(client, q="barium") == []


def test_words_follow_an_objective_to_another_slot(client, imaging, coding):
    objective = ObjectiveFactory(slot=imaging, text="Read a request form for a barium swallow")
    objective.slot = coding
    objective.save()
    assert titles(client, q="barium") == [coding.title]


@pytest.mark.parametrize("part", ["partner", "department", "track"])
def test_a_new_name_is_found_at_once(client, imaging, coding, part):
    named = getattr(imaging, part)
    named.name = "Soan Valley"
    named.save()
    assert titles(client, q="soan valley") == [imaging.title]
    assert titles(client, q="soan vally") == [imaging.title]


def test_a_title_weighs_more_than_a_summary(client, imaging, coding):
    Slot.objects.filter(pk=coding.pk).update(summary="Codes for radiography.", apply_by=clock.now() + timedelta(days=1))
    assert titles(client, q="radiography") == [imaging.title, coding.title]


def test_guessing_is_said_and_only_done_where_nothing_is_found(client, imaging, coding):
    guessed = client.get(reverse("internship_list"), {"q": "radiografy"})
    assert "Nothing says “radiografy” in these letters. This is for “radiography”." in guessed.text
    assert "in these letters" not in client.get(reverse("internship_list"), {"q": "radiography"}).text


def test_a_word_that_only_hidden_slots_say_is_not_guessed_aloud(client, imaging):
    SlotFactory(title="Zebrafish laboratory", is_public=False)
    page = client.get(reverse("internship_list"), {"q": "zebrafich"})
    assert (list(page.context["page"]), "zebrafish" in page.text.lower()) == ([], False)


@pytest.mark.parametrize("words", ["zzqx", "a b", "' OR 1=1 --", '"', "%", "radiography -rotation", "🩻"])
def test_strange_words_find_nothing_and_break_nothing(client, imaging, coding, words):
    assert titles(client, q=words) == []


def test_internship_list_by_track_and_city(client, imaging, coding):
    assert titles(client, track="allied-health") == [imaging.title]
    assert titles(client, city="Karachi") == [coding.title]
    assert titles(client, city="Karachi", track="allied-health") == []


def test_a_city_that_is_nowhere_finds_nothing_and_is_shown_to_be_let_go(client, coding):
    page = client.get(reverse("internship_list"), {"city": "Atlantis"})
    assert (list(page.context["page"]), [hint.says for hint in page.context["panel"].hints]) == (
        [],
        ["Without “Atlantis” there is 1"],
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"pay_from": "abc"}, "Rupees a month, at least: Enter a whole number."),
        ({"pay_from": "9" * 20}, "Rupees a month, at least: Ensure this value is less than or equal to 10000000."),
        ({"begins": "2026-13-45"}, "Begins on or after: Enter a valid date."),
        ({"track": "nope"}, "Career track: Select a valid choice. nope is not one of the available choices."),
    ],
)
def test_what_cannot_be_read_in_an_address_is_said_beside_what_is_found(client, imaging, query, said):
    answer = client.get(reverse("internship_list"), query)
    assert ([slot.title for slot in answer.context["page"]], f"<li>{said}</li>" in answer.text) == (
        [imaging.title],
        True,
    )
    assert "This could not be read" not in client.get(reverse("internship_list")).text


def test_internship_list_shows_what_is_open_unless_asked_for_more(client, coding):
    past = SlotFactory(title="Past", apply_by=clock.now() - timedelta(hours=1))
    paused = SlotFactory(title="Paused", state=SlotState.PAUSED, apply_by=clock.now() + timedelta(days=90))
    SlotFactory(title="Draft", draft=True)
    SlotFactory(title="Archived", state=SlotState.ARCHIVED)
    assert titles(client) == [coding.title]
    assert titles(client, closed="on") == [coding.title, past.title, paused.title]


def test_internship_list_in_order(client):
    old = SlotFactory(
        title="Old", published_at=clock.now() - timedelta(days=9), apply_by=clock.now() + timedelta(days=2)
    )
    new = SlotFactory(title="New", published_at=clock.now(), apply_by=clock.now() + timedelta(days=9))
    assert titles(client, sort="deadline") == [old.title, new.title]
    assert titles(client, sort="newest") == [new.title, old.title]


@pytest.mark.parametrize("hidden", [{"is_public": False}, {"partner__is_public": False}])
def test_who_is_not_signed_in_sees_only_what_is_public(client, hidden):
    slot = SlotFactory(**hidden)
    address = reverse("internship_detail", args=[slot.pk])
    assert (titles(client), client.get(address).status_code) == ([], 404)
    client.force_login(MembershipFactory(coordinator=True).user)
    assert (titles(client), client.get(address).status_code) == ([slot.title], 200)


def sign_in_student(client, stage):
    student = stage.student()
    client.force_login(student.user)
    return student


def test_a_student_sees_what_was_applied_for(client):
    stage = a_stage()
    student = sign_in_student(client, stage)
    other = SlotFactory(apply_by=clock.now() + timedelta(days=40))
    stage.application(student=student, submitted=True)
    stage.application(slot=other, submitted=True)
    rows = client.get(reverse("internship_list")).context["page"].object_list
    assert [(slot.pk, slot.applied) for slot in rows] == [(stage.slot.pk, "submitted"), (other.pk, None)]


def test_only_what_a_student_may_apply_for(client):
    stage = a_stage(title="Ours")
    sign_in_student(client, stage)
    AgreementFactory(institute=stage.institute, partner=SlotFactory(title="Another programme").partner)
    ended = AgreementFactory(
        state=AgreementState.TERMINATED,
        institute=stage.institute,
        partner=SlotFactory(title="Ended").partner,
        programmes=[stage.programme],
    )
    kept = SlotFactory(title="Kept for others", partner=stage.slot.partner, places=1)
    AllotmentFactory(slot=kept, institute=ended.institute, places=1)
    AllotmentFactory(
        slot=SlotFactory(title="Others only", partner=stage.slot.partner, places=1),
        institute=MembershipFactory(coordinator=True).institute,
    )
    begun = SlotFactory(title="Begun", apply_by=clock.now() + timedelta(days=35))
    AgreementFactory(institute=stage.institute, partner=begun.partner, programmes=[stage.programme])
    assert len(titles(client)) == 6
    assert sorted(titles(client, mine="on")) == ["Begun", "Kept for others", "Ours"]


def test_the_choice_of_a_student_is_offered_to_students_alone(client):
    SlotFactory()
    client.force_login(MembershipFactory(coordinator=True).user)
    page = client.get(reverse("internship_list"), {"mine": "on"})
    assert "mine" not in page.context["search"].form.fields
    assert len(page.context["page"]) == 1


@pytest.mark.parametrize(("rows", "query"), [(1, {}), (3, {}), (1, {"q": "radiografy"}), (3, {"q": "radiografy"})])
def test_internship_list_takes_the_same_queries_for_any_number_of_rows(client, django_assert_num_queries, rows, query):
    SlotFactory.create_batch(rows)
    client.get(reverse("internship_list"), query)
    # Once terms and synonyms are known: sizes, counts, the rows; and for a word that nothing says, its likes.
    with django_assert_num_queries(4 if query else 3):
        page = client.get(reverse("internship_list"), query)
    assert len(page.context["page"]) == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_a_students_internship_list_takes_six_queries_once_the_terms_are_known(client, django_assert_num_queries, rows):
    stage = a_stage()
    SlotFactory.create_batch(rows - 1, partner=stage.slot.partner)
    sign_in_student(client, stage)
    query = {"q": "radiografy", "mine": "on", "city": "Karachi", "kind": "internship"}
    client.get(reverse("internship_list"), query)
    with django_assert_num_queries(6):
        page = client.get(reverse("internship_list"), query)
    assert len(page.context["page"]) == rows


def walk(client, **query):
    """Every page by its link to the next one; then back again by the links to the one before."""
    there, back = [], []
    page = client.get(reverse("internship_list"), query)
    while True:
        there.append([slot.title for slot in page.context["page"]])
        if not page.context["page"].has_next:
            break
        page = client.get(reverse("internship_list") + page.context["next_url"])
    while page.context["page"].has_previous:
        page = client.get(reverse("internship_list") + page.context["previous_url"])
        back.insert(0, [slot.title for slot in page.context["page"]])
    return there, back


@pytest.mark.parametrize("query", [{"q": "radiography"}, {"sort": "newest"}, {"sort": "deadline", "closed": "on"}])
def test_internship_list_pages_there_and_back_show_every_row_once(client, query):
    soon = clock.now() + timedelta(days=9)
    made = [SlotFactory(apply_by=soon + timedelta(days=n // 2)).title for n in range(41)]
    there, back = walk(client, **query)
    assert ([len(page) for page in there], sorted(title for page in there for title in page)) == (
        [20, 20, 1],
        sorted(made),
    )
    assert back == there[:-1]


def test_internship_list_pages_keep_the_filters_and_say_where_they_are(client):
    SlotFactory.create_batch(21)
    page = client.get(reverse("internship_list"), {"q": "radiography"})
    assert page.context["next_url"].startswith("?q=radiography&after=")
    assert "1 to 20 of 21" in page.text
    assert "21 to 21 of 21" in client.get(reverse("internship_list") + page.context["next_url"]).text


@pytest.mark.parametrize("token", ["x", "W10", "WzEsMl0", "eyJhIjoxfQ", "%00"])
def test_a_page_that_is_nowhere_is_the_first(client, token):
    slot = SlotFactory()
    assert titles(client, after=token) == titles(client, before=token) == [slot.title]


def test_more_than_can_be_counted_is_said_so_and_not_counted_by_choice(client, monkeypatch):
    monkeypatch.setattr("placements.search.counting.MOST", 2)
    SlotFactory.create_batch(3, setting=SettingFactory(name="Laboratory", slug="laboratory"))
    panel = client.get(reverse("internship_list")).context["panel"]
    assert panel.counted.whole == 3
    assert [
        (option.label, option.count) for group in panel.groups if group.name == "setting" for option in group.options
    ] == [("Laboratory", None)]


def test_long_lists_are_counted_no_further_than_needed(monkeypatch):
    monkeypatch.setattr("core.paging.MOST", 2)
    SlotFactory.create_batch(3)
    pages = CappedPaginator(Slot.objects.order_by("pk"), 2)
    assert (pages.count, pages.more, pages.num_pages) == (2, True, 1)


def test_who_searches_without_end_is_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr("placements.views.internships.SEARCHES", Limit("searches in tests", most=2, seconds=60))
    answers = [client.get(reverse("internship_list"), {"q": "imaging"}).status_code for _time in range(3)]
    assert answers == [200, 200, 429]
    assert client.get(reverse("internship_list"), {"city": "Karachi"}).status_code == 200
