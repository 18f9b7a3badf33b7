"""Pages of programmes: read by the institute's staff, kept by its coordinators."""

from datetime import date

import pytest
from django.urls import reverse

from institutions.models import Intake, Programme
from tests.factories.calls import BlockFactory
from tests.factories.institutions import IntakeFactory, MembershipFactory, ProgrammeFactory
from tests.factories.placements import CompetencyFactory

pytestmark = pytest.mark.django_db

KEY = {"idempotency_key": ""}


@pytest.fixture
def programme(client):
    """A programme of 480 hours whose coordinator is signed in."""
    programme = ProgrammeFactory(required_hours=480)
    client.force_login(MembershipFactory(coordinator=True, institute=programme.institute).user)
    return programme


def page(name, programme, *more):
    return reverse(name, args=[programme.pk, *more])


def test_programme_detail_says_what_the_blocks_lack(client, programme):
    BlockFactory(programme=programme, hours=460)
    shown = client.get(page("programme_detail", programme)).text
    assert "The blocks ask for 460 hours, the programme for 480." in shown
    assert "20 hours are in no block yet." in shown


def test_programme_add_makes_one(client, programme):
    answer = client.post(reverse("programme_add"), {"name": "BSc Nursing", "code": "BSN", "required_hours": 480} | KEY)
    assert answer.url == page("programme_detail", Programme.objects.get(code="BSN"))


def test_programme_edit_shows_what_it_says_and_keeps_what_is_sent(client, programme):
    form = client.get(page("programme_edit", programme)).context["form"]
    client.post(page("programme_edit", programme), {"name": form["name"].value(), "required_hours": 500} | KEY)
    programme.refresh_from_db()
    assert programme.required_hours == 500


def test_what_somebody_else_kept_meanwhile_is_not_written_over(client, programme):
    intake = IntakeFactory(programme=programme)
    pages = [("programme_edit",), ("programme_hours",), ("programme_intake_edit", intake.pk)]
    for name, *more in pages:
        address = page(name, programme, *more)
        form = client.get(address).context["form"]
        shown = {name: form[name].value() or "" for name in form.fields}
        assert client.post(address, shown | {"idempotency_key": f"{name} first"}).status_code == 302
        late = client.post(address, shown | {"idempotency_key": f"{name} second"})
        assert (late.status_code, "Somebody changed this" in late.text) == (200, True)


def test_programme_block_add_change_and_remove(client, programme):
    sent = {"name": "Medicine", "weeks": 8, "hours": 320, "position": 1} | KEY
    assert client.post(page("programme_block_add", programme), sent).url == page("programme_detail", programme)
    block = programme.blocks.get()
    client.post(page("programme_block_edit", programme, block.pk), sent | {"hours": 300})
    block.refresh_from_db()
    assert block.hours == 300
    client.post(page("programme_block_remove", programme, block.pk), KEY)
    assert programme.blocks.count() == 0


def test_programme_competency_add_and_remove(client, programme):
    block, competency = BlockFactory(programme=programme), CompetencyFactory()
    sent = {"competency": competency.pk, "block": block.pk, "count": 3} | KEY
    client.post(page("programme_competency_add", programme), sent)
    asked = programme.competencies.get()
    assert (asked.competency, asked.block, asked.count) == (competency, block, 3)
    client.post(page("programme_competency_remove", programme, asked.pk), KEY)
    assert programme.competencies.count() == 0


def test_programme_intake_add_and_edit_keep_the_days_of_blocks(client, programme):
    block = BlockFactory(programme=programme)
    days = {f"block_{block.pk}_first": "2027-01-04", f"block_{block.pk}_last": "2027-02-26"}
    sent = {"name": "Spring 2027", "starts_on": "2027-01-04", "place_by": "2026-12-11"} | days | KEY
    client.post(page("programme_intake_add", programme), sent)
    intake = programme.intakes.get()
    assert intake.blocks.values_list("starts_on", "ends_on").get() == (date(2027, 1, 4), date(2027, 2, 26))
    form = client.get(page("programme_intake_edit", programme, intake.pk)).context["form"]
    assert form[f"block_{block.pk}_last"].value() == date(2027, 2, 26)
    client.post(page("programme_intake_edit", programme, intake.pk), sent | {f"block_{block.pk}_last": "2027-03-05"})
    assert intake.blocks.get().ends_on == date(2027, 3, 5)
    shown = client.get(page("programme_detail", programme)).text
    assert (f"{block.name}: 4 January to 5 March 2027" in shown, "Remove" in shown) == (True, True)
    client.post(page("programme_intake_remove", programme, intake.pk), KEY)
    assert not programme.intakes.exists()


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2027-02-01", "2027-01-04", "The last day must not come before the first."),
        ("2027-02-01", "", "Give both days, or neither."),
    ],
)
def test_programme_intake_add_with_half_a_block_says_so_beside_it(client, programme, first, last, said):
    block = BlockFactory(programme=programme)
    sent = {"name": "Spring 2027", "starts_on": "2027-01-04", f"block_{block.pk}_first": first}
    answer = client.post(page("programme_intake_add", programme), sent | {f"block_{block.pk}_last": last} | KEY)
    assert answer.context["form"].errors == {f"block_{block.pk}_last": [said]}


def test_programme_intake_copy_proposes_next_years_name_and_makes_it_once(client, programme):
    intake = IntakeFactory(programme=programme, name="Spring 2027")
    address = page("programme_intake_copy", programme, intake.pk)
    assert client.get(address).context["form"]["name"].value() == "Spring 2028"
    assert client.post(address, {"name": "Spring 2028"} | KEY).url == page("programme_detail", programme)
    again = client.post(address, {"name": "Spring 2028", "idempotency_key": "two"})
    assert list(again.context["form"].errors) == ["name"]
    assert sorted(Intake.objects.values_list("name", flat=True)) == ["Spring 2027", "Spring 2028"]


def test_programmes_of_another_institute_are_not_found(client, programme):
    other = ProgrammeFactory()
    assert client.get(page("programme_detail", other)).status_code == 404
    assert list(client.get(reverse("programme_list")).context["programmes"]) == [programme]


def test_a_coordinator_of_one_programme_finds_that_one_alone(client, programme):
    other = ProgrammeFactory(institute=programme.institute)
    client.force_login(MembershipFactory(coordinator=True, institute=programme.institute, programme=programme).user)
    assert client.get(page("programme_detail", other)).status_code == 404
    assert list(client.get(reverse("programme_list")).context["programmes"]) == [programme]


def test_an_intake_under_another_programme_is_not_found(client, programme):
    intake = IntakeFactory(programme=ProgrammeFactory(institute=programme.institute))
    assert client.get(page("programme_intake_copy", programme, intake.pk)).status_code == 404


def test_a_viewer_reads_and_changes_nothing(client, programme):
    client.force_login(MembershipFactory(viewer=True, institute=programme.institute).user)
    shown = client.get(page("programme_detail", programme))
    assert (shown.status_code, "Add a block" in shown.text) == (200, False)
    assert client.get(page("programme_block_add", programme)).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_list_takes_the_same_queries(client, programme, rows, django_assert_num_queries):
    for other in ProgrammeFactory.create_batch(rows, institute=programme.institute):
        BlockFactory(programme=other)
    client.get(reverse("programme_list"))
    with django_assert_num_queries(3):
        assert len(client.get(reverse("programme_list")).context["programmes"]) == rows + 1


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_detail_takes_the_same_queries(client, programme, rows, django_assert_num_queries):
    for _row in range(rows):
        BlockFactory(programme=programme)
        IntakeFactory(programme=programme)
    client.get(page("programme_detail", programme))
    with django_assert_num_queries(6):
        client.get(page("programme_detail", programme))
