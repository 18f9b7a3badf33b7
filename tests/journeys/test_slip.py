"""A student without e-mail: the office prints a slip, a phone signs in with it and with a code by text, and keeps a long upload."""

import io

import pytest
from PIL import Image
from playwright.sync_api import Route

from accounts.models import Upload
from accounts.services.uploads import PIECE
from config import mail
from core import clock
from students.services.codes import send_waiting
from tests.factories.institutions import MembershipFactory
from tests.factories.students import StudentFactory
from tests.journeys.person import Person
from tests.journeys.stage import PASSWORD, Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])


@both_ways
def test_a_student_signs_in_with_a_slip_on_a_phone(stage: Stage, java_script: bool) -> None:
    office = MembershipFactory(coordinator=True)
    office.user.set_password(PASSWORD)
    office.user.save()
    student = StudentFactory(
        institute=office.institute,
        roll_no="HC-27-001",
        user__name="Sajida Baloch",
        user__email="",
        user__unclaimed=True,
        user__phone="+923001234567",
        cv=None,
    )
    coordinator = stage.signed_in(office)
    code = prints_a_slip(coordinator)
    phone = stage.open_browser("Sajida Baloch", "", on_a_phone=True)
    comes_in(phone, "HC-27-001", code)
    sends_a_cv(phone)
    phone.signs_out()
    is_refused_the_used_one(phone, code)
    asks_for_a_text(phone)
    student.refresh_from_db()
    assert student.cv.name == "cv.jpg"
    assert [upload.is_whole for upload in Upload.objects.all()] == ([True] if java_script else [])


def prints_a_slip(coordinator: Person) -> str:
    coordinator.goes_to("Students", "Students")
    coordinator.follows("Sign-in slips")
    coordinator.fills("Password", PASSWORD)
    coordinator.presses("Go on")
    coordinator.ticks("Sajida Baloch")
    coordinator.presses("Print for those ticked")
    coordinator.sees("1 slip", "HC-27-001")
    return coordinator.page.locator("dd strong").inner_text()


def comes_in(phone: Person, who: str, code: str) -> None:
    phone.visits("/accounts/login/")
    phone.follows("Student? Sign in with roll number or mobile")
    phone.fills("Roll number or mobile", who)
    phone.fills("Code", code.lower())
    phone.presses("Sign in")
    assert phone.page.url.endswith("/home/")


def sends_a_cv(phone: Person) -> None:
    phone.visits("/students/profile/")
    if phone.scripts:
        the_line_breaks_once(phone)
    phone.attaches("CV", "cv.jpg", a_grainy_photo(), "image/jpeg")
    phone.presses("Send your CV")
    phone.sees("Your CV is kept.")


def the_line_breaks_once(phone: Person) -> None:
    """The second piece is lost on its way; the script sends it again."""
    lost = iter([False, True])

    def line(route: Route) -> None:
        gone = route.request.method == "POST" and next(lost, False)
        route.abort() if gone else route.continue_()

    phone.page.route("**/uploads/*/", line)


def a_grainy_photo() -> bytes:
    """Large enough to go in pieces, where scripts run."""
    out = io.BytesIO()
    Image.effect_noise((1000, 1000), 120).convert("RGB").save(out, "JPEG", quality=92)
    assert len(out.getvalue()) > 2 * PIECE
    return out.getvalue()


def is_refused_the_used_one(phone: Person, code: str) -> None:
    phone.visits("/accounts/code/")
    phone.fills("Roll number or mobile", "HC-27-001")
    phone.fills("Code", code)
    phone.presses("Sign in")
    phone.sees("This name and code do not open an account.")


def asks_for_a_text(phone: Person) -> None:
    phone.presses("Send a code to my mobile")
    phone.sees("a code is on its way")
    send_waiting(now=clock.now())
    (text,) = [one.text for one in mail.sent() if one.subject == "Text message"]
    phone.fills("Code", text.split()[0])
    phone.presses("Sign in")
    assert phone.page.url.endswith("/home/")
