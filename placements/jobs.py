"""Papers that workers make. Woken by name after a commit."""

from celery import shared_task

from placements.services.receipts import RECEIPT_TASK, file_receipt


@shared_task(name=RECEIPT_TASK)
def make_receipt(receipt_id: int) -> None:
    """Make the PDF of one receipt, if nobody has."""
    file_receipt(receipt_id=receipt_id)
