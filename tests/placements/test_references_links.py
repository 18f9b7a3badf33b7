"""A reference by mailed link: nothing on opening, one person, one request, one answer, and every dead link says why (SAFETY A4)."""

from datetime import timedelta
from email.utils import parseaddr

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import AccessLink, Purpose
from core import clock
from core.actor import Via
from core.errors import Refusal
from notifications.delivery import deliver_due
from notifications.models import Notification
from notifications.reminders import RULES, remind
from placements.models import Application, Reference
from placements.services import references as services
from placements.services.referees import confirm_referee
from placements.states import ApplicationState, ReferenceState
from placements.sweeps.references import _step, _waiting
from tests.factories.institutions import a_day
from tests.factories.placements import ApplicationFactory, PlacementFactory
from tests.factories.references import LETTER, ReferenceFactory, reference_link
from tests.files import a_pdf, upload
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference():
    return ReferenceFactory(asked=True)


@pytest.fixture
def link(reference):
    return reference_link(reference)


def address(link, name="reference_by_link"):
    return reverse(name, args=[link.token])


def state(reference):
    return Reference.objects.get(pk=reference.pk).state


@pytest.mark.parametrize("name", ["reference_by_link", "reference_decline_by_link"])
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_asks_for_no_sign_in_and_changes_nothing(client, reference, link, method, name):
    response = getattr(client, method)(address(link, name))
    assert (response.status_code, state(reference)) == (200, ReferenceState.ASKED)
    assert (response["Referrer-Policy"], "no-store" in response["Cache-Control"]) == ("strict-origin", True)


def test_what_is_begun_is_saved_and_there_on_coming_back(client, reference, link):
    assert client.post(address(link), {"capacity": "Six weeks", "text": "She", "keep": "1"}).status_code == 302
    assert client.get(address(link)).context["form"]["text"].value() == "She"
    assert state(reference) == ReferenceState.ASKED


def test_the_script_saves_by_the_same_link(client, reference, link):
    answer = client.post(address(link, "reference_save_by_link"), {"text": "She was"})
    assert (answer.json()["text"].startswith("Saved "), Reference.objects.get().text) == (True, "She was")


def test_what_two_windows_wrote_is_both_shown_and_neither_is_lost(client, reference, link):
    early = client.get(address(link)).context["form"]["version"].value()
    first = client.post(address(link, "reference_save_by_link"), {"text": "First.", "version": early}).json()
    for button in ("keep", "send"):
        late = client.post(address(link), {"text": LETTER, "version": early, button: "1"})
        assert (late.context["form"].says_now, late.context["form"]["text"].value()) == (
            [("Your reference", "First.")],
            LETTER,
        )
        assert ("go on with the text that is kept" in late.text, late.text.count("Somebody changed this")) == (True, 1)
    kept = client.post(address(link, "reference_save_by_link"), {"text": "Second.", "version": early}).json()
    said = "Another window has kept another text. Press “Save and come back” to see both."
    assert (kept, Reference.objects.get().text) == ({"text": said, "refused": True}, "First.")
    client.post(address(link), {"text": LETTER, "version": first["version"], "send": "1"})
    assert (state(reference), Reference.objects.get().text) == (ReferenceState.ANSWERED, LETTER.strip())


def test_one_window_that_is_told_what_is_wrong_goes_on_with_its_own_text(client, reference, link):
    shown = client.get(address(link)).context["form"]["version"].value()
    short = client.post(address(link), {"text": "Good.", "version": shown, "send": "1"}).context["form"]
    sent = client.post(address(link), {"text": LETTER, "version": short["version"].value(), "send": "1"})
    assert (sent.status_code, state(reference)) == (200, ReferenceState.ANSWERED)


def test_an_application_that_has_ended_is_said_to_have(client, reference, link):
    going, over = ApplicationFactory(student=reference.student), ApplicationFactory(student=reference.student)
    Application.objects.filter(pk=over.pk).update(state=ApplicationState.WITHDRAWN)
    reference.applications.set([going, over])
    assert client.get(address(link)).text.count("this application has ended") == 1


def test_a_letter_goes_in_pieces_by_the_same_link_and_is_nobody_elses(client, link):
    letter, half = a_pdf(), len(a_pdf()) // 2
    begun = client.post(address(link, "reference_upload_by_link"), {"name": "letter.pdf", "size": len(letter)}).json()

    def put(by, content, offset):
        to = reverse("reference_piece_by_link", args=[by.token, begun["id"]])
        headers = {"Upload-Offset": str(offset)}
        return client.post(to, content, content_type="application/octet-stream", headers=headers)

    assert put(link, letter[:half], 0).json()["received"] == half
    assert put(reference_link(ReferenceFactory(asked=True)), letter[half:], half).status_code == 404
    assert put(link, letter[half:], half).json()["whole"] is True
    client.post(address(link), {"capacity": "Six weeks", "send": "1", "file__upload": begun["id"]})
    reference = Reference.objects.get(pk=link.subject_id)
    assert (reference.state, reference.file.name) == (ReferenceState.ANSWERED, "letter.pdf")


def test_the_page_by_link_tells_its_script_where_pieces_go(client, link):
    page = client.get(address(link)).text
    assert (f'data-pieces="{address(link, "reference_upload_by_link")}"' in page, "js/upload" in page) == (True, True)


def test_what_is_too_short_to_send_is_kept_all_the_same(client, reference, link):
    shown = client.post(address(link), {"text": "Good.", "send": "1"})
    assert (shown.status_code, "helps nobody" in shown.text) == (200, True)
    assert (state(reference), Reference.objects.get().text) == (ReferenceState.ASKED, "Good.")


def test_a_reference_is_sent_once_and_the_link_opens_nothing_afterwards(client, reference, link):
    done = client.post(address(link), {"capacity": "Six weeks", "text": LETTER, "send": "1"})
    assert (done.status_code, state(reference)) == (200, ReferenceState.ANSWERED)
    row = reference.transitions.get(move="answer")
    assert (row.via, row.by, row.as_label) == (
        Via.LINK,
        reference.referee.user,
        "Consultant radiologist, Kohsar Teaching Hospital",
    )
    again = client.post(address(link), {"text": LETTER + "More.", "send": "1"})
    assert (again.status_code, "You sent this reference on" in again.text) == (410, True)
    assert Reference.objects.get().text == LETTER.strip()


def test_a_letter_of_ones_own_is_enough(client, reference, link):
    client.post(address(link), {"text": "", "send": "1", "file": upload(a_pdf(), "letter.pdf")})
    assert (state(reference), Reference.objects.get().file.name) == (ReferenceState.ANSWERED, "letter.pdf")


def test_a_file_that_is_none_is_refused_and_what_was_typed_is_kept(client, reference, link):
    shown = client.post(address(link), {"text": LETTER, "send": "1", "file": upload(b"hello", "letter.pdf")})
    assert (shown.status_code, state(reference)) == (200, ReferenceState.ASKED)
    assert Reference.objects.get().text == LETTER.strip()


def test_declining_takes_one_button_and_says_so(client, reference, link):
    done = client.post(address(link, "reference_decline_by_link"), {"reason": ""})
    assert (done.status_code, state(reference)) == (200, ReferenceState.DECLINED)
    assert client.get(address(link)).status_code == 410


def test_the_cv_is_read_by_the_link_and_its_reading_is_written_down(client, reference, link):
    read = client.get(address(link, "reference_cv_by_link"))
    assert b"".join(read.streaming_content)[:5] == b"%PDF-"
    assert list(reference.student.cv.reads.values_list("reader", flat=True)) == [reference.referee.user_id]


# Dead links


def dead(client, link, words, status=410):
    answers = [client.get(address(link)), client.post(address(link), {"text": LETTER, "send": "1"})]
    assert [(answer.status_code, words in answer.text) for answer in answers] == [(status, True)] * 2
    assert not Reference.objects.filter(state=ReferenceState.ANSWERED).exists()


def test_a_link_that_expired_says_until_when_it_worked(client, reference, link):
    AccessLink.objects.filter(pk=link.pk).update(expires_at=clock.now() - timedelta(minutes=1))
    dead(client, link, "It worked until")


def test_a_link_whose_request_was_taken_back_says_so(client, reference, link):
    AccessLink.objects.filter(pk=link.pk).update(revoked_at=clock.now())
    dead(client, link, "the student needs it no more")


def test_a_link_with_one_letter_changed_opens_nothing(client, reference, link):
    token = link.token
    spoilt = ("A" if token[0] != "A" else "B") + token[1:]
    answer = client.get(reverse("reference_by_link", args=[spoilt]))
    assert (answer.status_code, reference.student.user.name in answer.text) == (404, False)


def test_a_link_for_another_purpose_opens_nothing(client, reference):
    now = clock.now()
    other = AccessLink.make(
        purpose=Purpose.EVALUATION,
        user_id=reference.referee.user_id,
        subject_id=reference.pk,
        now=now,
        expires_at=now + timedelta(days=1),
    )
    assert client.get(address(other)).status_code == 404


def test_a_link_of_one_person_does_not_open_anothers_request(client, reference, link):
    AccessLink.objects.filter(pk=link.pk).update(user=reference.student.user)
    assert client.get(address(link)).status_code == 410


def test_a_link_to_one_request_does_not_answer_another(reference, link):
    other = ReferenceFactory(asked=True, referee=reference.referee, student__institute=reference.student.institute)
    by = reference.referee.as_actor(via=Via.LINK, link_id=link.pk)
    with pytest.raises(Refusal, match="This link does not work any more"):
        services.answer_reference(reference_id=other.pk, by=by, now=clock.now(), capacity="", text=LETTER)
    assert state(other) == ReferenceState.ASKED


def test_the_mail_goes_to_the_confirmed_address_alone_and_holds_the_link(settings, client):
    stage = a_stage()
    named = ReferenceFactory(student=stage.student())
    confirm_referee(reference_id=named.pk, by=stage.coordinator.as_actor(), now=clock.now(), how="Called the ward.")
    deliver_due(now=clock.now())
    links = [parseaddr(to)[1] for letter in mail.outbox if "/r/" in letter.body for to in letter.to]
    assert links == [named.referee.user.email]


# Reminders


@pytest.mark.parametrize(("left", "step"), [(15, None), (14, 14), (8, 14), (7, 7), (3, 7), (2, 2), (0, 2)])
def test_a_reminder_is_due_14_7_and_2_days_before(left, step):
    now = clock.now()
    reference = ReferenceFactory(asked=True, asked_at=now - timedelta(days=5), needed_by=a_day(left))
    waiting = list(_waiting(now))
    assert (waiting == [reference]) == (step is not None)
    if step is not None:
        assert _step(waiting[0], now) == reference.needed_by - timedelta(days=step)


def test_the_referee_is_reminded_once_for_each_step_with_a_link_and_not_on_the_day_of_the_request():
    now = clock.now()
    rule = [RULES["reference.due"]]
    fresh = ReferenceFactory(asked=True, asked_at=now, needed_by=a_day(5))
    assert remind(now=now, rules=rule) == 0
    Reference.objects.filter(pk=fresh.pk).update(asked_at=now - timedelta(days=3))
    assert (remind(now=now, rules=rule), remind(now=now + timedelta(minutes=10), rules=rule)) == (1, 0)
    assert remind(now=now + timedelta(days=3), rules=rule) == 1
    rows = Notification.objects.filter(kind="reference.due")
    assert {(row.reader_id, row.link.subject_id) for row in rows} == {(fresh.referee.user_id, fresh.pk)}


def test_nobody_is_reminded_once_every_application_that_it_is_for_is_decided():
    reference = ReferenceFactory(asked=True, asked_at=clock.now() - timedelta(days=9), needed_by=a_day(7))
    reference.applications.add(ApplicationFactory(submitted=True, student=reference.student))
    about = RULES["reference.due"].about
    assert list(about(clock.now())) == [reference]
    reference.applications.update(state=ApplicationState.WITHDRAWN)
    assert list(about(clock.now())) == []
    placed = PlacementFactory(application__student=reference.student).application
    reference.applications.add(placed)  # accepted: a letter changes nothing any more
    assert list(about(clock.now())) == []


def test_the_link_says_that_nobody_need_write_and_keeps_what_was_begun(client, reference, link):
    use = ApplicationFactory(submitted=True, student=reference.student)
    reference.applications.add(use)
    client.post(address(link), {"text": "She", "keep": "1"})
    assert "You need not write" not in client.get(address(link)).text
    reference.applications.update(state=ApplicationState.REJECTED)
    page = client.get(address(link))
    assert ("You need not write" in page.text, "Needed by" in page.text) == (True, False)
    assert page.context["form"]["text"].value() == "She"
    reference.applications.add(ApplicationFactory(student=reference.student))
    assert "You need not write" not in client.get(address(link)).text


def test_nobody_is_reminded_of_what_is_answered():
    ReferenceFactory(answered=True, asked_at=clock.now() - timedelta(days=9), needed_by=a_day(5))
    assert remind(now=clock.now(), rules=[RULES["reference.due"]]) == 0
