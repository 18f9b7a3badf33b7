"""How many of each there are. `scale` 1 is the size that the budgets speak of."""

from dataclasses import dataclass

PROGRAMMES, INTAKES, DEPARTMENTS = 2, 3, 4  # of each institute, programme, partner
AGREED = 150  # partners, the largest, with which every institute has signed
SUPERVISORS = 5  # of the first partner
ONE_CITY = "Gwadar"  # where 3.75 % of the slots are, every one of them open


@dataclass(frozen=True, slots=True)
class Sizes:
    """Rows by kind. The first institute and the first partner are the large ones; their people look."""

    institutes: int
    partners: int
    slots: int
    students: int
    wishes: int  # applications of each student, besides the one that was accepted
    messages: int

    @property
    def lead_slots(self) -> int:
        """Slots of the first partner."""
        return max(60, self.slots // 20)

    @property
    def office_students(self) -> int:
        """Students of the first institute."""
        return self.students // 5


def sizes(scale: float) -> Sizes:
    """Large tables shrink with the scale; what pages list of other people’s doings stays above one page."""
    return Sizes(
        institutes=max(3, round(40 * scale)),
        partners=max(30, round(3_000 * scale)),
        slots=max(160, round(100_000 * scale)),
        students=max(100, round(50_000 * scale)),
        wishes=20,
        messages=max(1_000, round(1_000_000 * scale)),
    )
