"""Lists of students as offices send them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from core import clock
from core.plans import plan
from core.tables import read_table
from institutions.services import imports as services
from institutions.services.imports_plans import plan_of
from students.services.students_sheet import STUDENTS

HEAD = "roll_no,name,email,programme,intake,father_name,relation,city"
GOOD = "MIT-1,Areeba Khan,areeba@students.example,MIT,Spring 2027,Nadeem Khan,daughter,Karachi"


def a_list(*lines, head=HEAD, encoding="utf-8"):
    return "\r\n".join([head, *lines]).encode(encoding)


def a_workbook(*lines, head=HEAD):
    book = Workbook()
    for line in (head, *lines):
        book.active.append(line.split(","))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines_of(count):
    return [f"S-{n},Student {n},s{n}@students.example,MIT,Spring 2027,,," for n in range(count)]


def send(office, content, *, by=None, name="spring.csv", noun="students"):
    file = SimpleUploadedFile(name, content)
    return services.begin_import(by=by or office.actor, now=clock.now(), noun=noun, file=file)


def confirm(office, kept, by=None):
    return services.confirm_import(import_id=kept.pk, by=by or office.actor, now=clock.now())


def bring(office, content, **changes):
    """Sent and confirmed."""
    return confirm(office, send(office, content, **changes))


def problems(kept):
    """What a list that was sent has wrong: line, heading, words."""
    return [tuple(problem) for problem in kept.report["problems"]]


def read(office, content):
    """What a file under the portal's own headings would do."""
    table = read_table(content)
    names = [column.name for column in STUDENTS.columns]
    columns = [heading if heading in names else "" for heading in table.headings]
    return plan(STUDENTS, table, columns, by=office.actor, choices={})


def faults(office, content):
    return [(problem.line, problem.column) for problem in read(office, content).problems]


def figures(kept):
    return tuple(kept.report[name] for name in ("new", "changed", "same"))


__all__ = ["a_list", "a_workbook", "bring", "confirm", "faults", "figures", "lines_of", "plan_of", "read", "send"]
