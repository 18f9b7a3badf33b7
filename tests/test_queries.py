"""Every page that the role matrix opens, as everyone who may open it: at most ten questions to the database, homes fourteen.

That a list asks no more for many rows than for one is tested beside each list.
"""

import math

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios import make_world
from tests.test_role_matrix import ADDRESSES, read

CEILING = 10
ROLES = ("student", "supervisor", "lead", "coordinator", "viewer", "administrator")
MORE = {
    # What SPEED allows them.
    "home": 14,
    "readiness_matrix": 12,
    # One thing as several apps know it: each question is another table, read once, a handful of rows by its index. Fewer would be
    # tables glued together; `manage.py bench` measures each beside the lab list.
    "placement_detail": 17,
    "partner_detail": 14,
    "partner_profile": 11,
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
@pytest.mark.parametrize("role", ROLES)
def test_no_page_asks_more_than_its_ceiling(role):
    world, client, opened = make_world(), Client(), read()
    client.force_login(world.people[role])
    client.get("/notifications/")  # what is kept between requests is kept now
    over = {}
    for name, route, parameters in ADDRESSES:
        if opened[name][role] != "200":
            continue
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(world.path(name, route, parameters))
            if answer.streaming:
                list(answer)
        if len(queries) > MORE.get(name, CEILING):
            over[name] = len(queries)
    assert over == {}
