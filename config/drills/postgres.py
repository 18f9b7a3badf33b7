"""F9: PostgreSQL killed under load, and back: 503 meanwhile, first 200 within 5 s, no offer lost or past the places, all certificates."""

import contextlib
import http.client
import threading
import time

import psycopg2
from django.db import connection

from accounts.models import Job
from config import servers
from config.drills import cohort
from config.drills.frame import Drill, killed, postgres_socket, site_port
from config.drills.offering import Hands, last_places, miscounted
from config.drills.visitors import Visitors, cookie_of
from config.ports import HOST
from evaluations.models import Certificate
from placements.models import Application

PAGES = ("/", "/applications/", "/placements/", "/internships/")
AWAY = 4.0  # seconds
# A session that computes does not notice that its server is gone, and no other server starts while it is there.
COMPUTE = """
DO $$ DECLARE until timestamptz := clock_timestamp() + interval '%s s';
BEGIN WHILE clock_timestamp() < until LOOP END LOOP; END $$
"""
COMPUTES = 12  # seconds


def run(drill: Drill) -> None:
    """Visitors, a cohort's certificates and offers of the last places, all at once; then the server dies, and later once more."""
    world = drill.fill(0.002)
    cohort.complete(world)
    job = cohort.order(cohort.office(world).as_actor(), drill.size(60, 6))
    offers = last_places()
    drill.start("web")
    drill.start("worker")
    drill.clock()
    cookies = [cookie_of(user) for user in (1, 2, 3, world.size.students + 1)]
    with Visitors(PAGES, cookies) as visitors:
        drill.wait(lambda: cohort.done(job) >= 2 and len(visitors.seen) > 20, "the load")
        hands = Hands(offers, by=world.size.students + 2)
        drill.wait(lambda: len(hands.made) >= 5, "the first offers")
        died, back = _die(drill, visitors)
        drill.wait(lambda: cohort.done(job) >= job.total, "the certificates")
        hands.join()
        _judge_pages(drill, visitors, died=died, back=back)
        _judge_offers(drill, hands)
        _judge_certificates(drill, job)
        computing = threading.Thread(target=_compute)
        computing.start()
        drill.wait(_is_computing, "a long question")
        _died, back = _die(drill, visitors, away=0.0)
        computing.join()
    took = time.monotonic() - back
    drill.took(f"killed again while a session computes for {COMPUTES} s: all well after", took, COMPUTES + 15)


def _die(drill: Drill, visitors: Visitors, away: float = AWAY) -> tuple[float, float]:
    """Kill it, let its keeper bring it back, wait for a page. When it died, and when the keeper was free again."""
    drill.say("PostgreSQL killed")
    died = time.monotonic()
    with killed(postgres_socket()):
        if away:
            told = _retry_after()
            drill.figure("a page says when to come again", f"Retry-After: {told}", "seconds", held=told.isdigit())
            time.sleep(away)
    back = time.monotonic()
    drill.wait(servers.Postgres(for_tests=False).answers, "PostgreSQL")
    came = time.monotonic()
    drill.wait(lambda: visitors.first(200, came) is not None, "a page")
    connection.close()  # ours died with the server
    drill.say("back")
    return died, back


def _judge_pages(drill: Drill, visitors: Visitors, *, died: float, back: float) -> None:
    meanwhile, seen = visitors.statuses(died + 0.5, back), visitors.statuses()
    others = {status: n for status, n in seen.items() if status not in {200, 302, 503}}
    drill.figure("pages while it was away", dict(meanwhile), "503 alone", held=set(meanwhile) == {503})
    drill.figure("any other answer, ever", others or "none", "none", held=not others)
    drill.took("first page after its return", visitors.first(200, back) or 0.0, 5)


def _judge_offers(drill: Drill, hands: Hands) -> None:
    """What a hand was told is there is there; what is there is no more than the places."""
    there = set(Application.objects.filter(state="offered").values_list("pk", flat=True))
    drill.figure("offers", hands.told(), "each made or refused", held=not hands.lost)
    gone = hands.made - there
    drill.figure("offers that were made and are not there", len(gone), "0", held=not gone)
    wrong = miscounted()
    drill.figure("slots with more held than places, or miscounted", len(wrong), "0", held=not wrong)


def _judge_certificates(drill: Drill, job: Job) -> None:
    job.refresh_from_db()
    papers = list(Certificate.objects.select_related("file"))
    serials, whole = len({paper.serial for paper in papers}), sum(map(cohort.opens, papers))
    drill.figure(
        "certificates, serials, PDFs whole, problems",
        f"{len(papers)}, {serials}, {whole}, {len(job.problems)}",
        f"{job.total} of each, no problem",
        held=len(papers) == serials == whole == job.total and not job.problems,
    )


def _retry_after() -> str:
    line = http.client.HTTPConnection(HOST, site_port(), timeout=20)
    line.request("GET", PAGES[-1], headers={"Host": "localhost"})
    answer = line.getresponse()
    line.close()
    return answer.headers.get("Retry-After", "nothing")


def _compute() -> None:
    with contextlib.suppress(psycopg2.Error), servers.connect("postgres", servers.SUPERUSER) as cursor:
        cursor.execute(COMPUTE % COMPUTES)


def _is_computing() -> bool:
    with servers.connect("postgres", servers.SUPERUSER) as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE query = %s AND state = 'active'", [COMPUTE % COMPUTES])
        return cursor.fetchone() is not None
