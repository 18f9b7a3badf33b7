"""What is said about an application: by whom, to whom, under which name, and who has read it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import ReadLog
from core import clock
from core.errors import NotAllowed, Refusal
from core.uploads import clean_upload
from notifications.models import Notification
from placements.models import Thread, ThreadDraft, ThreadFile, ThreadMessage, unread_threads
from placements.services.threads import note_read, write_message
from tests.factories.institutions import MembershipFactory
from tests.factories.placements import ApplicationFactory
from tests.factories.selection import SelectionFactory
from tests.factories.students import membership_of
from tests.files import a_pdf
from tests.placements.pages import sign_in
from tests.placements.stage import a_stage
from tests.placements.ward import a_ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return a_stage()


@pytest.fixture
def application(stage):
    return stage.application(submitted=True)


def write(application, membership, text="When shall I come?", **more):
    return write_message(application_id=application.pk, by=membership.as_actor(), now=clock.now(), text=text, **more)


def told():
    rows = Notification.objects.filter(kind="thread.message").order_by("pk")
    return [(row.reader_id, row.subject) for row in rows]


def words(page):
    return " ".join(page.content.decode().split())


class TestWriting:
    def test_the_others_are_told_and_the_writer_is_not(self, stage, application):
        student = membership_of(application.student)
        write(application, student)
        subject = f"{application.student.user.name} writes about “{stage.slot.title}”"
        assert told() == [(stage.coordinator.user_id, subject), (stage.lead.user_id, subject)]
        assert (
            "When shall I come?" in Notification.objects.filter(kind="thread.message").first().body,
            Thread.objects.get().application,
        ) == (True, application)

    def test_an_application_has_one_thread(self, stage, application):
        for membership in (stage.lead, stage.coordinator, membership_of(application.student)):
            write(application, membership)
        assert (Thread.objects.count(), ThreadMessage.objects.count()) == (1, 3)

    @pytest.mark.parametrize(
        "trait", [{"lead": True}, {"coordinator": True}, {"supervisor": True}, {"administrator": True}]
    )
    def test_who_has_no_part_in_it_says_nothing(self, application, trait):
        with pytest.raises(NotAllowed):
            write(application, MembershipFactory(**trait))
        assert Thread.objects.count() == 0

    def test_a_coordinator_of_another_programme_says_nothing(self, stage, application):
        other = a_stage().programme
        narrow = MembershipFactory(coordinator=True, institute=stage.institute, programme=other)
        with pytest.raises(NotAllowed):
            write(application, narrow)

    def test_before_it_is_sent_there_is_nobody_to_write_to(self, stage):
        draft = stage.application()
        with pytest.raises(Refusal, match="not sent yet"):
            write(draft, membership_of(draft.student))

    def test_a_lead_who_is_the_student_does_not_speak_for_the_partner(self, stage, application):
        both = MembershipFactory(lead=True, partner=stage.slot.partner, user=application.student.user)
        with pytest.raises(NotAllowed):
            write(application, both)

    def test_patient_data_is_refused_in_words(self, stage, application):
        with pytest.raises(Refusal, match="seems to name a patient: a record number"):
            write(application, stage.lead, "See MRN 445566 again.")
        assert Thread.objects.count() == 0

    def test_an_empty_message_is_none(self, stage, application):
        with pytest.raises(Refusal, match="nothing to send"):
            write(application, stage.lead, "  \n ")

    def test_the_database_keeps_one_thread_to_an_application(self, application):
        Thread.objects.create(application=application)
        for wrong in ({}, {"application": application}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Thread.objects.create(**wrong)


class TestReading:
    def test_what_others_wrote_is_unread_until_its_page_was_shown(self, client, stage, application):
        lead, student = stage.lead.as_actor(), membership_of(application.student)
        thread = write(application, student).thread
        write(application, student, "And where?")
        assert [unread_threads(actor).count() for actor in (lead, student.as_actor())] == [1, 0]
        assert Thread.objects.with_unread(lead).get().unread == 2
        sign_in(client, stage.lead).get(thread.get_absolute_url())
        assert (unread_threads(lead).count(), Thread.objects.with_unread(lead).get().unread) == (0, 0)
        write(application, student, "One more thing.")
        assert Thread.objects.with_unread(lead).get().unread == 1

    def test_the_writer_sees_who_has_read_it(self, client, stage, application):
        student = membership_of(application.student)
        thread = write(application, student).thread
        page = sign_in(client, student).get(thread.get_absolute_url())
        assert "Read by" not in words(page)
        sign_in(client, stage.lead).get(thread.get_absolute_url())
        page = sign_in(client, student).get(thread.get_absolute_url())
        assert f"Read by {stage.lead.user.name}" in words(page)

    def test_whoever_looks_through_others_eyes_reads_nothing(self, stage, application):
        thread = write(application, membership_of(application.student)).thread
        administrator = MembershipFactory(administrator=True)
        note_read(thread=thread, by=stage.lead.as_actor(viewed_by=administrator.user_id), now=clock.now())
        assert thread.readings.count() == 0

    def test_the_name_that_a_reader_may_not_know_stands_nowhere(self, client, stage, application):
        """In a blind review page, list and mail hide the name from the partner, and from nobody else."""
        student = application.student
        SelectionFactory(slot=stage.slot, is_blind=True)
        thread = write(application, membership_of(student)).thread
        page = sign_in(client, stage.lead)
        shown = words(page.get(thread.get_absolute_url())) + words(page.get(reverse("thread_list")))
        mail = Notification.objects.get(kind="thread.message", reader=stage.lead.user)
        for text in (shown, mail.subject + mail.body):
            assert (
                f"Applicant {application.number}" in text,
                student.user.name in text,
                stage.institute.short_name in text,
            ) == (
                True,
                False,
                False,
            )
        other = Notification.objects.get(kind="thread.message", reader=stage.coordinator.user)
        assert other.subject.startswith(student.user.name)


@pytest.fixture
def ward():
    """A placement that was made an hour after its student had asked something."""
    ward = a_ward()
    earlier = ward.placement.created_at - timedelta(hours=1)
    write_message(
        application_id=ward.placement.application_id, by=ward.intern, now=earlier, text="I was ill last term."
    )
    return ward


class TestPlacements:
    """The thread of the application goes on with the placement, and the supervisor joins it."""

    def address(self, ward):
        return reverse("placement_thread", args=[ward.pk])

    def test_it_is_the_same_thread_for_student_office_and_lead(self, client, ward):
        thread = Thread.objects.get()
        for membership in (ward.student, ward.coordinator, ward.lead):
            page = sign_in(client, membership).get(self.address(ward), follow=True)
            assert (page.redirect_chain[-1][0], "I was ill last term." in words(page)) == (
                thread.get_absolute_url(),
                True,
            )

    def test_the_supervisor_reads_and_answers_what_is_said_from_then_on(self, client, ward):
        sign_in(client, ward.student).post(self.address(ward), {"text": "Which gate?"})
        assert sorted(told()[-3:]) == sorted(
            (membership.user_id, f"{ward.intern.name} writes about “{ward.placement.slot.title}”")
            for membership in (ward.coordinator, ward.lead, ward.supervisor)
        )
        page = sign_in(client, ward.supervisor).get(self.address(ward), follow=True)
        assert ("Which gate?" in words(page), "I was ill last term." in words(page)) == (True, False)
        client.post(self.address(ward), {"text": "The north gate."})
        assert ThreadMessage.objects.last().author == ward.supervisor.user
        assert Thread.objects.count() == 1

    def test_what_was_said_before_is_neither_listed_nor_counted_for_the_supervisor(self, client, ward):
        assert unread_threads(ward.doctor).count() == 0
        assert sign_in(client, ward.supervisor).get(reverse("thread_list")).context["rows"] == []
        write(ward.placement.application, ward.lead, "Welcome.")
        assert (unread_threads(ward.doctor).count(), Thread.objects.with_unread(ward.doctor).get().unread) == (1, 1)
        assert "1 thread waits for you" in words(client.get(reverse("home")))

    def test_files_of_before_do_not_open_for_the_supervisor(self, client, ward):
        earlier = ward.placement.created_at - timedelta(hours=1)
        pdf = clean_upload(SimpleUploadedFile("form.pdf", a_pdf()))
        for now in (earlier, clock.now()):
            write_message(
                application_id=ward.placement.application_id, by=ward.intern, now=now, text="A form.", files=[pdf]
            )
        before, after = ThreadFile.objects.order_by("pk")
        sign_in(client, ward.supervisor)
        assert client.get(reverse("thread_file", args=[before.pk])).status_code == 404
        answer = client.get(reverse("thread_file", args=[after.pk]))
        assert b"".join(answer.streaming_content).startswith(b"%PDF")

    def test_a_supervisor_of_others_has_no_part_in_it(self, client, ward):
        other = MembershipFactory(supervisor=True, partner=ward.placement.partner)
        sign_in(client, other)
        assert client.get(self.address(ward)).status_code == 404
        assert client.get(Thread.objects.get().get_absolute_url()).status_code == 404
        with pytest.raises(NotAllowed):
            write(ward.placement.application, other)


class TestPages:
    def test_the_first_message_is_written_from_the_application(self, client, application):
        student = membership_of(application.student)
        address = reverse("application_thread", args=[application.pk])
        assert "Nothing was said yet." in words(sign_in(client, student).get(address))
        page = client.post(address, {"text": "Is there a uniform?"}, follow=True)
        assert ("Is there a uniform?" in words(page), client.get(address).url) == (
            True,
            Thread.objects.get().get_absolute_url(),
        )

    def test_a_file_comes_through_the_upload_door_and_its_reading_is_written_down(self, client, stage, application):
        address = reverse("application_thread", args=[application.pk])
        sign_in(client, stage.coordinator)
        page = client.post(address, {"text": "", "document": SimpleUploadedFile("x.exe", b"MZ")})
        assert ("Only PDF, JPG and PNG files are taken." in words(page), ThreadMessage.objects.count()) == (True, 0)
        client.post(address, {"text": "The form.", "document": SimpleUploadedFile("form.pdf", a_pdf())})
        attached = ThreadMessage.objects.get().files.get()
        file = sign_in(client, membership_of(application.student)).get(reverse("thread_file", args=[attached.pk]))
        assert b"".join(file.streaming_content).startswith(b"%PDF")
        assert ReadLog.objects.get().reader == application.student.user
        stranger = sign_in(client, MembershipFactory(lead=True))
        assert stranger.get(reverse("thread_file", args=[attached.pk])).status_code == 404

    def test_what_names_a_patient_is_kept_and_asked_to_be_changed(self, client, stage, application):
        address = reverse("application_thread", args=[application.pk])
        page = sign_in(client, stage.lead).post(address, {"text": "Bring the film of MRN 445566."})
        assert "Take it out and send again; your text is kept." in words(page)
        assert (ThreadDraft.objects.get().text, ThreadMessage.objects.count()) == ("Bring the film of MRN 445566.", 0)
        thread = Thread.objects.get().get_absolute_url()
        assert "Bring the film of MRN 445566." in words(client.get(thread))
        client.post(thread, {"text": "Bring the film."})
        assert (ThreadDraft.objects.count(), ThreadMessage.objects.get().text) == (0, "Bring the film.")

    def test_a_draft_is_its_writers_alone(self, client, stage, application):
        address = reverse("application_thread", args=[application.pk])
        sign_in(client, stage.lead).post(address, {"text": "Film of MRN 445566."})
        page = sign_in(client, membership_of(application.student)).get(address, follow=True)
        assert ("445566" in words(page), "Nothing was said yet." in words(page)) == (False, True)

    def test_sent_twice_it_is_said_once(self, client, stage, application):
        address = reverse("application_thread", args=[application.pk])
        sign_in(client, stage.lead)
        for _ in range(2):
            client.post(address, {"text": "Come at eight.", "idempotency_key": "k1"})
        assert ThreadMessage.objects.count() == 1

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_takes_the_same_queries(self, client, stage, rows, django_assert_num_queries):
        for _ in range(rows):
            application = stage.application(submitted=True)
            write(application, membership_of(application.student))
        ApplicationFactory(submitted=True)
        sign_in(client, stage.coordinator).get(reverse("thread_list"))
        with django_assert_num_queries(4):
            assert len(client.get(reverse("thread_list")).context["rows"]) == rows

    @pytest.mark.parametrize("rows", [1, 3])
    def test_a_thread_takes_the_same_queries(self, client, stage, application, rows, django_assert_num_queries):
        for _ in range(rows):
            thread = write(application, membership_of(application.student)).thread
        sign_in(client, stage.coordinator).get(thread.get_absolute_url())
        with django_assert_num_queries(9):  # four of them write down that it was read
            assert len(client.get(thread.get_absolute_url()).context["rows"]) == rows
