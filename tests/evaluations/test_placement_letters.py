"""Letters of placement: whom they may name, who reads them, what they print, and that they stay."""

from io import BytesIO

import pikepdf
import pytest
from django.db import InternalError, connection, transaction
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from evaluations.models import PlacementLetter
from evaluations.services.placement_letters import (
    file_placement_letter,
    withdraw_placement_letter,
    write_placement_letter,
)
from evaluations.sweeps.papers import MISSED_AFTER, sweep_papers
from notifications.models import Notification
from placements.services.placements import cancel_placement
from placements.states import PlacementState
from tests.evaluations.clinic import signed_in
from tests.evaluations.test_pdf import bytes_of, needs, words_of
from tests.factories.institutions import MembershipFactory, ProgrammeFactory
from tests.placements.ward import a_ward, names, told
from tests.races import race

pytestmark = pytest.mark.django_db
TO = "The Medical Superintendent"


@pytest.fixture
def ward():
    return a_ward()


def beside(ward, **fields):
    """Another ward of the same institute and partner."""
    placement = ward.placement
    return a_ward(
        application__student__institute=placement.institute,
        application__student__programme=placement.student.programme,
        application__slot__partner=placement.partner,
        application__slot__department=placement.department,
        agreement=placement.agreement,
        **fields,
    )


def write(ward, *others, **said):
    said = {"partner": ward.placement.partner, "addressee": TO} | said
    named = [w.placement for w in (ward, *others)]
    return write_placement_letter(by=ward.office, now=clock.now(), placements=named, **said)


def test_write_placement_letter_freezes_what_the_record_says(ward):
    letter = write(ward, reference="HC/27/14")
    placement = ward.placement
    placement.student.user.name = "Somebody Else"
    placement.student.user.save()
    letter.refresh_from_db()
    (line,) = letter.facts["interns"]
    assert (line["name"], line["roll_no"]) == (ward.student.user.name, placement.student.roll_no)
    assert (letter.interns, letter.reference, letter.facts["agreements"]) == (
        1,
        "HC/27/14",
        [placement.agreement.title],
    )


@pytest.mark.parametrize("state", [PlacementState.PLANNED, PlacementState.CANCELLED, PlacementState.COMPLETED])
def test_a_placement_that_is_not_confirmed_or_under_way_is_not_named(ward, state):
    type(ward.placement).objects.filter(pk=ward.pk).update(state=state)
    with pytest.raises(Refusal, match="not confirmed any more"):
        write(ward)
    assert PlacementLetter.objects.count() == 0


def test_another_partners_or_institutes_intern_is_not_named(ward):
    stranger = a_ward()
    with pytest.raises(Refusal, match="not confirmed any more"):
        write(ward, stranger)
    with pytest.raises(Refusal, match="not confirmed any more"):
        write(ward, partner=stranger.placement.partner)


@pytest.mark.parametrize("who", ["host", "doctor", "intern"])
def test_only_the_office_writes_and_withdraws(ward, who):
    letter, by = write(ward), getattr(ward, who)
    with pytest.raises(NotAllowed):
        write_placement_letter(
            by=by, now=clock.now(), partner=ward.placement.partner, placements=[ward.placement], addressee=TO
        )
    with pytest.raises(NotAllowed):
        withdraw_placement_letter(letter_id=letter.pk, by=by, now=clock.now(), reason="No.")


def test_the_partner_and_a_lone_intern_are_told_when_the_pdf_is_there(ward):
    letter = write(ward)
    assert told("placement.letter") == []
    file_placement_letter(letter_id=letter.pk, now=clock.now())
    assert told("placement.letter") == names(ward.lead, ward.student)
    assert file_placement_letter(letter_id=letter.pk, now=clock.now()) is None
    assert Notification.objects.filter(kind="placement.letter").count() == 2


def test_a_letter_about_several_is_read_by_the_offices_alone(ward):
    second = beside(ward)
    letter = write(ward, second)
    file_placement_letter(letter_id=letter.pk, now=clock.now())
    assert told("placement.letter") == sorted([*names(ward.lead), *names(second.lead)])
    for who, seen in ((ward.host, [letter]), (ward.office, [letter]), (ward.intern, []), (ward.doctor, [])):
        assert list(PlacementLetter.objects.visible_to(who)) == seen
    assert list(PlacementLetter.objects.visible_to(a_ward().office)) == []
    assert list(PlacementLetter.objects.visible_to(a_ward().host)) == []


def test_an_office_of_one_programme_sees_no_letter_that_names_others(ward):
    letter = write(ward)
    placement = ward.placement
    own = MembershipFactory(viewer=True, institute=placement.institute, programme=placement.student.programme)
    assert list(PlacementLetter.objects.visible_to(own.as_actor())) == [letter]
    other = a_ward(application__student__institute=placement.institute)
    narrow = MembershipFactory(viewer=True, institute=placement.institute, programme=other.placement.student.programme)
    assert list(PlacementLetter.objects.visible_to(narrow.as_actor())) == []


def test_withdraw_placement_letter_tells_whoever_had_it_and_happens_once(ward):
    letter = write(ward)
    withdraw_placement_letter(letter_id=letter.pk, by=ward.office, now=clock.now(), reason="Wrong dates.")
    assert told("placement.letter_withdrawn") == names(ward.lead, ward.student)
    with pytest.raises(Refusal, match="withdrawn already"):
        withdraw_placement_letter(letter_id=letter.pk, by=ward.office, now=clock.now(), reason="Again.")
    assert file_placement_letter(letter_id=letter.pk, now=clock.now()) is None


def test_a_letter_that_names_who_does_not_come_says_so_and_its_office_is_told(client):
    ward = a_ward(confirmed=True)
    staying = beside(ward, confirmed=True)
    letter = write(ward, staying)
    bound = MembershipFactory(coordinator=True, institute=letter.institute, programme=ProgrammeFactory())
    cancel_placement(placement_id=ward.pk, by=ward.host, now=clock.now(), reason="Rebuilding.")
    assert bound.user.name not in told("placement.letter_outdated")
    assert told("placement.letter_outdated") == names(ward.coordinator, staying.coordinator)
    page = signed_in(ward.coordinator).get(letter.get_absolute_url()).text
    name = ward.placement.student.user.name
    assert (f"{name} does not come" in page, "Withdraw this letter" in page) == (True, True)
    assert "Names who does not come" in signed_in(ward.lead).get(reverse("placement_letter_list")).text


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE evaluations_placementletter SET facts = '{}'",
        "UPDATE evaluations_placementletter SET interns = 2",
        "DELETE FROM evaluations_placementletter",
    ],
)
def test_what_a_letter_says_stays_whatever_is_tried(ward, sql):
    write(ward)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_pdf():
    letter = write(a_ward())
    made = race([lambda: file_placement_letter(letter_id=letter.pk, now=clock.now())] * 2)
    assert sorted(thing is not None for thing in made) == [False, True]


def test_a_pdf_that_was_missed_is_swept_up(ward, monkeypatch):
    letter, woken = write(ward), []
    monkeypatch.setattr("evaluations.sweeps.papers.wake", lambda task, pk: woken.append((task, pk)))
    monkeypatch.setattr("core.clock.now", lambda: letter.issued_at + MISSED_AFTER * 2)
    assert sweep_papers() == 1
    assert woken == [("evaluations.file_placement_letter", letter.pk)]


@needs["pdftotext"]
def test_the_paper_names_everybody_and_is_tagged_and_sealed(ward, tmp_path):
    second = beside(ward)
    letter = write(ward, second, remarks="Insured with us until June.")
    content = bytes_of(file_placement_letter(letter_id=letter.pk, now=clock.now()).file)
    with pikepdf.open(BytesIO(content)) as document:
        assert str(document.Root.Lang) == "en"
        assert bool(document.Root.MarkInfo.Marked)
        with document.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
        assert len(document.Root.AcroForm.Fields) == 1
    words = words_of(content, tmp_path)
    wanted = [TO, ward.student.user.name, second.student.user.name, ward.placement.agreement.title, "until June."]
    assert [text for text in wanted if text not in words] == []


def test_placement_letter_add_ticks_who_is_in_no_letter_yet(ward):
    second = beside(ward)
    write(ward)
    address = reverse("placement_letter_add", args=[ward.placement.partner.slug])
    office = signed_in(ward.coordinator)
    assert office.get(address).context["form"].initial["placements"] == [second.pk]
    asked = office.get(address, {"placement": ward.pk})
    assert asked.context["form"].initial["placements"] == [ward.pk]


def test_placement_letter_add_keeps_what_was_typed_and_says_what_is_missing(ward):
    address = reverse("placement_letter_add", args=[ward.placement.partner.slug])
    page = signed_in(ward.coordinator).post(address, {"remarks": "Insured.", "placements": [ward.pk]})
    assert page.context["form"].errors == {"addressee": ["This field is required."]}
    assert "Insured." in page.content.decode()


def test_placement_letter_add_sent_twice_writes_one(ward):
    address = reverse("placement_letter_add", args=[ward.placement.partner.slug])
    office = signed_in(ward.coordinator)
    data = {"placements": [ward.pk], "addressee": TO, "idempotency_key": "same"}
    first, second = (office.post(address, data)["Location"] for _ in range(2))
    assert first == second == PlacementLetter.objects.get().get_absolute_url()


def test_placement_letter_add_for_a_partner_without_interns_says_what_to_do(ward):
    empty = a_ward()
    page = signed_in(ward.coordinator).get(reverse("placement_letter_add", args=[empty.placement.partner.slug]))
    assert "Nobody is confirmed here" in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_placement_letter_list_takes_as_many_queries_for_one_as_for_three(ward, count, django_assert_num_queries):
    for _ in range(count):
        write(beside(ward))
    office = signed_in(ward.coordinator)
    office.get(reverse("placement_letter_list"))
    with django_assert_num_queries(5):
        assert len(office.get(reverse("placement_letter_list")).context["page"]) == count


def test_placement_letter_pdf_waits_until_it_is_made(ward):
    letter, lead = write(ward), signed_in(ward.lead)
    address = reverse("placement_letter_pdf", args=[letter.pk])
    assert lead.get(address)["Location"] == letter.get_absolute_url()
    file_placement_letter(letter_id=letter.pk, now=clock.now())
    assert b"".join(lead.get(address).streaming_content).startswith(b"%PDF-")
