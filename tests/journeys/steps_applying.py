"""From the search to the place: found, applied for, reviewed, offered, accepted."""

from datetime import timedelta

from core import clock
from tests.journeys.stage import CAST, Calendar, Stage
from tests.journeys.steps_slot import TITLE

STATEMENT = "I have positioned patients in our skills room, and would like to learn it where it counts: with people who are ill."
NAME = CAST["student"][0]


def student_finds_the_slot(stage: Stage) -> None:
    student = stage.someone("student")
    student.goes_to("Internships")
    student.unfolds("Filters")
    student.fills("Words", "radiographer")  # another form of a word of the title
    student.chooses("City", "Karachi (1)")
    student.presses("Show")
    student.sees("1 internship", "Kohsar Teaching Hospital")
    student.follows(TITLE)
    student.sees_heading(TITLE)


def student_applies(stage: Stage) -> None:
    student = stage.someone("student")
    student.follows("Apply")
    student.fills("Why this internship, and what do you bring?", f"{STATEMENT} Call me on 0300 1234567.")
    student.presses("Check and send", expecting=409)
    student.sees("a phone number")
    student.follows("Put it right: Your statement")
    student.fills("Why this internship, and what do you bring?", STATEMENT)
    student.presses("Check and send")
    student.sees(STATEMENT, "areeba.pdf")
    student.presses("Send")
    student.sees("Receipt")
    stands_at(stage, "Applied")


def stands_at(stage: Stage, step: str) -> None:
    """The student looks where the application stands."""
    student = stage.someone("student")
    student.goes_to("Applications")
    student.follows(TITLE)
    assert student.current_step() == step


def lead_reviews(stage: Stage) -> None:
    lead = stage.opens_mail("lead", NAME)
    lead.sees_heading(NAME)
    lead.sees(STATEMENT)
    assert lead.downloads("areeba.pdf").startswith(b"%PDF")
    lead.follows("Begin the review")
    lead.presses("Begin")
    stands_at(stage, "In review")
    lead.follows("Put on the shortlist")
    lead.presses("Shortlist")
    stands_at(stage, "Shortlisted")


def lead_offers(stage: Stage, calendar: Calendar) -> None:
    lead = stage.someone("lead")
    lead.follows("Offer a place")
    lead.fills("The student answers by", f"{calendar.begins:%Y-%m-%d}T17:00")
    lead.presses("Offer the place")
    lead.fills("The student answers by", f"{clock.today() + timedelta(days=3):%Y-%m-%d}T17:00")
    lead.presses("Offer the place")
    lead.sees("The place is held until")


def student_accepts(stage: Stage) -> None:
    student = stage.someone("student")
    student.goes_to("Home")
    student.follows("See the offer: Answer the offer from Kohsar Teaching Hospital")
    student.follows("Accept the offer")
    student.sees("You take the place at Kohsar Teaching Hospital")
    student.presses("Accept the place")
    assert student.current_step() == "Accepted"
    student.follows("Open the placement")
    student.sees("Confirmed")


def everyone_is_told(stage: Stage) -> None:
    for who in ("lead", "coordinator"):
        stage.opens_mail(who, NAME).sees(NAME)
