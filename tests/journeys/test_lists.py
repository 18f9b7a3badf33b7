"""Bringing a list in with twelve kinds of bad line, putting it right, and bringing it again after a month."""

import pytest

from institutions.models import Import
from students.models import Student
from tests.journeys.person import Person
from tests.journeys.stage import Stage
from tests.students.conftest import an_office
from tests.students.lists import GOOD, a_list, a_workbook, lines_of
from tests.students.test_imports import BAD

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = "Roll,Student name,Mail,Course,Batch,Father,Relation,Town"
FIRST = lines_of(1)[0].replace("S-0", "MIT-9")
KINDS = [kind for kind in BAD if kind != "everything"]


@both_ways
def test_a_list_with_twelve_kinds_of_bad_line_is_put_right_and_brought_in(stage: Stage, java_script: bool) -> None:
    office = an_office()
    coordinator = stage.signed_in(office.coordinator)
    coordinator.goes_to("Students", "Bring in a list")
    coordinator.follows("Choose: Students")
    sends_no_table_then_a_bad_one(coordinator)
    reads_every_kind_of_bad_line(coordinator)
    sends_it_put_right(coordinator)
    sends_it_again_after_a_month(coordinator)
    assert dict(Student.objects.values_list("roll_no", "city")) == {"MIT-1": "Thatta", "S-0": "", "S-9": ""}
    assert Import.objects.filter(done_at__isnull=False).count() == 2


def sends_no_table_then_a_bad_one(coordinator: Person) -> None:
    coordinator.attaches("CSV or XLSX file", "spring.xlsx", b"PK\x03\x04 half a workbook", XLSX)
    coordinator.presses("Look it through")
    coordinator.sees("This workbook is damaged, or has a password.")
    # Headings of the office's own are asked about once.
    bad = a_list(FIRST, *(BAD[kind][0] for kind in KINDS), head=HEAD.replace("Town", "Where from"))
    coordinator.attaches("CSV or XLSX file", "spring.csv", bad, CSV)
    coordinator.presses("Look it through")
    coordinator.sees_heading("What do the headings mean?")
    coordinator.chooses("Where from", "City")
    coordinator.presses("Look it through")


def reads_every_kind_of_bad_line(coordinator: Person) -> None:
    assert len(KINDS) == 12
    table = coordinator.part("12 lines need correction")
    lines = [row.split("\t") for row in table.get_by_role("row").all_inner_texts()[1:]]
    headings = dict(
        zip(
            ("roll_no", "name", "email", "programme", "intake", "father_name", "relation"),
            HEAD.split(","),
            strict=False,
        )
    )
    expected = [
        [str(number), headings.get(column, ""), words]
        for number, kind in enumerate(KINDS, 3)
        for column, words in BAD[kind][1].items()
    ]
    assert [[cell.strip() for cell in line] for line in lines] == expected
    coordinator.finds_no("button", "Bring it in")
    assert Student.objects.count() == 0


def sends_it_put_right(coordinator: Person) -> None:
    """As a workbook; its headings are known by now."""
    coordinator.follows("Send the corrected file")
    good = a_workbook(GOOD, *lines_of(2), head=HEAD.replace("Town", "Where from"))
    coordinator.attaches("CSV or XLSX file", "spring.xlsx", good, XLSX)
    coordinator.presses("Look it through")
    coordinator.sees("Nothing has been brought in yet.", "Areeba Khan")
    coordinator.presses("Bring it in")
    coordinator.sees("Brought in: 3 new, 0 changed, 0 as they were.")


def sends_it_again_after_a_month(coordinator: Person) -> None:
    """One has moved, one has a new number."""
    later = a_list(GOOD.replace("Karachi", "Thatta"), "S-9" + lines_of(2)[1].removeprefix("S-1"))
    coordinator.goes_to("Students", "Bring in a list")
    coordinator.follows("Choose: Students")
    coordinator.attaches("CSV or XLSX file", "again.csv", later.replace(b"s1@", b"s9@"), CSV)
    coordinator.presses("Look it through")
    coordinator.follows("Settle 1 doubt")
    coordinator.page.get_by_role("radio", name="The same as Student 1").check()
    coordinator.presses("Go on")
    coordinator.sees("Karachi", "Thatta", "S-9")
    coordinator.presses("Bring it in")
    coordinator.sees("Brought in: 0 new, 2 changed, 0 as they were.")
