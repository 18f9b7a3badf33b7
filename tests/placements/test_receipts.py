"""Receipts of what was sent: one for each sending, never changed, filed once; with the documents that the slot asks for."""

import pytest
from django.db import DatabaseError, transaction

from core import clock
from core.errors import Refusal
from notifications.models import Notification
from placements.models import Application, Receipt
from placements.services import applications as services
from placements.services.receipts import file_receipt
from placements.sweeps.receipts import sweep_receipts
from students.models import DocumentKind
from students.services.packages import set_document
from tests.files import a_pdf, upload
from tests.placements.stage import a_stage, acting, in_days

pytestmark = pytest.mark.django_db

STATEMENT = "I have learnt positioning in the skills laboratory. " * 4


def submit(application):
    return services.submit_application(application_id=application.pk, by=acting(application), now=clock.now())


def take_back(application):
    return services.take_back_application(application_id=application.pk, by=acting(application), now=clock.now())


# Receipts


def test_each_sending_has_a_receipt_of_its_own_with_what_was_sent_that_time(stage):
    application = stage.application(statement=STATEMENT)
    submit(application)
    take_back(application)
    services.save_draft(slot_id=stage.slot.pk, by=acting(application), now=clock.now(), statement=STATEMENT + "More.")
    submit(application)
    assert list(Receipt.objects.order_by("pk").values_list("number", "facts__statement")) == [
        (f"A-{application.pk}", STATEMENT),
        (f"A-{application.pk}-2", STATEMENT + "More."),
    ]
    assert Application.objects.get().receipt["number"] == f"A-{application.pk}-2"


def test_the_mail_of_the_receipt_holds_its_number_and_the_statement(stage):
    application = stage.application(statement=STATEMENT)
    submit(application)
    mail = Notification.objects.get(kind="application.submitted")
    assert (f"Receipt A-{application.pk}:" in mail.subject, STATEMENT.strip() in mail.body) == (True, True)


@pytest.mark.parametrize("change", [{"facts": {}}, {"number": "A-1"}, {"sent_at": in_days(-3)}])
def test_a_receipt_never_changes_even_by_a_raw_update(stage, change):
    submit(stage.application(statement=STATEMENT))
    before = Receipt.objects.values().get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.update(**change)
    assert Receipt.objects.values().get() == before


def test_a_receipt_is_never_removed(stage):
    submit(stage.application(statement=STATEMENT))
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.all().delete()
    assert Receipt.objects.count() == 1


def test_file_receipt_makes_one_pdf_and_the_second_worker_finds_nothing_to_do(stage):
    submit(stage.application(statement=STATEMENT))
    receipt = Receipt.objects.get()
    filed = file_receipt(receipt_id=receipt.pk)
    with filed.file.file.open("rb") as paper:
        assert paper.read(5) == b"%PDF-"
    assert file_receipt(receipt_id=receipt.pk) is None
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.update(file=None)


def test_sweep_receipts_wakes_a_worker_for_what_was_missed_and_leaves_the_fresh_ones(stage, monkeypatch):
    submit(stage.application(statement=STATEMENT))
    woken = []
    monkeypatch.setattr("placements.sweeps.receipts.wake", lambda task, pk: woken.append((task, pk)))
    assert sweep_receipts() == 0
    monkeypatch.setattr("placements.sweeps.receipts.MISSED_AFTER", in_days(0) - in_days(0))
    assert (sweep_receipts(), woken) == (1, [("placements.file_receipt", Receipt.objects.get().pk)])


# The documents that a slot asks for


def test_submit_lacks_a_document_that_the_slot_asks_for_and_then_sends_it_with_its_hash():
    stage = a_stage(documents_asked=[DocumentKind.TRANSCRIPT])
    application = stage.application(statement=STATEMENT)
    with pytest.raises(Refusal, match="Transcript of marks is asked for"):
        submit(application)
    by = acting(application)
    file = upload(a_pdf(), "marks.pdf")
    kept = set_document(
        student_id=application.student_id, by=by, now=clock.now(), kind=DocumentKind.TRANSCRIPT, document=file
    )
    submit(application)
    (sent,) = Receipt.objects.get().facts["documents"]
    assert (sent["kind"], sent["file"], sent["sha256"]) == ("transcript", kept.file_id, kept.file.sha256)
    assert Application.objects.get().sent_document("transcript") == kept.file
