"""The students: one added by form, others by a list that is put right first; one of them makes the profile complete."""

import csv
import io

from tests.files import a_pdf
from tests.journeys.stage import CAST, Stage

HEADINGS = ("roll_no", "name", "email", "programme", "intake", "father_name", "relation", "city")
CSV = "text/csv"


def a_list(*rows: tuple[str, ...]) -> bytes:
    """A CSV file under the fixed headings."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows((HEADINGS, *rows))
    return out.getvalue().encode()


OTHERS = (
    ("MIT-27-002", "Hamza Yousaf", "hamza@students.example", "MIT", "Spring 2027", "Yousaf Ali", "son", "Hyderabad"),
    ("MIT-27-003", "Zainab Bibi", "zainab@students.example", "MIT", "Spring 2027", "", "", "Karachi"),
    ("BSN-27-001", "Rabia Noor", "rabia@students.example", "BSN", "Spring 2027", "Noor Din", "daughter", "Thatta"),
)


def coordinator_adds_one_student(stage: Stage) -> None:
    name, email = CAST["student"]
    coordinator = stage.someone("coordinator")
    coordinator.goes_to("Students")
    coordinator.follows("Add a student")
    coordinator.fills("Name", name)
    coordinator.fills("Roll number", "MIT-27-001")
    coordinator.fills("E-mail", "areeba at students")
    coordinator.chooses("Programme and intake", "BSc Medical Imaging Technology · Spring 2027")
    coordinator.chooses("Relation", "daughter of")
    coordinator.fills("Father’s or husband’s name", "Nadeem Khan")
    coordinator.presses("Add and invite")
    coordinator.sees("Enter a valid email address.")
    coordinator.fills("E-mail", email)
    coordinator.presses("Add and invite")
    coordinator.sees_heading(name)


def coordinator_is_shown_the_faults_of_a_list(stage: Stage) -> None:
    first, second, third = OTHERS
    coordinator = stage.someone("coordinator")
    coordinator.goes_to("Students")
    coordinator.follows("Add from a list")
    faulty = a_list(first, (*second[:3], "MRI", *second[4:]), (first[0], *third[1:]))
    coordinator.attaches("CSV or XLSX file", "spring.csv", faulty, CSV)
    coordinator.presses("Look it through")
    problems = coordinator.part("2 lines need correction")
    lines = problems.get_by_role("row").all_inner_texts()
    assert [line.split()[:2] for line in lines[1:]] == [["3", "programme"], ["4", "roll_no"]]
    coordinator.goes_to("Students")
    coordinator.sees("1 student.")


def coordinator_adds_the_list(stage: Stage) -> None:
    coordinator = stage.someone("coordinator")
    coordinator.follows("Add from a list")
    coordinator.attaches("CSV or XLSX file", "spring.csv", a_list(*OTHERS), CSV)
    coordinator.presses("Look it through")
    coordinator.sees_heading("spring.csv")
    coordinator.sees("Nothing has been brought in yet.", "Hamza Yousaf", "Yousaf Ali")
    coordinator.presses("Bring it in")
    coordinator.sees("Brought in: 3 new, 0 changed, 0 as they were.")
    coordinator.goes_to("Students")
    coordinator.sees("4 students.", "Zainab Bibi")
    stage.work()
    assert [len(stage.sink.to(row[2])) for row in OTHERS] == [1, 1, 1]


def student_comes_in(stage: Stage) -> None:
    student = stage.accepts_invitation("student")
    student.sees_heading(f"Welcome, {CAST['student'][0]}")
    student.sees("Three steps to your first internship")


def student_completes_the_profile(stage: Stage) -> None:
    student = stage.someone("student")
    student.follows("Start: Complete your profile")
    student.sees("Still missing before you can apply:")
    student.fills("Mobile", "0300 1234567")
    student.fills("City you live in", "Karachi")
    student.fills("About you", "I study imaging, and like to see how a busy department keeps its patients calm.")
    student.fills("Skills", "Positioning for plain films\nRadiation protection")
    student.fills("Whom to call in an emergency", "Nadeem Khan")
    student.fills("Their number", "0300 7654321")
    student.presses("Keep my profile")
    student.sees("your CV")


def student_sends_a_cv(stage: Stage) -> None:
    student = stage.someone("student")
    student.attaches("CV", "areeba.pdf", b"MZ this is a program", "application/pdf")
    student.presses("Send your CV")
    student.sees("Not sent yet: something needs your attention.")
    content = a_pdf()
    student.attaches("CV", "areeba.pdf", content, "application/pdf")
    student.presses("Send your CV")
    student.sees("Your profile is complete.")
    assert student.downloads("areeba.pdf") == content
