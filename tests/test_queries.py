"""Every page that the role matrix opens, as everyone who may open it: at most ten questions to the database, homes fourteen.

That a list asks no more for many rows than for one is tested beside each list.
"""

import math

import pytest

from tests.walk import each, walk

CEILING = 10
MORE = {
    # What SPEED allows them.
    "home": 14,
    "readiness_matrix": 12,
    # One thing as several apps know it: each question is another table, read once, a handful of rows by its index. Fewer would be
    # tables glued together; `manage.py bench` measures each beside the lab list.
    "placement_detail": 17,
    "partner_detail": 15,
    "partner_profile": 12,
    "readiness_student": 13,
    # An application with papers, receipts, questions, references, interviews, scores and history; a thread writes down who read it.
    "application_detail": 17,
    "thread_detail": 16,
    "slot_edit": 12,
    # Each name against the slot, the agreements, what is asked, held and waived; the answer over the partner's grid besides.
    "name_list_detail": 13,
    "name_list_answer": 13,
    # The administrator who decides sees the whole merge rehearsed: every table that points at a partner is written, and taken back.
    "partner_merge_detail": math.inf,
}


@pytest.mark.django_db
@pytest.mark.slow
@each("student", "supervisor", "lead", "coordinator", "viewer", "administrator")
def test_no_page_asks_more_than_its_ceiling(role):
    shown = {name: met.asked for name, met in walk(role).items() if met.status == "200"}
    assert {name: asked for name, asked in shown.items() if asked > MORE.get(name, CEILING)} == {}
