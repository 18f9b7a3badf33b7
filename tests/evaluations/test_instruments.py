"""Evaluation forms: the starter, versions that never change once published, and summaries that never average."""

import pytest
from django.db import InternalError, transaction

from core import clock
from core.actor import Actor, Role, Via
from core.errors import NotAllowed, Refusal
from evaluations.models import Instrument, InstrumentChoice, Occasion
from evaluations.services import instruments as services
from evaluations.services.evaluations_planning import plan_evaluations
from evaluations.services.instruments_starters import STARTERS
from placements.models import ScalePoint
from tests.factories.institutions import MembershipFactory
from tests.placements.ward import a_ward
from tests.races import race, refusals

ADMIN = Actor(via=Via.PERSON, role=Role.ADMINISTRATOR)


@pytest.fixture
def form(db):
    return services.load_starters(now=clock.now())


def wording(instrument):
    return list(instrument.criteria.values_list("position", "text"))


def copy(instrument, by=ADMIN):
    return services.copy_instrument(instrument_id=instrument.pk, by=by, now=clock.now())


def publish(instrument, by=ADMIN):
    return services.publish_instrument(instrument_id=instrument.pk, by=by, now=clock.now())


def planned(ward, occasion=Occasion.FINAL):
    """The form of what is planned for a placement."""
    made = plan_evaluations(placement_id=ward.pk, now=clock.now())
    return next(evaluation.instrument for evaluation in made if evaluation.occasion == occasion)


def test_load_starters_makes_five_criteria_on_the_five_point_scale(form):
    points = list(form.scale.points.order_by("rank").values_list("rank", "label"))
    assert [position for position, _text in wording(form)] == [1, 2, 3, 4, 5]
    assert points == [
        (1, "Watched only"),
        (2, "With me beside"),
        (3, "With me nearby"),
        (4, "On their own"),
        (5, "Could teach it"),
    ]


def test_load_starters_again_changes_nothing(form):
    again = services.load_starters(now=clock.now())
    assert (again.pk, again.published_at, Instrument.objects.count()) == (form.pk, form.published_at, len(STARTERS))


def test_every_starter_is_published_on_a_settled_scale_and_asks_something(form):
    made = Instrument.objects.select_related("scale")
    assert {row.slug for row in made} == {starter.slug for starter in STARTERS}
    assert all(
        row.published_at and row.scale.settled_at and row.criteria.filter(kind="rating").exists() for row in made
    )


def test_the_self_assessment_speaks_of_the_same_things_as_the_final_evaluation(form):
    own = Instrument.objects.get(slug="self-assessment").criteria.filter(kind="rating")
    assert list(own.values_list("key", flat=True)) == list(form.criteria.values_list("key", flat=True))


def test_the_database_refuses_to_change_a_published_form(form):
    for change in (
        lambda: Instrument.objects.filter(pk=form.pk).update(title="Another"),
        lambda: Instrument.objects.filter(pk=form.pk).update(published_at=None),
        lambda: form.criteria.filter(position=1).update(text="Another"),
        lambda: form.criteria.filter(position=1).delete(),
        lambda: form.criteria.create(position=6, text="One more"),
    ):
        with pytest.raises(InternalError, match=r"published_instrument|published_at"), transaction.atomic():
            change()
    assert len(wording(form)) == 5


def test_the_database_refuses_to_move_a_criterion_into_a_published_form(form):
    draft = copy(form)
    with pytest.raises(InternalError, match="criteria_of_a_published_instrument"), transaction.atomic():
        draft.criteria.filter(position=1).update(instrument=form, position=6)


def test_copy_instrument_begins_the_next_version_and_leaves_the_first(form):
    draft = copy(form)
    draft.criteria.filter(position=1).update(text="Does the daily work of the ward")
    assert (draft.slug, draft.version, draft.published_at, draft.scale_id) == (form.slug, 2, None, form.scale_id)
    assert wording(form)[0] == (1, "Does the daily work of the department")
    assert wording(draft)[1:] == wording(form)[1:]


def test_copy_instrument_waits_for_the_draft_that_exists(form):
    copy(form)
    with pytest.raises(Refusal, match="Version 2 is a draft already"):
        copy(form)


def test_new_evaluations_use_the_newest_published_version(form):
    draft = copy(form)
    first = planned(a_ward())
    publish(draft)
    second = planned(a_ward())
    assert (first.version, second.version) == (1, 2)


def test_publish_instrument_without_criteria_or_twice_is_refused(form):
    draft = copy(form)
    draft.criteria.all().delete()
    with pytest.raises(Refusal, match="no criterion"):
        publish(draft)
    with pytest.raises(Refusal, match="published already"):
        publish(form)


def test_forms_are_kept_by_placement_offices_and_administrators_alone(form):
    for role in (Role.STUDENT, Role.SUPERVISOR, Role.LEAD, Role.VIEWER):
        with pytest.raises(NotAllowed):
            copy(form, by=Actor(via=Via.PERSON, role=role, institute_id=1))
    assert Instrument.objects.count() == len(STARTERS)


def test_an_institute_makes_its_own_version_of_the_portals_form_and_its_evaluations_use_it(form):
    ward, elsewhere = a_ward(), a_ward()
    ours = copy(form, by=ward.office)
    assert (ours.institute_id, ours.slug, ours.version) == (ward.placement.institute_id, form.slug, 1)
    publish(ours, by=ward.office)
    assert (planned(ward), planned(elsewhere)) == (ours, form)


def test_an_office_changes_neither_the_portals_draft_nor_another_institutes_form(form):
    office, other = MembershipFactory(coordinator=True).as_actor(), MembershipFactory(coordinator=True).as_actor()
    theirs = copy(form, by=other)
    for draft in (copy(form), theirs):
        for act in (publish, edit, discard):
            with pytest.raises(NotAllowed):
                act(draft, by=office)
    with pytest.raises(NotAllowed):
        copy(theirs, by=office)


def asked(*texts, **said):
    return [services.Asked(text=text, **said) for text in texts]


def edit(draft, by=ADMIN, **changes):
    words = {"title": "Ward work", "perspective": "retrospective", "comment_label": "Next", "scale": None}
    said = {"criteria": asked("Arrives on time"), **words, **changes}
    return services.edit_instrument(instrument_id=draft.pk, by=by, now=clock.now(), **said)


def discard(draft, by=ADMIN):
    services.discard_instrument(instrument_id=draft.pk, by=by, now=clock.now())


def test_edit_instrument_writes_the_criteria_in_order_and_keeps_the_keys_of_those_that_stay(form):
    draft = copy(form)
    kept = [services.Asked(text="Works safely, and says so", key="safety", section="Safety", asks_at=2)]
    edit(draft, criteria=[*asked("Arrives on time", "Arrives on time"), *kept])
    assert list(draft.criteria.values_list("position", "key", "text", "section", "asks_at")) == [
        (1, "arrives-on-time", "Arrives on time", "", None),
        (2, "arrives-on-time-2", "Arrives on time", "", None),
        (3, "safety", "Works safely, and says so", "Safety", 2),
    ]


def test_edit_instrument_with_steps_of_its_own_makes_a_scale_once(form):
    draft = copy(form)
    steps = ["Not yet", "With help", "Alone"]
    first = edit(draft, steps=steps).scale
    again = edit(draft, steps=steps).scale
    other = edit(draft, steps=["Not yet", "Alone", "Could teach it"]).scale
    assert (first == again, other.version) == (True, 2)
    assert list(first.points.order_by("rank").values_list("label", flat=True)) == steps


def test_edit_instrument_refuses_a_sentence_at_every_step_and_a_page_that_is_old(form):
    draft = copy(form)
    seen = services.fingerprint(draft)
    with pytest.raises(Refusal, match="a step that the scale has not"):
        edit(draft, criteria=asked("Arrives on time", asks_at=5))
    edit(draft)
    with pytest.raises(Refusal, match="Somebody changed this"):
        edit(draft, seen=seen)


def test_a_published_form_is_edited_and_discarded_no_more(form):
    for act in (edit, discard):
        with pytest.raises(Refusal, match="never changes"):
            act(form)


def test_discard_instrument_takes_the_draft_and_its_criteria_away(form):
    discard(copy(form))
    assert not Instrument.objects.filter(published_at=None).exists()


def test_add_instrument_takes_a_name_once(form):
    office = MembershipFactory(coordinator=True).as_actor()
    services.add_instrument(by=office, now=clock.now(), title="Ward work", use="supervisor")
    with pytest.raises(Refusal, match="of this name already"):
        services.add_instrument(by=office, now=clock.now(), title="Ward work", use="supervisor")


def test_the_database_refuses_to_change_the_steps_of_a_scale_that_a_published_form_uses(form):
    points = ScalePoint.objects.filter(scale=form.scale)
    for change in (
        lambda: points.filter(rank=1).update(label="Another"),
        lambda: points.filter(rank=5).delete(),
        lambda: ScalePoint.objects.create(scale=form.scale, rank=6, label="More", plain="More"),
        lambda: type(form.scale).objects.filter(pk=form.scale_id).update(name="Another"),
    ):
        with pytest.raises(InternalError, match="settled"), transaction.atomic():
            change()


def choose(ward, by=None, **choices):
    return services.choose_instruments(
        programme_id=ward.placement.student.programme_id, by=by or ward.office, now=clock.now(), choices=choices
    )


def test_a_programme_uses_the_form_that_its_office_chose(form):
    ward = a_ward()
    choose(ward, final="preceptor", mid="")
    assert (planned(ward).slug, InstrumentChoice.objects.count()) == ("preceptor", 1)
    choose(ward, final="")
    assert not InstrumentChoice.objects.exists()


def test_a_form_for_something_else_and_an_office_of_somebody_else_are_refused(form):
    ward = a_ward()
    with pytest.raises(Refusal, match="cannot be used here") as refused:
        choose(ward, final="site-rating")
    assert refused.value.field == "final"
    with pytest.raises(NotAllowed):
        choose(ward, by=MembershipFactory(coordinator=True).as_actor(), final="preceptor")


@pytest.mark.django_db(transaction=True)
def test_two_copies_at_once_make_one_draft(form):
    office = MembershipFactory(coordinator=True).as_actor()
    results = race([lambda: copy(form, by=office)] * 4)
    assert len(refusals(results, Refusal)) == 3
    assert Instrument.objects.filter(institute=office.institute_id).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_edited_or_published_never_both_halves(form):
    draft = copy(form)
    results = race([lambda: edit(draft, criteria=asked("A", "B")), lambda: publish(draft)] * 2)
    draft.refresh_from_db()
    texts = list(draft.criteria.values_list("text", flat=True))
    assert (draft.published_at is not None, texts in (["A", "B"], [text for _n, text in wording(form)])) == (True, True)
    assert len(refusals(results, Refusal)) in {1, 2, 3}
