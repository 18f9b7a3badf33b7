"""A running term brought over from workbooks: placements, hours, records, each with faults first; and a list that comes back changed."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from core import clock
from core.words import day
from placements.models import Placement
from students.models import Record
from tests.factories.institutions import a_day
from tests.factories.requirements import EvidenceKindFactory
from tests.journeys.person import Person
from tests.journeys.stage import PASSWORD, Stage
from tests.placements.term import HEAD, OPENING, Term, a_term
from tests.students.lists import a_workbook

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RECORDS = "Roll number,Record,Day,Holds until,Reference number"


@both_ways
def test_a_running_term_is_brought_over_and_a_cell_that_comes_back_changed_is_shown(
    stage: Stage, java_script: bool
) -> None:
    term = a_term(students=2)
    EvidenceKindFactory(slug="bls", name="Life support card", states_its_end=True)
    user = term.office.coordinator.user
    user.set_password(PASSWORD)
    user.save()
    coordinator = stage.signed_in(term.office.coordinator)
    brings_placements(coordinator, term)
    brings_hours(coordinator, term)
    brings_records(coordinator)
    changes_one_cell(coordinator, takes_the_list_away(coordinator))
    stands = Placement.objects.order_by("student__roll_no").values_list("state", "approved_minutes", "required_minutes")
    assert list(stands) == [("active", 7230, 300 * 60), ("active", 0, 320 * 60)]
    assert list(Record.objects.values_list("state", "reference")) == [("submitted", "BLS-1")]


def sends(coordinator: Person, what: str, content: bytes) -> None:
    coordinator.goes_to("Students", "Bring in a list")
    coordinator.follows(f"Choose: {what}")
    sends_again(coordinator, content)


def sends_again(coordinator: Person, content: bytes) -> None:
    coordinator.attaches("CSV or XLSX file", "term.xlsx", content, XLSX)
    coordinator.presses("Look it through")


def faults(coordinator: Person, heading: str) -> list[list[str]]:
    """The table of what is wrong, cell by cell; then back to send it put right."""
    coordinator.finds_no("button", "Bring it in")
    lines = coordinator.part(heading).get_by_role("row").all_inner_texts()[1:]
    coordinator.follows("Send the corrected file")
    return [[cell.strip() for cell in line.split("\t")] for line in lines]


def brings_placements(coordinator: Person, term: Term) -> None:
    bad = a_workbook(term.line(9), term.line(2, last="2001-01-01"), term.line(1), head=HEAD)
    sends(coordinator, "Placements under way", bad)
    assert faults(coordinator, "2 lines need correction") == [
        ["2", "Roll number", "You have no student with the roll number R-9."],
        ["3", "Last day", "The last day must not come before the first."],
    ]
    sends_again(coordinator, a_workbook(term.line(1), term.line(2), head=HEAD))
    coordinator.presses("Bring it in")
    coordinator.sees("Brought in: 2 new, 0 changed, 0 as they were.")


def brings_hours(coordinator: Person, term: Term) -> None:
    sends(coordinator, "Opening hours", a_workbook(term.opening(until=a_day(5)), head=OPENING))
    first, today = day(a_day(-30)), day(clock.today())
    assert faults(coordinator, "1 line needs correction") == [
        ["2", "Counted until", f"The day must lie between {first} and {today}."]
    ]
    sends_again(coordinator, a_workbook(term.opening(), head=OPENING))
    coordinator.presses("Bring it in")
    coordinator.sees("Brought in: 1 new, 0 changed, 0 as they were.")


def brings_records(coordinator: Person) -> None:
    bad = a_workbook(
        f"R-1,Life support card,{a_day(-30)},,BLS-1", f"R-2,Driving licence,{a_day(-30)},,D-1", head=RECORDS
    )
    sends(coordinator, "Records", bad)
    assert faults(coordinator, "2 lines need correction") == [
        ["2", "Holds until", "Documents of this kind state their last day."],
        ["3", "Record", "There is no record called “Driving licence”."],
    ]
    sends_again(coordinator, a_workbook(f"R-1,Life support card,{a_day(-30)},{a_day(300)},BLS-1", head=RECORDS))
    coordinator.presses("Bring it in")
    coordinator.sees("Brought in: 1 new, 0 changed, 0 as they were.")


def takes_the_list_away(coordinator: Person) -> bytes:
    """The password is asked for before a list leaves."""
    coordinator.goes_to("Placements")
    coordinator.follows("Excel", within=coordinator.page.locator("p").filter(has_text="Take this list away"))
    coordinator.fills("Password", PASSWORD)
    with coordinator.page.expect_download() as started:
        coordinator.page.get_by_role("button", name="Go on").click()
    return Path(started.value.path()).read_bytes()


def changes_one_cell(coordinator: Person, content: bytes) -> None:
    book = load_workbook(io.BytesIO(content))
    rows = list(book.active.iter_rows())
    headings = [cell.value for cell in rows[0]]
    line = next(row for row in rows if row[headings.index("Roll number")].value == "R-1")
    line[headings.index("Hours asked for")].value = 300
    out = io.BytesIO()
    book.save(out)
    sends(coordinator, "Placements under way", out.getvalue())
    changes = coordinator.part("What would change").get_by_role("row").all_inner_texts()[1:]
    assert [" ".join(row.split("\t")[2].split()) for row in changes] == ["Hours asked for: 320 → 300"]
    coordinator.presses("Bring it in")
    coordinator.sees("Brought in: 0 new, 1 changed, 1 as they were.")
