"""Placements with their hours, evaluations and certificates; what students hold; what people were told."""

import json

from accounts.models import StoredFile
from config.bench.filling.bulk import chance, insert
from config.bench.filling.people import supervisor
from config.bench.filling.sizes import AGREED, Sizes
from evaluations.models import Certificate, Evaluation, Instrument
from evaluations.services.instruments import FINAL
from institutions.models import EvidenceKind
from notifications.models import Notification
from placements.models import HoursEntry, Placement
from students.models import Record

REQUIRED = 320 * 60  # minutes
WAITING = 200  # messages that have not left yet


def fill_placements(size: Sizes) -> None:
    """One for each who was accepted. At the partners without an agreement they are planned."""
    agreed = min(AGREED, size.partners)
    insert(
        Placement,
        f"""(SELECT a.*, s.department_id, s.starts_on, s.ends_on, a.partner_id <= {agreed} AS agreed
               FROM placements_application a JOIN placements_slot s ON s.id = a.slot_id WHERE a.state = 'accepted') h""",
        id="id",
        application="id",
        student="student_id",
        slot="slot_id",
        institute="institute_id",
        partner="partner_id",
        department="department_id",
        supervisor=f"CASE WHEN partner_id = 1 THEN {supervisor('id', size)} END",
        agreement=f"CASE WHEN agreed THEN (institute_id - 1) * {agreed} + partner_id END",
        starts_on="starts_on",
        ends_on="ends_on",
        required_minutes=str(REQUIRED),
        approved_minutes=f"CASE WHEN agreed AND ends_on < current_date THEN {REQUIRED} ELSE 0 END",
        state="""CASE WHEN NOT agreed THEN 'planned' WHEN ends_on < current_date THEN 'completed'
                      WHEN starts_on <= current_date THEN 'active' ELSE 'confirmed' END""",
        arrived_on="CASE WHEN agreed AND starts_on <= current_date THEN starts_on END",
        completed_at="CASE WHEN agreed AND ends_on < current_date THEN now() END",
    )


def fill_hours() -> None:
    """Ten shifts of everyone who is there, the last five not signed yet."""
    begins = "(current_date - k) + time '08:00'"
    insert(
        HoursEntry,
        "placements_placement p, generate_series(1, 10) k WHERE p.state = 'active'",
        placement="p.id",
        started_at=begins,
        ended_at=f"{begins} + interval '8 hours'",
        minutes="480",
        state="CASE WHEN k > 5 THEN 'approved' ELSE 'submitted' END",
        submitted_at="now()",
    )


def fill_papers(size: Sizes) -> None:
    """Evaluations of everyone who is there or was; certificates of half of those who have completed."""
    instrument = Instrument.objects.published(FINAL).latest("version")
    insert(
        Evaluation,
        "placements_placement p WHERE p.supervisor_id IS NOT NULL AND p.state IN ('active', 'completed')",
        placement="p.id",
        instrument=str(instrument.pk),
        evaluator="p.supervisor_id",
        state="CASE WHEN p.state = 'active' THEN 'open' ELSE 'submitted' END",
        opens_on="current_date - 5",
        due_at="now() + interval '10 days'",
        submitted_at="CASE WHEN p.state = 'completed' THEN now() END",
        via="CASE WHEN p.state = 'completed' THEN 'link' ELSE '' END",
        comment="'Work faster on portable films.'",
    )
    facts = json.dumps(FACTS).replace("'", "''").replace("%", "%%")
    insert(
        Certificate,
        "placements_placement p WHERE p.state = 'completed' AND mod(p.id, 2) = 0",
        placement="p.id",
        serial="'WB-BENCH-' || lpad(p.id::text, 8, '0')",
        code="upper(left(md5(p.id::text), 26))",
        facts=f"'{facts}'::jsonb",
        issued_at="now()",
        issued_by=str(size.students + 1),
    )


def fill_records(size: Sizes) -> None:
    """Three documents of each student of the first institute; a tenth wait to be looked at."""
    kinds = list(EvidenceKind.objects.order_by("position", "pk").values_list("pk", flat=True)[:3])
    people = f"generate_series(1, {size.office_students}) n"
    insert(
        StoredFile,
        people,
        id="n",
        kind="'record'",
        name="'card.pdf'",
        media_type="'application/pdf'",
        size="1",
        sha256="repeat('0', 64)",
        owner="n",
    )
    insert(
        Record,
        f"{people}, unnest(ARRAY{kinds}) kind",
        student="n",
        kind="kind",
        file="n",
        on="current_date - 30",
        until="current_date + (" + chance("n", 14) + " * 700)::integer",
        state="CASE WHEN " + chance("n * 100 + kind", 15) + " < 0.1 THEN 'submitted' ELSE 'verified' END",
        submitted_at="now()",
        decided_at="now()",
    )


def fill_messages(size: Sizes) -> None:
    """Everything that anybody was ever told; a few hundred wait to be sent."""
    people = size.students + 4
    insert(
        Notification,
        f"generate_series(1, {size.messages}) n",
        reader=f"1 + mod(n, {people})",
        kind="'placement.starting'",
        dedupe_key="'bench:' || n",
        subject="'It begins soon'",
        body="'It begins soon.'",
        created_at="now()",
        read_at="CASE WHEN mod(n, 50) <> 0 THEN now() END",
        mail=f"CASE WHEN n <= {WAITING} THEN 'waiting' ELSE 'sent' END",
        send_after="now()",
    )


FACTS = {
    "name": "Ayesha Khan",
    "relation": "daughter",
    "father_name": "Imran Khan",
    "id_last4": "4417",
    "roll_no": "2023-MIT-0147",
    "programme": "BSc Medical Imaging Technology",
    "institute": {"name": "Hingol College", "city": "Karachi", "recognised_by": "", "phone": "", "email": "office@hingol.example"},
    "partner": {"name": "Margalla Teaching Hospital", "city": "Karachi", "department": "Radiology"},
    "internship": "Diagnostic radiography rotation",
    "agreement": "Affiliation agreement",
    "starts_on": "2027-01-04",
    "ends_on": "2027-03-28",
    "full_time": True,
    "minutes": REQUIRED,
    "required_minutes": REQUIRED,
    "objectives": [{"text": "Positions patients for plain films", "level": "On their own"}] * 6,
    "signatories": [{"name": "Dr Sana Mirza", "title": "Supervisor, PMDC 41207-P"}],
    "issued_on": "2027-04-02",
}  # fmt: skip
