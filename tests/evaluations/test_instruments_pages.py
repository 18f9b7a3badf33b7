"""The builder of evaluation forms in the portal, without a script."""

import pytest
from django.urls import reverse

from core import clock
from evaluations.models import Criterion, Instrument, InstrumentChoice
from evaluations.services import instruments as services
from tests.evaluations.clinic import signed_in
from tests.factories.institutions import MembershipFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

SEND = {"idempotency_key": "k"}


@pytest.fixture
def office():
    services.load_starters(now=clock.now())
    return MembershipFactory(coordinator=True)


def url(verb, *ids):
    return reverse(f"instrument_{verb}", args=ids)


def sent(client, draft, **changes):
    """What a browser sends back from the builder as it was shown, with `changes`."""
    form = client.get(url("edit", draft.pk)).context["form"]
    shown = {name: form[name].value() for name in form.fields}
    kept = {name: "" if value is None else value for name, value in shown.items() if value is not False}
    return {**kept, **changes}


def test_two_windows_on_one_draft_show_what_it_says_now_and_the_second_is_sent_knowing_it(office):
    client = signed_in(office)
    client.post(url("add"), {"title": "On the ward", "use": "supervisor"})
    draft = Instrument.objects.get(institute=office.institute)
    filled = {"text_1": "Comes on time", "kind_1": "rating"}
    later = sent(client, draft, title="In the ward", **filled)
    client.post(url("edit", draft.pk), sent(client, draft, title="At the bedside", **filled))
    refused = client.post(url("edit", draft.pk), later)
    assert (refused.status_code, "At the bedside" in refused.text) == (200, True)
    again = later | {"seen": refused.context["form"]["seen"].value()}
    assert client.post(url("edit", draft.pk), again).status_code == 302
    draft.refresh_from_db()
    assert draft.title == "In the ward"


def test_an_office_builds_a_form_of_its_own_from_nothing_and_publishes_it(office):
    client = signed_in(office)
    added = client.post(url("add"), {"title": "On the ward", "use": "supervisor"})
    draft = Instrument.objects.get(institute=office.institute)
    assert added.url == url("edit", draft.pk)
    first = {"text_1": "Comes on time", "section_1": "Work", "asks_at_1": "1", "kind_1": "rating"}
    words = {"text_2": "What went well", "kind_2": "text", "steps": "Not yet\nWith help\nAlone"}
    assert client.post(url("edit", draft.pk), sent(client, draft, **first, **words)).url == url("detail", draft.pk)
    page = client.get(url("detail", draft.pk)).content.decode()
    assert [text in page for text in ("Comes on time", "Asks for a sentence at step 1", "With help", "Publish")] == [
        True
    ] * 4
    client.post(url("publish", draft.pk), SEND)
    draft.refresh_from_db()
    assert (draft.is_draft, draft.scale.name, draft.criteria.count()) == (False, "On the ward", 2)


def test_the_builder_moves_takes_away_and_offers_more_rows(office):
    client = signed_in(office)
    portal = Instrument.objects.get(slug="soft-skills")
    client.post(url("copy", portal.pk), SEND)
    draft = Instrument.objects.get(institute=office.institute)
    texts = list(draft.criteria.values_list("text", flat=True))
    changed = sent(client, draft, text_2="", order_6=0, text_7="Asks for help", more="1")
    assert client.post(url("edit", draft.pk), changed).url == url("edit", draft.pk)
    assert list(draft.criteria.values_list("text", flat=True)) == [texts[5], texts[0], *texts[2:5], "Asks for help"]
    assert Criterion.objects.get(instrument=draft, position=1).key == "ethics"


def test_the_builder_says_what_is_wrong_and_loses_nothing(office):
    client = signed_in(office)
    draft = services.add_instrument(by=office.as_actor(), now=clock.now(), title="On the ward", use="supervisor")
    answer = client.post(url("edit", draft.pk), sent(client, draft, text_1="Comes on time", steps="One\nTwo"))
    form = answer.context["form"]
    assert "three to nine steps" in form.errors["steps"][0]
    assert (form["text_1"].value(), draft.criteria.count()) == ("Comes on time", 0)


def test_a_published_form_is_shown_and_its_edit_page_says_why_it_does_not_change(office):
    portal = Instrument.objects.get(slug="mini-cex")
    client = signed_in(office)
    assert client.get(url("detail", portal.pk)).status_code == 200
    assert client.get(url("edit", portal.pk)).status_code == 403
    assert client.post(url("publish", portal.pk), SEND).status_code == 403


def test_a_draft_of_the_portal_and_of_another_institute_are_not_found(office):
    admin = MembershipFactory(administrator=True).as_actor()
    other = MembershipFactory(coordinator=True).as_actor()
    portal = Instrument.objects.get(slug="mini-cex")
    for by in (admin, other):
        draft = services.copy_instrument(instrument_id=portal.pk, by=by, now=clock.now())
        assert signed_in(office).get(url("detail", draft.pk)).status_code == 404


def test_a_programme_chooses_its_forms(office):
    programme = ProgrammeFactory(institute=office.institute)
    client = signed_in(office)
    client.post(url("choose", programme.pk), {"final": "preceptor"})
    assert list(InstrumentChoice.objects.values_list("programme", "occasion", "slug")) == [
        (programme.pk, "final", "preceptor")
    ]
    refused = client.post(url("choose", programme.pk), {"final": "site-rating"})
    assert "final" in refused.context["form"].errors
    other = signed_in(MembershipFactory(coordinator=True))
    assert other.get(url("choose", programme.pk)).status_code == 404


def test_the_list_of_forms_takes_the_same_few_queries_for_more_forms(office, django_assert_num_queries):
    client = signed_in(office)
    for more in range(2):
        ProgrammeFactory(institute=office.institute)
        services.add_instrument(by=office.as_actor(), now=clock.now(), title=f"Form {more}", use="self")
        with django_assert_num_queries(5):
            assert client.get(url("list")).status_code == 200
