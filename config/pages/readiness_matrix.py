"""The matrix: rows are students at one partner, columns what is asked there. Few queries, and no model, filter or lookup a cell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.actor import Actor, Role
from institutions.models import Intake, Partner
from placements.models import Placement, Slot
from placements.readiness import COMING, stay_of, stays_at
from placements.states import PlacementState
from students.models import Student
from students.policies.readiness import Column, Sight, columns_of, sight_of
from students.readiness import CLEAR, Board, Readiness, Stay, board_of
from students.readiness_words import SIGNS, sign_of, table_cells

PRESENT = (*COMING, PlacementState.ACTIVE)
LENGTH = timedelta(weeks=12)  # of a stay that nobody has planned yet


class MatrixForm(forms.Form):
    """Which partner, whose students, what of it."""

    partner = forms.ModelChoiceField(
        None,  # whom the reader may choose from is known in __init__
        label=gettext_lazy("Partner"),
        required=False,
        empty_label=gettext_lazy("The next to take somebody"),
    )
    intake = forms.ModelChoiceField(
        None, label=gettext_lazy("Intake"), required=False, empty_label=gettext_lazy("All intakes")
    )
    whom = forms.ChoiceField(
        label=gettext_lazy("Whom"),
        required=False,
        choices=[("", gettext_lazy("Who is placed there")), ("intake", gettext_lazy("Everyone in the intake"))],
    )
    requirement = forms.CharField(label=gettext_lazy("Requirement"), required=False, max_length=120)
    only_open = forms.BooleanField(label=gettext_lazy("Only who is not clear"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Placement.objects.visible_to(actor).filter(partner=OuterRef("pk"), state__in=PRESENT)
        partners = Partner.objects.visible_to(actor)
        ask = partners.filter(requirements__isnull=False).values("pk")
        self.fields["partner"].queryset = partners.filter(Q(Exists(there)) | Q(pk__in=ask)).order_by("name")
        self.fields["intake"].queryset = (
            Intake.objects.visible_to(actor).select_related("programme").order_by("programme__name", "-starts_on")
        )
        if actor.acts_as(Role.LEAD):
            del self.fields["partner"], self.fields["whom"], self.fields["intake"], self.fields["requirement"]

    @property
    def active(self) -> int:
        """How many filters are set."""
        return sum(bool(value) for value in self.cleaned_data.values()) if self.is_bound and self.is_valid() else 0

    def choose_columns(self, columns: list[Column]) -> None:
        """Offer the columns that there are."""
        if "requirement" in self.fields:
            titles = sorted({str(column.title) for column in columns})
            self.fields["requirement"].widget = forms.Select(
                choices=[("", _("All requirements")), *((title, title) for title in titles)]
            )


@dataclass(slots=True)
class Row:
    """One student: name, days, whether clear, and the cells as they are written into the table."""

    student: Student
    stay: Stay
    is_clear: bool
    cells: SafeString
    url: str = ""


@dataclass(slots=True)
class Matrix:
    """What the page and the file show."""

    partner: Partner | None = None
    columns: list[Column] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    readiness: list[Readiness] = field(default_factory=list)
    total: int = 0
    clear: int = 0
    needs_intake: bool = False

    @property
    def signs(self) -> list[Any]:
        """The legend."""
        return list(SIGNS.values())

    def export_columns(self) -> list[str]:
        """Headings of the file."""
        fixed = [_("Name"), _("Roll number"), _("Programme"), _("First day"), _("Last day"), _("Clear to start")]
        return [*fixed, *(str(column.title) for column in self.columns)]

    def export_rows(self) -> Iterator[list[Any]]:
        """One line a student, in words."""
        for row, readiness in zip(self.rows, self.readiness, strict=True):
            student = row.student
            yield [
                student.user.name,
                student.roll_no,
                student.studies,
                row.stay.first_day,
                row.stay.last_day,
                _("clear") if row.is_clear else _("not clear"),
                *(self._words(column, readiness) for column in self.columns),
            ]

    def _words(self, column: Column, readiness: Readiness) -> str:
        cell = column.cell(readiness)
        if column.is_folded and cell is not None:
            return _("clear") if cell.mark in CLEAR else _("not clear")
        return str(sign_of(cell).label)


def matrix_of(actor: Actor, form: MatrixForm) -> Matrix:
    """The matrix that the form asks for; eight queries at most, for any number of rows and columns."""
    asked = form.cleaned_data if form.is_valid() else {}
    intake, only_open = asked.get("intake"), asked.get("only_open")
    placed = Placement.objects.visible_to(actor).filter(state__in=PRESENT).select_related(*WITH)
    partner = asked.get("partner") or _next_partner(placed)
    if partner is None:
        form.choose_columns([])
        return Matrix()
    if asked.get("whom") == "intake":
        students, stays = _whole_intake(actor, partner, intake) if intake else ({}, [])
    else:
        here = placed.filter(partner=partner).order_by("student__user__name", "starts_on")
        here = list(here.filter(student__intake=intake) if intake else here)
        students, stays = {p.student_id: p.student for p in here}, [stay_of(p) for p in here]
    board = board_of(stays)
    columns = columns_of(board, actor)
    form.choose_columns(columns)
    if title := asked.get("requirement"):
        columns = [column for column in columns if str(column.title) == title]
    matrix = Matrix(partner, columns, total=len(stays), needs_intake=asked.get("whom") == "intake" and not intake)
    verdict_only = sight_of(actor) is Sight.VERDICT  # who sees no more is led to the placement, not to the student
    one = bool(asked.get("requirement"))
    _fill(matrix, board, students, only_open=bool(only_open), one=one, verdict_only=verdict_only)
    return matrix


WITH = ("student__user", "student__programme", "partner")


def _next_partner(placed: Any) -> Partner | None:
    """Where the next of these begins."""
    today = clock.today()
    first = placed.filter(starts_on__gte=today).order_by("starts_on", "pk").first() or placed.order_by("pk").first()
    return first.partner if first else None


def _whole_intake(actor: Actor, partner: Partner, intake: Intake) -> tuple[dict[int, Student], list[Stay]]:
    """Everyone of an intake, as if they came with the partner's next internship; without one, for twelve weeks from today."""
    students = list(Student.objects.visible_to(actor).filter(intake=intake).for_list().order_by("user__name", "pk"))
    if not students:
        return {}, []
    today = clock.today()
    coming = Slot.objects.visible_to(actor).filter(partner=partner, starts_on__gte=today).order_by("starts_on", "pk")
    slot = coming.first() or Slot(partner=partner, starts_on=today, ends_on=today + LENGTH)
    model = stays_at(students[0], [slot])[0]
    return {s.pk: s for s in students}, [model._replace(student_id=s.pk, key=None) for s in students]


def _fill(
    matrix: Matrix, board: Board, students: dict[int, Student], *, only_open: bool, one: bool, verdict_only: bool
) -> None:
    """Rows of the table; with one requirement chosen, “not clear” means that one."""
    html = table_cells()
    columns = matrix.columns
    for readiness in board.rows:
        cells = [column.cell(readiness) for column in columns]
        is_clear = readiness.is_clear
        matrix.clear += is_clear
        fine = all(cell is None or cell.mark in CLEAR for cell in cells) if one else is_clear
        if only_open and fine:
            continue
        marks = mark_safe("".join(html[cell.mark if cell else None] for cell in cells))  # noqa: S308 - made by format_html
        student, placement = students[readiness.stay.student_id], readiness.stay.key
        url = placement.get_absolute_url() if verdict_only else reverse("readiness_student", args=[student.pk])
        matrix.rows.append(Row(student, readiness.stay, is_clear, marks, url))
        matrix.readiness.append(readiness)
