"""A placement office's desk for records: a coordinator who clears health evidence, one who does not, and a student with two kinds."""

from dataclasses import dataclass
from typing import Any

from core import clock
from institutions.models import EvidenceKind, Membership
from students.models import Record, Student
from students.services import records as services
from students.services import records_checking as checking
from tests.factories.institutions import MembershipFactory, a_day
from tests.factories.records import RecordFactory
from tests.factories.requirements import EvidenceKindFactory
from tests.factories.students import StudentFactory
from tests.files import a_picture, upload

VACCINE = [
    {"name": "product", "label": "Product", "type": "choice", "choices": ["MMR", "Measles"], "required": True},
    {"name": "batch", "label": "Batch", "type": "text", "required": False},
]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everybody around one student's records."""

    student: Student
    clearing: Membership
    plain: Membership
    vaccine: EvidenceKind  # health, two fields, for ever
    card: EvidenceKind  # not health, states its last day

    @property
    def owner(self) -> Any:
        return self.student.membership.as_actor()

    @property
    def checker(self) -> Any:
        return self.clearing.as_actor()

    def record(self, **changes: Any) -> Record:
        """A record of the student's, of the vaccine unless said otherwise."""
        first = {"student": self.student, "kind": self.vaccine, "values": {"product": "MMR"}}
        return RecordFactory(**first | changes)

    def draft(self, **more: Any) -> Record:
        """A draft with its document, by the services."""
        typed = {"on": a_day(-30).isoformat(), "product": "MMR"}
        first = {"student_id": self.student.pk, "kind": self.vaccine, "by": self.owner, "typed": typed}
        record = services.keep_draft(now=clock.now(), **first | more)
        return record if record.file_id else self.attach(record)

    def attach(self, record: Record, content: bytes | None = None, name: str = "card.jpg") -> Record:
        document = upload(content or a_picture(), name)
        return services.attach_document(record_id=record.pk, by=self.owner, now=clock.now(), document=document)

    def submit(self, record: Record, **changes: Any) -> Record:
        said = {"on": a_day(-30), "until": None, "values": {"product": "MMR", "batch": ""}}
        return services.submit_record(record_id=record.pk, **{"by": self.owner, "now": clock.now()} | said | changes)

    def verify(self, record: Record, **changes: Any) -> Record:
        said = {"on": record.on, "until": record.until, "values": record.values}
        return checking.verify_record(record_id=record.pk, **{"by": self.checker, "now": clock.now()} | said | changes)

    def reject(self, record: Record, **changes: Any) -> Record:
        said = {"reason": "unreadable", "words": "The lower edge is cut off."}
        return checking.reject_record(record_id=record.pk, **{"by": self.checker, "now": clock.now()} | said | changes)


def a_desk() -> Desk:
    clearing = MembershipFactory(coordinator=True, clears_health_evidence=True)
    return Desk(
        student=StudentFactory(institute=clearing.institute),
        clearing=clearing,
        plain=MembershipFactory(coordinator=True, institute=clearing.institute),
        vaccine=EvidenceKindFactory(slug="mmr", name="MMR vaccination", is_health=True, fields=VACCINE),
        card=EvidenceKindFactory(slug="bls", name="Life support card", states_its_end=True),
    )
