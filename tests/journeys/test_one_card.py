"""One card serves three partners: a student photographs it once, the office checks it by keyboard, and all three have it."""

import io
import random
from dataclasses import dataclass
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from accounts.models import ReadLog
from institutions.models import Membership
from students.models import Record, Student
from students.states import RecordState
from tests.factories.institutions import AgreementFactory, MembershipFactory, a_day
from tests.factories.requirements import EvidenceKindFactory, RequirementFactory
from tests.factories.students import StudentFactory
from tests.files import a_picture
from tests.journeys.person import Person
from tests.journeys.stage import Stage

pytestmark = [pytest.mark.journey, pytest.mark.slow]
both_ways = pytest.mark.parametrize("java_script", [True, False], ids=["with scripts", "without scripts"])
PHOTO = a_picture("JPEG", (2000, 1400))


@dataclass(frozen=True, slots=True)
class Scene:
    """A student whom three partners may take, all of which ask for one vaccination."""

    student: Student
    clearing: Membership
    plain: Membership
    partners: list[Any]


def a_scene() -> Scene:
    clearing = MembershipFactory(coordinator=True, clears_health_evidence=True, user__name="Nadia Qureshi")
    student = StudentFactory(institute=clearing.institute, user__name="Areeba Khan")
    kind = EvidenceKindFactory(slug="mmr-dose", name="MMR vaccination", is_health=True)
    kind.fields = [{"name": "given_by", "label": "Given by", "type": "text", "required": True}]
    kind.save()
    partners = []
    for _each in range(3):
        agreement = AgreementFactory(signed=True, institute=student.institute, programmes=[student.programme])
        RequirementFactory(partner=agreement.partner, title="Measles, mumps, rubella", kind=kind)
        partners.append(agreement.partner)
    plain = MembershipFactory(coordinator=True, institute=student.institute, user__name="Bilal Ahmed")
    return Scene(student, clearing, plain, sorted(partners, key=lambda partner: partner.name))


def photographs_the_card(student: Person, scene: Scene) -> None:
    """A wrong day first: the photo is sent once all the same."""
    student.goes_to("Records")
    needed = student.part("Needs you now")
    expect(needed).to_contain_text(", ".join(partner.name for partner in scene.partners))
    student.follows("Add: Measles, mumps, rubella")
    student.follows("MMR vaccination")
    student.attaches("Take a photo", "IMG_2041.jpg", PHOTO, "image/jpeg")
    student.fills("Given by", "Civil Dispensary")
    student.presses("Send to the office")
    student.sees("Not sent yet: something needs your attention.", "Your photo is kept.")
    student.fills("Day it was given, tested or issued", a_day(-30).isoformat())
    student.presses("Send to the office")
    student.sees_heading("MMR vaccination")
    student.sees("With the office", "Nobody but you.")


def shows_it(student: Person, heading: str, *words: str) -> None:
    student.goes_to("Records")
    card = student.part(heading)
    for text in ("Measles, mumps, rubella", "Serves 3 partners", *words):
        expect(card).to_contain_text(text)


@both_ways
def test_one_card_serves_three_partners(stage: Stage, java_script: bool) -> None:
    scene = a_scene()
    student = stage.signed_in(scene.student.membership)
    photographs_the_card(student, scene)
    shows_it(student, "Waits for the office")
    record = Record.objects.get()

    plain = stage.signed_in(scene.plain)
    plain.goes_to("Students", "Records to check")
    plain.sees("Health records are checked by colleagues who may read them.", "Nothing waits for you")
    plain.visits(record.get_absolute_url(), expecting=404)

    clearing = stage.signed_in(scene.clearing)
    clearing.goes_to("Students", "Records to check")
    clearing.follows("MMR vaccination")
    picture = clearing.page.get_by_role(
        "img", name="The document for “MMR vaccination”; open it alone to make it larger"
    )
    expect(picture).to_be_visible()
    if java_script:
        assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") == 2000
        with clearing.page.expect_navigation():
            clearing.page.keyboard.press("v")
    else:
        clearing.presses("Verify")
    clearing.sees("Verified: MMR vaccination of Areeba Khan.", "Nothing waits for you")

    record.refresh_from_db()
    assert (record.state, ReadLog.objects.filter(file=record.file, reader=scene.clearing.user).exists()) == (
        RecordState.VERIFIED,
        True,
    )
    student.follows_mail(stage.mail_to(student.email, "Verified: a health record"))
    student.sees("Verified", "Who opened this", "Nadia Qureshi")
    shows_it(student, "In order", *(partner.name for partner in scene.partners))


@both_ways
def test_what_comes_back_is_put_right_without_a_second_photo(stage: Stage, java_script: bool) -> None:
    scene = a_scene()
    student, clearing = stage.signed_in(scene.student.membership), stage.signed_in(scene.clearing)
    photographs_the_card(student, scene)
    clearing.goes_to("Students", "Records to check")
    clearing.follows("Begin with the first")
    if java_script:
        with clearing.page.expect_navigation():
            clearing.page.keyboard.press("r")
    else:
        clearing.follows("Send back")
    clearing.rates("What is wrong?", "What you wrote is not what it says")
    clearing.fills("In your words", "The card says Lyari Hospital.")
    clearing.presses("Send it back")

    student.follows_mail(stage.mail_to(student.email, "Please send again"))
    student.sees("What you wrote is not what it says.", "The card says Lyari Hospital.")
    student.follows("Put it right")
    student.sees("Your photo is kept.")
    student.fills("Given by", "Lyari Hospital")
    student.presses("Send to the office")
    student.sees("With the office")
    assert Record.objects.get(state=RecordState.SUBMITTED).values == {"given_by": "Lyari Hospital"}


@pytest.mark.parametrize("java_script", [True])
def test_keys_stay_quiet_while_somebody_writes_and_after_they_were_turned_off(stage: Stage, java_script: bool) -> None:
    scene = a_scene()
    photographs_the_card(stage.signed_in(scene.student.membership), scene)
    clearing = stage.signed_in(scene.clearing)
    clearing.goes_to("Students", "Records to check")
    clearing.follows("Begin with the first")
    clearing.page.get_by_label("Given by").press("End")
    clearing.page.get_by_label("Given by").press_sequentially(" vr")
    clearing.page.get_by_role("button", name="Turn the keys off").click()
    clearing.page.keyboard.press("v")
    expect(clearing.page.get_by_role("button", name="Turn the keys on")).to_be_visible()
    assert Record.objects.get().state == RecordState.SUBMITTED
    clearing.presses("Verify")
    assert Record.objects.get().values == {"given_by": "Civil Dispensary vr"}


@pytest.mark.parametrize("java_script", [True])
def test_a_large_photo_is_made_smaller_before_it_is_sent(stage: Stage, java_script: bool) -> None:
    scene = a_scene()
    student = stage.signed_in(scene.student.membership)
    student.visits("/records/add/mmr-dose/")
    sent = noise()
    student.attaches("Take a photo", "IMG.png", sent, "image/png")
    photo = student.page.locator("[name=photo]")
    expect(photo).to_have_attribute("data-shrink", "done")
    size, name, kind = photo.evaluate("({ files: [file] }) => [file.size, file.name, file.type]")
    assert (size < len(sent), name, kind) == (True, "IMG.jpg", "image/jpeg")


def noise() -> bytes:
    """A picture that compresses badly, as photos do."""
    out = io.BytesIO()
    grain = random.Random(1).randbytes(700 * 500 * 3)
    Image.frombytes("RGB", (700, 500), grain).resize((2600, 1800)).save(out, "PNG")
    return out.getvalue()
