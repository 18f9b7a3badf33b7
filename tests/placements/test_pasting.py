"""A pasted grid: split, read, checked cell by cell; what fits becomes lists of names, all of it or nothing."""

from datetime import date

import pytest
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refusal
from placements.models import ListedName, NameList
from placements.readiness import Clearance
from placements.services.pasting import check_paste, read_day, send_paste, split
from placements.services.pasting_rows import reasons
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import AllotmentFactory, PlacementFactory
from tests.factories.records import RecordFactory
from tests.factories.requirements import RequirementFactory
from tests.factories.students import StudentFactory
from tests.placements.listing import another_slot
from tests.placements.pages import sign_in
from tests.placements.stage import a_stage


class TestReading:
    @pytest.mark.parametrize("apart", ["\t", ";", ","])
    def test_cells_are_apart_by_tabs_semicolons_or_commas(self, apart):
        (row,) = split(apart.join(["R-1", " Radiology ", "2027-01-04", "2027-03-28"]))
        assert list(row.cells.values()) == ["R-1", "Radiology", "2027-01-04", "2027-03-28", ""]

    def test_headings_and_empty_lines_are_left_out_and_lines_keep_their_numbers(self):
        rows = split("Roll number\tWhere\tFrom\tTo\n\nR-1\tWard\t1/2/2027\t2/2/2027\n\t\t\t")
        assert [(row.line, row.cells["roll"]) for row in rows] == [(3, "R-1")]

    @pytest.mark.parametrize(
        ("text", "order", "expected"),
        [
            ("2027-01-04", "mdy", date(2027, 1, 4)),
            ("4/1/2027", "dmy", date(2027, 1, 4)),
            ("4/1/2027", "mdy", date(2027, 4, 1)),
            ("04.01.2027", "dmy", date(2027, 1, 4)),
            ("4 Jan 2027", "dmy", date(2027, 1, 4)),
            ("04-Jan-27", "dmy", date(2027, 1, 4)),
            ("1.4.27", "mdy", date(2027, 1, 4)),
            ("۴/۱/۲۷", "dmy", date(2027, 1, 4)),
            ("31/2/2027", "dmy", None),
            ("soon", "dmy", None),
        ],
    )
    def test_days_are_read_in_the_institutes_order(self, text, order, expected):
        assert read_day(text, order) == expected


def line(student, slot, **changes):
    cells = {
        "roll": student.roll_no,
        "place": slot.title,
        "first": f"{slot.starts_on:%d/%m/%Y}",
        "last": f"{slot.ends_on:%d/%m/%Y}",
        "supervisor": "",
    }
    return "\t".join((cells | changes).values())


def check(stage, *lines):
    by = stage.coordinator.as_actor()
    return check_paste(by=by, now=clock.now(), partner=stage.slot.partner, order="dmy", text="\n".join(lines))


def send(stage, *lines, **more):
    by = stage.coordinator.as_actor()
    return send_paste(by=by, now=clock.now(), partner=stage.slot.partner, order="dmy", text="\n".join(lines), **more)


def words(row):
    return {column: each for column, each in row.words.items() if each}


@pytest.mark.django_db
class TestChecking:
    def test_a_row_that_fits_is_a_student_in_a_slot_by_title_or_department(self):
        stage = a_stage()
        supervisor = MembershipFactory(supervisor=True, partner=stage.slot.partner)
        first, second = stage.student(), stage.student()
        rows = check(
            stage,
            line(first, stage.slot, supervisor=supervisor.user.name.upper()),
            line(second, stage.slot, place=stage.slot.department.name.upper()),
        )
        assert [(row.student, row.slot, row.supervisor, row.fits) for row in rows] == [
            (first, stage.slot, supervisor, True),
            (second, stage.slot, None, True),
        ]

    @pytest.mark.parametrize(
        ("changes", "column", "said"),
        [
            ({"roll": "X-404"}, "roll", "No student here"),
            ({"place": "Cardiology"}, "place", "has no slot ahead of this name"),
            ({"last": "01/01/2031"}, "place", "There is no block on these days, but: "),
            ({"first": "soon"}, "first", "This is no day."),
            ({"last": "01/01/2020"}, "last", "It comes before the first day."),
            ({"supervisor": "Dr Nobody"}, "supervisor", "Nobody of this name"),
        ],
    )
    def test_what_is_wrong_stands_beside_its_cell(self, changes, column, said):
        stage = a_stage()
        (row,) = check(stage, line(stage.student(), stage.slot, **changes))
        assert (row.fits, row.words[column][0].startswith(said) or said in row.words[column][0]) == (False, True)

    def test_a_name_that_two_supervisors_have_is_an_error_of_its_cell(self):
        stage = a_stage()
        for _each in range(2):
            MembershipFactory(supervisor=True, partner=stage.slot.partner, user__name="Dr Sana Mirza")
        (row,) = check(stage, line(stage.student(), stage.slot, supervisor="dr sana mirza"))
        assert (row.supervisor, list(words(row))) == (None, ["supervisor"])
        assert row.words["supervisor"][0].startswith("Several of this name supervise there.")

    def test_a_student_of_another_institute_is_unknown(self):
        stage = a_stage()
        (row,) = check(stage, line(StudentFactory(roll_no="FOREIGN"), stage.slot))
        assert words(row) == {"roll": ["No student here has this roll number."]}

    def test_several_slots_of_a_department_on_the_same_days_ask_for_the_title(self):
        stage = a_stage()
        another_slot(stage)
        (row,) = check(stage, line(stage.student(), stage.slot, place=stage.slot.department.name))
        assert row.words["place"][0].startswith("Several slots fit")

    def test_rules_of_the_student_stand_beside_the_roll_number(self):
        stage = a_stage()
        busy, uncovered = stage.student(), StudentFactory(institute=stage.institute)
        PlacementFactory(application__student=busy, confirmed=True, first=70, last=90)
        rows = check(stage, line(busy, stage.slot), line(uncovered, stage.slot))
        assert ["full-time" in rows[0].words["roll"][0], "No agreement" in rows[1].words["roll"][0]] == [True, True]

    def test_the_same_student_on_the_same_days_names_the_earlier_line(self):
        stage = a_stage()
        student = stage.student()
        rows = check(stage, line(student, stage.slot), line(student, another_slot(stage)))
        assert [words(row) for row in rows] == [
            {},
            {"first": ["Line 1 places the same student on these days."]},
        ]

    def test_more_rows_than_places_mark_the_last_ones(self):
        stage = a_stage(places=5)
        AllotmentFactory(slot=stage.slot, institute=stage.institute, places=2)
        rows = check(stage, *(line(stage.student(), stage.slot) for _ in range(3)))
        assert [row.fits for row in rows] == [True, True, False]
        assert words(rows[2]) == {"place": ["There are 2 places left for you here, which the rows above take."]}
        assert reasons(rows) == [(rows[2].words["place"][0], 1)]

    def test_the_partners_cap_counts_who_is_there_on_those_days(self):
        stage = a_stage(places=5, people_cap=2)
        stage.application(offered=True)
        rows = check(stage, *(line(stage.student(), stage.slot) for _ in range(2)))
        assert [row.fits for row in rows] == [True, False]
        assert "takes 2 interns at once" in rows[1].words["place"][0]

    def test_the_agreements_places_count_rows_in_all_slots_on_the_same_days(self):
        stage = a_stage(places=5, agreement_places=2)
        stage.application(offered=True)
        rows = check(stage, line(stage.student(), stage.slot), line(stage.student(), another_slot(stage)))
        assert [row.fits for row in rows] == [True, False]
        assert words(rows[1]) == {
            "place": [f"All 2 places of the agreement with {stage.institute} are taken on some of these days."]
        }

    def test_the_agreements_places_a_year_count_too(self):
        stage = a_stage(places=5)
        stage.agreement.places_a_year = 1
        stage.agreement.save()
        rows = check(stage, *(line(stage.student(), stage.slot) for _ in range(2)))
        assert [row.fits for row in rows] == [True, False]
        assert "takes 1 intern a year" in rows[1].words["place"][0]

    def test_who_is_not_clear_yet_fits_and_is_marked_with_what_is_open(self):
        stage = a_stage()
        requirement = RequirementFactory(partner=None, agreement=stage.agreement, kind__name="Code of conduct")
        ready, late = stage.student(), stage.student()
        RecordFactory(student=ready, kind__slug=next(iter(requirement.parsed.kinds)), verified=True)
        rows = check(stage, line(ready, stage.slot), line(late, stage.slot), line(late, stage.slot, roll="X-404"))
        assert [(row.fits, row.clearance) for row in rows] == [
            (True, Clearance(is_clear=True, wants=[])),
            (True, Clearance(is_clear=False, wants=["Code of conduct"])),
            (False, None),
        ]

    def test_nothing_and_far_too_much_are_refused(self, monkeypatch):
        stage = a_stage()
        with pytest.raises(Refusal, match="no row yet"):
            check(stage, "")
        monkeypatch.setattr("placements.services.pasting.MOST", 1)
        with pytest.raises(Refusal, match="At most 1 rows"):
            check(stage, "a,b", "c,d")

    def test_nobody_else_pastes(self):
        stage = a_stage()
        with pytest.raises(NotAllowed):
            check_paste(by=stage.lead.as_actor(), now=clock.now(), partner=stage.slot.partner, order="dmy", text="a,b")


@pytest.mark.django_db
class TestSending:
    def test_each_slot_gets_a_list_that_is_sent_at_once(self):
        stage = a_stage(places=4)
        other = another_slot(stage, starts_on=stage.slot.ends_on.replace(year=2030), ends_on=date(2031, 3, 1))
        supervisor = MembershipFactory(supervisor=True, partner=stage.slot.partner)
        stage.agreement.ends_on = date(2032, 1, 1)
        stage.agreement.save()
        lines = [line(stage.student(), slot, supervisor=supervisor.user.name) for slot in (stage.slot, other, other)]
        send(stage, *lines)
        assert [(each.state, each.slot, each.names.count()) for each in NameList.objects.order_by("pk")] == [
            ("sent", stage.slot, 1),
            ("sent", other, 2),
        ]
        assert set(ListedName.objects.values_list("supervisor", flat=True)) == {supervisor.pk}

    def test_one_bad_row_keeps_all_back_unless_the_rest_may_go(self):
        stage = a_stage()
        good, bad = line(stage.student(), stage.slot), line(stage.student(), stage.slot, first="soon")
        with pytest.raises(Refusal, match="1 row does not fit yet"):
            send(stage, good, bad)
        assert NameList.objects.count() == 0
        send(stage, good, bad, everything=False)
        assert (NameList.objects.count(), ListedName.objects.count()) == (1, 1)

    def test_when_no_row_fits_nothing_is_sent(self):
        stage = a_stage()
        with pytest.raises(Refusal, match="No row fits yet"):
            send(stage, line(stage.student(), stage.slot, first="soon"), everything=False)


@pytest.mark.django_db
class TestPage:
    def test_rows_are_looked_at_then_sent_without_a_script_and_what_was_typed_stays(self, client):
        stage = a_stage()
        sign_in(client, stage.coordinator)
        address = reverse("placement_paste")
        good, bad = line(stage.student(), stage.slot), line(stage.student(), stage.slot, roll="X-404")
        sent = {"partner": stage.slot.partner.pk, "order": "dmy", "text": f"{good}\n{bad}"}
        page = client.post(address, sent | {"check": "1"})
        assert (page.context["fitting"], page.context["wrong"], NameList.objects.count()) == (1, 1, 0)
        said = ("1 of 2 rows can be taken", "1 row cannot be taken:", "Take only 1 of 2", 'value="fitting"')
        assert [each for each in said if each not in page.text] == []
        page = client.post(address, sent | {"send": "all"}).content.decode()
        assert ("1 row does not fit yet" in page, "X-404" in page, NameList.objects.count()) == (True, True, 0)
        assert client.post(address, sent | {"send": "fitting"}).url == reverse("name_list_list")
        assert ListedName.objects.count() == 1

    def test_only_partners_with_an_agreement_are_offered(self, client):
        stage, other = a_stage(), a_stage()
        form = sign_in(client, stage.coordinator).get(reverse("placement_paste")).context["form"]
        assert list(form.fields["partner"].queryset) == [stage.slot.partner]
        assert other.slot.partner != stage.slot.partner

    @pytest.mark.parametrize("rows", [1, 3])
    def test_looking_takes_the_same_queries_for_any_rows(self, client, rows, django_assert_num_queries):
        stage = a_stage(places=5)
        sign_in(client, stage.coordinator)
        text = "\n".join(line(stage.student(), stage.slot) for _ in range(rows))
        sent = {"partner": stage.slot.partner.pk, "order": "dmy", "text": text, "check": "1"}
        client.post(reverse("placement_paste"), sent)
        RequirementFactory(partner=stage.slot.partner)
        # person, memberships, partner twice, students, slots, supervisors; for the slot its programme's agreement, facts of students
        # and what it keeps; agreements and their seats; requirements, records, waivers, kinds
        with django_assert_num_queries(14):
            client.post(reverse("placement_paste"), sent)
