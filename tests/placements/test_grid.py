"""The grid: the busiest day of each week, against what a department, a partner or an agreement takes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from institutions.models import Department, Partner
from placements.models.grid import Cell, agreed_places, busiest, grid
from placements.models.weeks import monday_of
from placements.services.placements import end_placement_early
from tests.factories.institutions import AgreementFactory, BlackoutFactory, MembershipFactory, PartnerFactory, a_day
from tests.factories.placements import PlacementFactory, SlotFactory
from tests.placements.pages import sign_in
from tests.placements.stage import a_stage
from tests.placements.ward import a_ward

MONDAY = date(2027, 1, 4)
MONDAYS = [MONDAY, MONDAY + timedelta(days=7), MONDAY + timedelta(days=14)]


def days(first, last):
    return MONDAY + timedelta(days=first), MONDAY + timedelta(days=last)


class TestBusiest:
    def test_who_leaves_on_wednesday_makes_room_for_who_comes_on_thursday(self):
        assert busiest([days(0, 2), days(3, 6)], MONDAYS) == [1, 0, 0]

    def test_two_on_one_day_are_two(self):
        assert busiest([days(0, 3), days(3, 9)], MONDAYS) == [2, 1, 0]

    def test_days_outside_the_weeks_do_not_count(self):
        assert busiest([days(-30, 40), days(-9, -1), days(21, 30)], MONDAYS) == [1, 1, 1]

    def test_without_anybody_all_is_empty(self):
        assert busiest([], MONDAYS) == [0, 0, 0]


@pytest.mark.parametrize(
    ("cell", "tone", "letter"),
    [
        (Cell(0), "", ""),
        (Cell(2), "some", ""),
        (Cell(2, 3), "some", ""),
        (Cell(3, 3), "full", "F"),
        (Cell(4, 3), "over", "O"),
        (Cell(0, 0), "", ""),
        (Cell(1, 3, ("Eid",)), "closed", "B"),
        (Cell(4, 3, ("Eid",)), "over", "O"),
    ],
)
def test_a_cell_has_a_colour_and_a_letter(cell, tone, letter):
    assert (cell.tone, cell.letter) == (tone, letter)


def numbers(rows):
    return {row.label: [cell.count for cell in row.cells] for row in rows}


@pytest.mark.django_db
class TestGrid:
    def drawn(self, membership, first=60, weeks=2):
        return grid(membership.as_actor(), monday_of(a_day(first)), weeks=weeks)

    def test_placements_and_offers_count_in_their_department_and_at_the_partner(self):
        stage = a_stage(places=4)
        stage.application(offered=True)
        stage.application(accepted=True)
        stage.application(under_review=True)
        found = self.drawn(stage.lead, 67)
        assert numbers(found.rows) == {
            stage.slot.partner.name: [2, 2],
            stage.slot.department.name: [2, 2],
        }
        assert [stay.offered for stay in found.stays].count(True) == 1

    def test_both_offices_read_each_departments_limit_a_lead_the_cap_a_coordinator_what_was_agreed(self):
        stage = a_stage(people_cap=9, agreement_places=4)
        Department.objects.filter(pk=stage.slot.department_id).update(interns_at_once=1)
        for _ in range(2):
            stage.application(offered=True)
        limits = {}
        for membership in (stage.lead, stage.coordinator):
            total, department = self.drawn(membership, 67).rows
            limits[membership.role] = (total.cells[0].limit, department.cells[0].limit, department.cells[0].letter)
        assert limits == {"lead": (9, 1, "O"), "coordinator": (4, 1, "O")}

    def test_a_coordinator_counts_the_institutes_own_alone(self):
        stage = a_stage(places=4)
        stage.application(offered=True)
        AgreementFactory(signed=True, partner=stage.slot.partner)
        PlacementFactory(application__slot=stage.slot)
        found = self.drawn(stage.coordinator, 67)
        assert numbers(found.rows)[stage.slot.department.name] == [1, 1]
        assert len(found.stays) == 1

    def test_a_departments_limit_counts_everybody_also_for_who_sees_the_own_alone(self):
        stage = a_stage(places=4)
        stage.application(offered=True)
        Department.objects.filter(pk=stage.slot.department_id).update(interns_at_once=1)
        AgreementFactory(signed=True, partner=stage.slot.partner)
        PlacementFactory(application__slot=stage.slot)
        cell = self.drawn(stage.coordinator, 67).rows[1].cells[0]
        assert (cell.count, cell.limit, cell.letter) == (1, 1, "O")

    def test_days_after_an_early_end_are_free(self):
        ward = a_ward()
        today = a_day(0)
        end_placement_early(
            placement_id=ward.pk, by=ward.host, now=ward.at(today, 12), last_day=today, reason="The ward closes."
        )
        found = grid(ward.host, monday_of(today), weeks=3)
        assert numbers(found.rows)[ward.placement.department.name][0] == 1
        assert numbers(found.rows)[ward.placement.department.name][2] == 0

    def test_each_supervisor_has_a_line(self):
        ward = a_ward()
        found = grid(ward.host, monday_of(a_day(0)), weeks=1)
        assert numbers(found.loads) == {ward.supervisor.user.name: [1]}

    def test_a_week_in_which_a_renewal_takes_over_promises_what_its_fuller_day_does(self):
        office, partner = MembershipFactory(coordinator=True), PartnerFactory()
        pair = {"institute": office.institute, "partner": partner, "signed": True}
        AgreementFactory(**pair, starts_on=MONDAY - timedelta(days=90), ends_on=MONDAY + timedelta(days=2), places=12)
        AgreementFactory(**pair, starts_on=MONDAY + timedelta(days=3), ends_on=MONDAY + timedelta(days=90), places=14)
        promised = agreed_places(office.as_actor(), [partner.pk])
        weeks = [MONDAY + timedelta(weeks=number) for number in (-1, 0, 1, 20)]
        assert [promised(partner, monday) for monday in weeks] == [12, 14, 14, 0]

    def test_two_supervisors_of_one_name_are_two_lines_with_their_partners(self):
        stage = a_stage(places=4)
        people = [MembershipFactory(supervisor=True, user__name="Dr Sana Mirza") for _each in range(2)]
        other = MembershipFactory(supervisor=True, partner=people[0].partner)
        for supervisor in (*people, other):
            slot = SlotFactory(partner=supervisor.partner, supervisor=supervisor)
            stage.application(slot=slot, offered=True)
        assert numbers(self.drawn(stage.coordinator, 67).loads) == {
            **{f"Dr Sana Mirza, {each.partner}": [1, 1] for each in people},
            other.user.name: [1, 1],
        }

    def test_blackout_dates_close_the_partners_weeks_or_one_departments(self):
        stage = a_stage()
        other = MembershipFactory(supervisor=True, partner=stage.slot.partner)
        assert other.partner == stage.slot.partner
        first = monday_of(a_day(60))
        BlackoutFactory(
            partner=stage.slot.partner, department=stage.slot.department, starts_on=first, ends_on=first, title="Paint"
        )
        total, department = self.drawn(stage.lead).rows
        assert ([c.letter for c in total.cells], [c.letter for c in department.cells]) == (["", ""], ["B", ""])
        assert department.cells[0].blackouts == ("Paint",)


@pytest.mark.django_db
class TestPage:
    def test_it_steps_twelve_weeks_and_goes_out_as_a_table(self, client, monkeypatch):
        monkeypatch.setattr("accounts.exporting.ask_again", lambda _request: None)
        stage = a_stage()
        stage.application(offered=True)
        sign_in(client, stage.lead)
        page = client.get(reverse("grid"), {"week": "2027-01-06"})
        assert (page.context["monday"], page.context["after"]) == (MONDAY, MONDAY + timedelta(weeks=12))
        out = client.get(reverse("grid"), {"week": "2027-01-06", "kind": "csv"})
        heads = b"".join(out.streaming_content).decode("utf-8-sig").splitlines()[0]
        assert heads.startswith("Where,At once,2027-01-04,2027-01-11")

    def test_others_read_whose_it_is(self, client):
        for trait in ("student", "supervisor", "viewer"):
            assert sign_in(client, MembershipFactory(**{trait: True})).get(reverse("grid")).status_code == 403

    @pytest.mark.parametrize("rows", [1, 3])
    @pytest.mark.parametrize(("who", "queries"), [("lead", 5), ("coordinator", 6)])
    def test_it_takes_the_same_queries_for_any_rows(self, client, rows, who, queries, django_assert_num_queries):
        stage = a_stage(places=9)
        Partner.objects.update(people_cap=20)
        for _ in range(rows):
            stage.application(accepted=True)
            BlackoutFactory(partner=stage.slot.partner)
        sign_in(client, getattr(stage, who)).get(reverse("grid"))
        # person, memberships, who is there, departments, blackout dates; a coordinator's agreements
        with django_assert_num_queries(queries):
            client.get(reverse("grid"), {"week": a_day(60).isoformat()})
