"""A replica that follows by streaming: search and figures are read there, and elsewhere when it is behind, gone, or somebody just wrote."""

import secrets
import time
from collections import Counter

from django.contrib.sessions.models import Session
from django.urls import reverse

from config.drills.door import ask, send
from config.drills.follower import Follower, follow
from config.drills.frame import Drill, site_port
from config.drills.visitors import cookie_of
from config.replica import BEHIND_AT_MOST, LOOKED_AT_EVERY, WROTE
from core import clock

READS = 20


def run(drill: Drill) -> None:
    """Copy the server, let the copy follow; read, write and read, hold the copy up, kill it."""
    world = drill.fill(0.005 if not drill.small else 0.002)
    drill.say("copying the server")
    replica = follow(drill)
    drill.told("REPLICA_URL", replica.url)
    drill.start("web")
    student, office = cookie_of(1), cookie_of(world.size.students + 1)
    _reads(drill, replica, "searches", "internship_list", student, "placements_slot", there=True)
    _reads(drill, replica, "figures of a runway", "agreement_runway", office, "institutions_agreement", there=True)
    _reads(
        drill,
        replica,
        "pages of one's own applications",
        "application_list",
        student,
        "placements_application",
        there=False,
    )
    wrote = send(site_port(), reverse("theme_set"), student, theme="dark").cookies
    after = "; ".join([student, *(cookie for cookie in wrote if cookie.startswith(WROTE))])
    _reads(drill, replica, "searches of who just wrote", "internship_list", after, "placements_slot", there=False)
    drill.took("a row written is seen there after", _lag(replica), 1)
    drill.say("the replica is held up")
    with replica.held_up():
        _write()
        time.sleep(BEHIND_AT_MOST + LOOKED_AT_EVERY + 1)
        _reads(
            drill, replica, "searches while it is behind", "internship_list", student, "placements_slot", there=False
        )
    time.sleep(LOOKED_AT_EVERY + 1)
    _reads(drill, replica, "searches once it has caught up", "internship_list", student, "placements_slot", there=True)
    drill.say("the replica is killed")
    replica.kill()
    gone = Counter(ask(site_port(), reverse("internship_list"), student).status for _ in range(READS))
    drill.figure("searches once it was killed", dict(gone), "200 alone", held=set(gone) == {200})


def _reads(drill: Drill, replica: Follower, what: str, name: str, cookie: str, table: str, *, there: bool) -> None:
    """Open a page often; say whether its rows were read from the replica."""
    before = replica.asked(table)
    seen = Counter(ask(site_port(), reverse(name), cookie).status for _ in range(READS))
    asked = replica.asked(table) - before
    drill.figure(
        f"{READS} {what}",
        f"{dict(seen)}, the replica was asked {asked} times",
        f"200 alone, {f'{READS} times and more' if there else 'never'}",
        held=set(seen) == {200} and (asked >= READS if there else asked == 0),
    )


def _write() -> str:
    """Any row."""
    key = secrets.token_hex(16)
    Session.objects.create(session_key=key, session_data="", expire_date=clock.now())
    return key


def _lag(replica: Follower) -> float:
    """Seconds until a row written here is seen there."""
    key, began = _write(), time.monotonic()
    while not replica.ask(f"SELECT count(*) FROM django_session WHERE session_key = '{key}'"):
        time.sleep(0.005)
    return time.monotonic() - began
