"""On placement: the arrival, hours with their sign-off, objectives, feedback, the final evaluation by a link and its answer."""

from datetime import date

from tests.journeys.person import Person
from tests.journeys.stage import CAST, PASSWORD, Calendar, Stage
from tests.journeys.steps_slot import OBJECTIVES

NAME = CAST["student"][0]
NOTE = "Talked a frightened child through the whole exposure."
CRITERIA = (
    "Does the daily work of the department",
    "Works safely and says when something is wrong",
    "Explains each step to patients or to those who ask",
    "Works with the team and hands over completely",
    "Keeps records exact and confidential",
)
COMMENT = "Take more theatre lists: you are ready for them."
REPLY = "Thank you. I have asked for two theatre days in the next rotation."


def supervisor_records_the_arrival(stage: Stage) -> None:
    supervisor = stage.someone("supervisor")
    supervisor.goes_to("Today")
    supervisor.follows(f"Another day, or more to say: Has {NAME} arrived?")
    supervisor.sees("Look at the student’s card.", "MIT-27-001")
    supervisor.presses("The student is here")
    supervisor.sees("Arrived")


def opens_placement(person: Person) -> None:
    """From the list of placements, as it is called for this person."""
    names = person.page.get_by_role("navigation", name="Main").get_by_role("link").all_inner_texts()
    person.goes_to(next(name for name in ("Interns", "Placements") if name in names))
    person.follows(NAME)


def enters(student: Person, day: date, starts: str, ends: str, pause: str) -> None:
    """One shift, sent at once."""
    student.fills("Day", f"{day:%Y-%m-%d}")
    student.fills("From", starts)
    student.fills("To", ends)
    student.fills("Break, in minutes", pause)
    student.presses("Send for sign-off")


def student_logs_hours(stage: Stage, calendar: Calendar) -> None:
    student = stage.someone("student")
    student.goes_to("Home")
    student.follows("Log hours: Log this week’s hours")
    for number, starts, ends, pause, credited in (
        (1, "08:00", "16:30", "30", "8 h"),
        (2, "20:00", "08:00", "60", "11 h"),
        (4, "08:00", "18:30", "30", "10 h"),
    ):
        student.follows("Enter today’s hours")
        enters(student, calendar.day(number), starts, ends, pause)
        student.sees(f"{starts}–{ends} · {credited}")


def student_cannot_be_in_two_places(stage: Stage, calendar: Calendar) -> None:
    student = stage.someone("student")
    student.follows("Enter today’s hours")
    enters(student, calendar.day(3), "06:00", "14:00", "0")
    student.sees("Not sent yet: something needs your attention.")
    student.follows("Not now")


def supervisor_returns_one(stage: Stage) -> None:
    supervisor = stage.someone("supervisor")
    supervisor.goes_to("Today")
    supervisor.follows(f"Look closer: Sign hours of {NAME}")
    supervisor.follows("Return:", within=supervisor.row("10 h"))
    supervisor.fills("What should be put right?", "You left at 16:00 on that day.")
    supervisor.presses("Return them")


def student_corrects_it(stage: Stage, calendar: Calendar) -> None:
    student = stage.opens_mail("student", "were returned")
    student.sees("Returned: You left at 16:00 on that day.")
    student.follows("Correct:", within=student.row("You left at 16:00"))
    student.sees("You left at 16:00 on that day.")
    enters(student, calendar.day(4), "08:00", "16:00", "30")
    student.sees("08:00–16:00 · 7 h 30 min")


def supervisor_signs_them_together(stage: Stage) -> None:
    supervisor = stage.someone("supervisor")
    supervisor.goes_to("Today")
    supervisor.follows(f"Look closer: Sign hours of {NAME}")
    assert supervisor.page.get_by_role("checkbox", checked=True).count() == 3
    supervisor.presses("Approve what is ticked")
    opens_placement(supervisor)
    supervisor.sees("26 h 30 min of 26 h")


def supervisor_confirms_objectives(stage: Stage) -> None:
    supervisor = stage.someone("supervisor")
    opens_placement(supervisor)
    supervisor.follows("Confirm objectives")
    supervisor.rates(OBJECTIVES[0][0], "On their own")
    supervisor.rates(OBJECTIVES[1][0], "With me nearby")
    supervisor.presses("Confirm these levels")
    opens_placement(supervisor)
    supervisor.sees("2 of 2")


def supervisor_leaves_a_note(stage: Stage) -> None:
    supervisor = stage.someone("supervisor")
    supervisor.goes_to("Today")
    supervisor.follows(f"Feedback: {NAME}")
    supervisor.fills("One sentence", NOTE)
    supervisor.presses("Send as: Strength")
    supervisor.sees(NOTE)


def student_says_thank_you(stage: Stage) -> None:
    student = stage.opens_mail("student", "Feedback from Dr Sana Mirza")
    student.sees(NOTE)
    student.presses("Say thank you:")
    student.sees("said thank you")


def supervisor_evaluates_by_link(stage: Stage) -> None:
    """On a phone on which nobody is signed in: the link alone opens it."""
    mail = stage.mail("supervisor", f"How is {NAME} doing?")
    somebody = stage.someone("supervisor's phone")
    somebody.follows_mail(mail)
    somebody.sees_heading(f"How is {NAME} doing?")
    for criterion in CRITERIA[:2]:
        somebody.rates(criterion, "On their own")
    somebody.presses("Save and finish later")
    somebody.follows_mail(mail)
    somebody.rates(CRITERIA[2], "With me nearby")
    somebody.presses("Submit evaluation")
    somebody.sees("Not submitted yet. What you answered is kept.")
    for criterion, answer in zip(CRITERIA[3:], ("Could teach it", "Not observed"), strict=True):
        somebody.rates(criterion, answer)
    somebody.fills("One thing to do next", COMMENT)
    somebody.presses("Submit evaluation")
    somebody.sees_heading("Thank you: it is submitted")
    somebody.follows_mail(mail, expecting=410)
    somebody.sees_heading("It is submitted already")


def student_answers_it(stage: Stage) -> None:
    student = stage.opens_mail("student", "Your evaluation is ready to read")
    student.sees(COMMENT, "Not observed", "In the middle of 4 judgements")
    student.follows("I have read it")
    student.fills("Your answer", REPLY)
    student.presses("I have read it")
    student.sees(REPLY)


def coordinator_completes(stage: Stage) -> None:
    """On another day, signed in anew."""
    coordinator = stage.someone("coordinator")
    coordinator.signs_out()
    coordinator.signs_in(PASSWORD)
    opens_placement(coordinator)
    coordinator.follows("Complete")
    coordinator.presses("Complete")
    coordinator.sees("Completed")
