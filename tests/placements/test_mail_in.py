"""Answers by mail: taken into their thread once, from whom they may come, without what they answer."""

import io
import mailbox
import os
import sys
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import DatabaseError

from core import clock
from notifications.delivery import CUT, deliver_due
from notifications.models import Notification
from placements.models import Thread, ThreadDraft, ThreadMessage, reply_address, thread_of_address
from placements.services import mail_in
from placements.services.mail_in import Outcome, take_mail
from placements.services.threads import write_message
from placements.sweeps.mail_in import sweep_mail
from tests.factories.institutions import MembershipFactory
from tests.factories.students import membership_of
from tests.files import a_pdf
from tests.placements.stage import a_stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mail_comes_in(settings):
    settings.MAIL_IN = "reply@portal.example"


@pytest.fixture
def thread():
    """A student has written; the lead may answer."""
    stage = a_stage()
    application = stage.application(submitted=True)
    student = membership_of(application.student).as_actor()
    message = write_message(application_id=application.pk, by=student, now=clock.now(), text="When shall I come?")
    message.thread.lead = stage.lead
    message.thread.coordinator = stage.coordinator
    return message.thread


def a_mail(thread, text="At eight.", **headers):
    lead = thread.lead.user
    mail = EmailMessage(policy=SMTP)
    named = {
        "From": f"{lead.name} <{lead.email}>",
        "To": reply_address(thread.pk, lead.pk),
        "Subject": "Re: your question",
        "Message-ID": "<1@ward.example>",
    }
    for name, value in (named | {key.replace("_", "-"): value for key, value in headers.items()}).items():
        mail[name] = value
    mail.set_content(text)
    return mail


def take(mail):
    return take_mail(mail.as_bytes(), now=clock.now())


def answers(thread):
    return [(m.author, m.text) for m in ThreadMessage.objects.filter(thread=thread, mail_id__isnull=False)]


def returned():
    return list(Notification.objects.filter(kind="thread.returned").values_list("reader", "body"))


def test_an_answer_lands_in_its_thread_and_the_others_are_told(thread):
    assert take(a_mail(thread)) == Outcome.TAKEN
    assert answers(thread) == [(thread.lead.user, "At eight.")]
    told = Notification.objects.filter(kind="thread.message", body__contains="At eight.")
    assert {row.reader for row in told} == {thread.application.student.user, thread.coordinator.user}


def test_the_mail_that_leaves_names_the_address_and_the_line_above_which_to_write(thread):
    deliver_due(now=clock.now())
    mine = next(mail for mail in outbox.outbox if thread.lead.user.email in mail.to[0])
    assert mine.reply_to == [reply_address(thread.pk, thread.lead.user_id)]
    assert mine.body.startswith(CUT)
    answer = "At eight.\n\nOn Thursday the portal wrote:\n" + "\n".join(f"> {line}" for line in mine.body.splitlines())
    assert take(a_mail(thread, answer)) == Outcome.TAKEN
    assert answers(thread) == [(thread.lead.user, "At eight.")]


def test_without_an_address_for_it_nothing_is_said_about_answering(thread, settings):
    settings.MAIL_IN = ""
    assert reply_address(thread.pk, thread.lead.user_id) == ""


def test_the_same_mail_comes_in_once(thread):
    assert [take(a_mail(thread)) for _ in range(3)] == [Outcome.TAKEN, Outcome.TWICE, Outcome.TWICE]
    assert len(answers(thread)) == 1


def test_another_sender_is_refused_and_whose_address_it_is_reads_it(thread):
    assert take(a_mail(thread, From="Somebody <other@ward.example>")) == Outcome.RETURNED
    assert answers(thread) == []
    ((reader, body),) = returned()
    assert (reader, "other@ward.example" in body) == (thread.lead.user_id, True)


def test_an_address_that_was_changed_leads_nowhere(thread):
    lead, other = thread.lead.user_id, thread.coordinator.user_id
    address = reply_address(thread.pk, lead)
    forged = [
        address.replace(f"-{lead}-", f"-{other}-"),
        address.replace(f"+{thread.pk}-", f"+{thread.pk + 1}-"),
        address[:-20] + "0" + address[-19:],
        "reply@portal.example",
        "reply+1-2@portal.example",
        "reply+x-y-z@portal.example",
    ]
    assert [thread_of_address(one) for one in forged if one != address] == [None] * len(forged)
    assert thread_of_address(address.upper()) == (thread.pk, lead)
    assert [take(a_mail(thread, To=one)) for one in forged] == [Outcome.STRANGER] * len(forged)
    assert returned() == []


@pytest.mark.parametrize(
    "header",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"Return_Path": "<>"}, {"X_Autoreply": "yes"}],
)
def test_machines_are_not_answered(thread, header):
    assert (take(a_mail(thread, **header)), answers(thread), returned()) == (Outcome.AUTOMATIC, [], [])


def test_who_has_left_the_partner_has_no_part_any_more(thread):
    thread.lead.end(clock.now())
    assert (take(a_mail(thread)), answers(thread)) == (Outcome.RETURNED, [])
    assert "no part in this application any more" in returned()[0][1]


def test_what_is_not_taken_waits_below_what_was_begun_on_the_page(thread):
    draft = ThreadDraft.objects.create(thread=thread, user=thread.lead.user, text="Dear all,", at=clock.now())
    for text in ("Bring MRN 445566.", "Bring MRN 445566.", ""):
        assert take(a_mail(thread, text)) == Outcome.RETURNED
    draft.refresh_from_db()
    assert draft.text == "Dear all,\n\nBring MRN 445566."


def test_what_names_a_patient_is_kept_as_a_draft_and_returned(thread):
    assert take(a_mail(thread, "Bring MRN 445566.")) == Outcome.RETURNED
    assert (answers(thread), ThreadDraft.objects.get().text) == ([], "Bring MRN 445566.")
    assert "seems to name a patient" in returned()[0][1]


def test_a_mail_that_is_too_long_is_cut_and_its_writer_told(thread):
    assert take(a_mail(thread, "At eight. " * 500)) == Outcome.TAKEN
    assert len(answers(thread)[0][1]) == 3999  # without the blank at its end
    assert "Only the first 4000 letters were taken." in returned()[0][1]


def test_good_files_come_along_and_bad_ones_are_named(thread):
    mail = a_mail(thread)
    mail.add_attachment(a_pdf(), maintype="application", subtype="pdf", filename="form.pdf")
    mail.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="run.exe")
    assert take(mail) == Outcome.TAKEN
    message = ThreadMessage.objects.get(mail_id__isnull=False)
    assert [attached.file.name for attached in message.files.all()] == ["form.pdf"]
    assert "run.exe: Only PDF, JPG and PNG files are taken." in returned()[0][1]


def test_a_file_is_found_however_deep_and_a_logo_is_none(thread):
    mail = a_mail(thread)  # as some programs send it: the page and its file together stand beside the plain text
    mail.add_alternative("<p>At eight.</p>", subtype="html")
    page = mail.get_payload()[1]
    page.make_mixed()
    page.add_attachment(
        a_pdf(), maintype="application", subtype="pdf", filename="form.pdf", disposition="inline", cid="<1>"
    )
    page.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline", cid="<2>"
    )
    page.add_attachment(b"x", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert (take(mail), returned()) == (Outcome.TAKEN, [])
    message = ThreadMessage.objects.get(mail_id__isnull=False)
    assert (message.text, [attached.file.name for attached in message.files.all()]) == ("At eight.", ["form.pdf"])


def test_what_no_table_takes_is_left_out(thread):
    mail = a_mail(thread, "At\0 eight.")
    assert (take(mail), answers(thread)) == (Outcome.TAKEN, [(thread.lead.user, "At eight.")])


def test_a_mail_that_the_parser_stumbles_over_is_no_error(thread):
    raw = a_mail(thread).as_bytes().replace(b'text/plain; charset="utf-8"', b"text/plain; a*")
    assert (take_mail(raw, now=clock.now()), answers(thread)) == (Outcome.UNREADABLE, [])


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe\x00", b"Content-Type: multipart/mixed\r\n\r\n", b"To: <<<>>>\r\n\r\nx"], ids=range(4)
)
def test_what_is_no_mail_is_no_error(raw):
    assert take_mail(raw, now=clock.now()) == Outcome.STRANGER


def test_a_strange_charset_is_no_error(thread):
    raw = a_mail(thread).as_bytes().replace(b'charset="utf-8"', b'charset="x-unknown"')
    assert take_mail(raw, now=clock.now()) == Outcome.TAKEN


def pipe(monkeypatch, content):
    stream = io.TextIOWrapper(io.BytesIO(content))
    monkeypatch.setattr(sys, "stdin", stream)
    out = io.StringIO()
    call_command("mail_in", stdout=out)
    return out.getvalue().strip()


def test_a_mail_server_hands_it_over_on_standard_input(thread, monkeypatch):
    assert pipe(monkeypatch, a_mail(thread).as_bytes()) == "taken"
    assert len(answers(thread)) == 1


def test_while_the_database_is_away_the_server_keeps_the_mail(thread, monkeypatch):
    def away(*_args, **_kwargs):
        raise DatabaseError

    monkeypatch.setattr("config.management.commands.mail_in.take_mail", away)
    with pytest.raises(SystemExit) as left:
        pipe(monkeypatch, b"x")
    assert left.value.code == 75


class TestMaildir:
    @pytest.fixture
    def box(self, settings, tmp_path):
        settings.MAIL_IN_DIR = str(tmp_path / "in")
        return mailbox.Maildir(settings.MAIL_IN_DIR)

    def test_new_mail_is_taken_once_and_set_aside(self, thread, box):
        box.add(a_mail(thread))
        assert (sweep_mail(), sweep_mail(), len(answers(thread))) == (1, 0, 1)
        assert [box.get_message(key).get_subdir() for key in box.keys()] == ["cur"]  # noqa: SIM118 - a mailbox iterates over messages

    def test_one_that_cannot_be_taken_now_stays_new_and_holds_up_no_other(self, thread, box, monkeypatch):
        first, second = a_mail(thread, Message_ID="<1@x>"), a_mail(thread, "At nine.", Message_ID="<2@x>")
        for mail in (first, second):
            box.add(mail)
        real = mail_in.take_mail

        def stumbling(raw, *, now):
            if b"At eight" in raw:
                raise DatabaseError
            return real(raw, now=now)

        monkeypatch.setattr("placements.sweeps.mail_in.take_mail", stumbling)
        sweep_mail()
        assert [text for _author, text in answers(thread)] == ["At nine."]
        monkeypatch.setattr("placements.sweeps.mail_in.take_mail", real)
        assert (sweep_mail(), len(answers(thread))) == (1, 2)

    def test_what_was_set_aside_is_never_opened_again(self, thread, box, monkeypatch):
        for number in range(3):
            box.add(a_mail(thread, Message_ID=f"<{number}@x>"))
        assert sweep_mail() == 3
        opened, real = [], Path.open
        monkeypatch.setattr(Path, "open", lambda path, *args: opened.append(path.name) or real(path, *args))
        box.add(a_mail(thread, Message_ID="<new@x>"))
        assert (sweep_mail(), len(opened)) == (1, 1)

    def test_those_that_cannot_be_taken_starve_no_other(self, thread, box, monkeypatch):
        monkeypatch.setattr("placements.sweeps.mail_in.MOST_AT_ONCE", 2)
        monkeypatch.setattr("placements.sweeps.mail_in.take_mail", lambda raw, *, now: raw.index(b"At nine"))
        for number, text in enumerate(["At eight.", "At eight.", "At nine."]):
            key = box.add(a_mail(thread, text, Message_ID=f"<{number}@x>"))
            os.utime(Path(box._path, "new", key), (number, number))
        assert (sweep_mail(), sweep_mail()) == (0, 1)

    def test_without_a_folder_nothing_is_looked_for(self, settings):
        settings.MAIL_IN_DIR = ""
        assert sweep_mail() == 0


def test_one_that_is_too_large_goes_back_to_its_sender_with_a_word_once(thread, monkeypatch):
    monkeypatch.setattr(mail_in, "MOST_SIZE", 1000)
    large = a_mail(thread, "Ten photographs. " * 100)
    assert (take(large), take(large), answers(thread)) == (Outcome.RETURNED, Outcome.RETURNED, [])
    ((reader, body),) = returned()
    assert (reader, "larger than" in body) == (thread.lead.user_id, True)


def test_the_thread_of_nobody_is_no_error(thread):
    address = reply_address(thread.pk, 10**9)
    assert take(a_mail(thread, To=address)) == Outcome.STRANGER
    assert Thread.objects.count() == 1


def test_a_stranger_to_the_thread_has_no_address_of_use(thread):
    stranger = MembershipFactory(lead=True)
    mail = a_mail(thread, From=stranger.user.email, To=reply_address(thread.pk, stranger.user_id))
    assert (take(mail), answers(thread)) == (Outcome.RETURNED, [])
