"""Seats: what an offer or acceptance takes at a partner and under its agreements. Counted and kept by the database."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q


class Seat(models.Model):
    """The place that an offer or acceptance takes under a partner's cap on people.

    Places at once are numbered: two seats of one number may not overlap in time, and triggers keep the numbers under their ceilings. A
    partner without a cap is numbered too, so that a cap set later counts those who are there. Who holds a place has a seat, and
    nobody else: checked at the end of every transaction.
    """

    application = models.OneToOneField("placements.Application", on_delete=models.CASCADE, related_name="seat")
    partner = models.ForeignKey("institutions.Partner", on_delete=models.PROTECT, related_name="seats")
    partner_number = models.PositiveIntegerField()
    during = DateRangeField()

    class Meta:
        # Checked at the end of each statement, so that one UPDATE may renumber many seats.
        constraints: ClassVar = [
            ExclusionConstraint(
                name="one_intern_per_partner_seat",
                expressions=[
                    ("partner", RangeOperators.EQUAL),
                    ("partner_number", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}"


class AgreementSeat(models.Model):
    """The part of a seat that falls under one agreement: the whole of it, or a piece where the stay goes on under a successor."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="under")
    agreement = models.ForeignKey("institutions.Agreement", on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveIntegerField()
    during = DateRangeField()
    # Kept by a trigger: the year of the agreement in which the stay begins, from 0; null for one that began under its predecessor.
    year = models.SmallIntegerField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seat", "agreement"], name="one_piece_of_a_seat_per_agreement"),
            ExclusionConstraint(
                name="one_intern_per_agreement_seat",
                expressions=[
                    ("agreement", RangeOperators.EQUAL),
                    ("number", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agreement", "year"], name="seats_by_agreement_year")]

    def __str__(self) -> str:
        return f"{self.seat_id}/{self.agreement_id}"


class AgreementYear(models.Model):
    """How many people began in one year of an agreement. Both numbers are written by triggers alone, and judged by the check."""

    agreement = models.ForeignKey("institutions.Agreement", on_delete=models.CASCADE, related_name="years")
    number = models.SmallIntegerField()
    taken = models.PositiveIntegerField(default=0, editable=False)
    places = models.PositiveIntegerField(null=True, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_row_per_agreement_year"),
            models.CheckConstraint(
                name="agreement_year_never_over_its_places", condition=Q(places=None) | Q(taken__lte=F("places"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}/{self.number}: {self.taken}"
