"""Two web processes behind nginx, three workers, one clock: sessions, files in pieces, locks, work and mail as with one of each."""

import json
import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.urls import reverse

from accounts.models import Job
from config.bench.filling.world import World
from config.drills import cohort
from config.drills.disk import a_pdf
from config.drills.door import ask, open_door, send, send_piece
from config.drills.frame import Drill
from config.drills.offering import last_places, miscounted
from config.drills.post import mailed, tell, unsent
from config.drills.visitors import Visitors, cookie_of
from config.ports import free_port
from core import clock
from evaluations.models import Certificate
from placements.models import Application, ApplicationTransition
from students.models import Student

PIECE = 64 * 1024
HANDS = 8


def run(drill: Drill) -> None:
    """Start all of it, then walk, upload, offer, issue and mail through the one door."""
    world = drill.fill(0.005 if not drill.small else 0.002)
    cohort.complete(world)
    offers = last_places()
    ports = [free_port(), free_port()]
    for number, port in enumerate(ports, 1):
        drill.start("web", port=port, number=number)
    for number in (1, 2, 3):
        drill.start("worker", number=number)
    drill.start("clock")
    door = open_door(drill, *ports)
    _session(drill, door)
    _file_in_pieces(drill, door)
    _last_places(drill, door, world, offers)
    _work(drill, door, world)


def _session(drill: Drill, door: int) -> None:
    """Signed in at one, signed in at the other; signed out at one, signed out at the other."""
    cookie, served, statuses = cookie_of(1), Counter[str](), Counter[int]()
    for _ in range(drill.size(100, 20)):
        page = ask(door, reverse("home"), cookie)
        served[page.served_by] += 1
        statuses[page.status] += 1
    drill.figure("one session, served by", list(served.values()), "both, evenly", held=len(served) == 2)
    drill.figure("and answered", dict(statuses), "200 alone", held=set(statuses) == {200})
    send(door, reverse("account_logout"), cookie)
    after = [ask(door, reverse("home"), cookie) for _ in range(4)]
    out = {(page.served_by, page.status) for page in after}
    drill.figure("signed out at one", sorted(status for _by, status in out), "302 at both", held=_both(out, 302))


def _both(found: set[tuple[str, int]], status: int) -> bool:
    return len(found) == 2 and {seen for _by, seen in found} == {status}


def _file_in_pieces(drill: Drill, door: int) -> None:
    """Whichever process takes the next piece, they come together."""
    cookie, content = cookie_of(2), a_pdf()
    begun = send(door, reverse("upload_begin"), cookie, name="cv.pdf", size=str(len(content)))
    number = json.loads(begun.content)["id"]
    address, hands = reverse("upload_piece", args=[number]), set()
    for offset in range(0, len(content), PIECE):
        hands.add(send_piece(door, address, cookie, offset=offset, content=content[offset : offset + PIECE]).served_by)
    sent = send(door, reverse("student_cv_set"), cookie, cv__upload=str(number))
    kept = Student.objects.select_related("cv").get(user=2).cv
    whole = kept is not None and kept.size == len(content)
    drill.figure(
        "a file in pieces",
        f"{'whole' if whole else f'not whole ({sent.status})'}, by {len(hands)} processes",
        "whole, by 2",
        held=whole and len(hands) == 2,
    )


def _last_places(drill: Drill, door: int, world: World, offers: list[int]) -> None:
    """Offers of the last places of each slot, each sent twice at once, as by somebody who presses twice."""
    lead, held_until = cookie_of(world.size.students + 2), clock.now() + timedelta(days=5)

    def offer(form: tuple[int, str]) -> tuple[str, int]:
        application, key = form
        said = {"answer_by": f"{held_until:%Y-%m-%dT%H:%M}", "idempotency_key": key}
        answer = send(door, reverse("application_offer", args=[application]), lead, **said)
        return answer.served_by, answer.status

    forms = [(application, secrets.token_urlsafe(16)) for application in offers[: drill.size(60, 12)]]
    with ThreadPoolExecutor(HANDS) as hands:
        answers = list(hands.map(offer, [form for form in forms for _twice in range(2)]))
    made = Application.objects.filter(pk__in=offers, state="offered")
    moves = ApplicationTransition.objects.filter(thing__in=offers, move="offer")
    drill.figure(
        f"{len(forms)} offers of the last places, each sent twice",
        f"{made.count()} made, {moves.count()} moves; answers {dict(Counter(status for _by, status in answers))}",
        "each made once or refused, by both processes",
        held=0 < made.count() == moves.count() and len({by for by, _status in answers}) == 2,
    )
    wrong = miscounted()
    drill.figure("slots with more held than places, or miscounted", len(wrong), "0", held=not wrong)


def _work(drill: Drill, door: int, world: World) -> None:
    """A cohort's certificates and some hundred mails, by three workers, while people walk."""
    job = cohort.order(cohort.office(world).as_actor(), drill.size(60, 6))
    cookies = [cookie_of(user) for user in (3, 4, world.size.students + 1)]
    with Visitors([reverse("home"), reverse("internship_list")], cookies, ports=[door]) as visitors:
        people = drill.people(drill.size(200, 20))
        tell(people)
        took = drill.wait(lambda: unsent() == 0 and cohort.done(job) >= job.total, "the work", within=600)
    _judge_papers(drill, job, took)
    sent = mailed(people)
    drill.figure("mails by three workers", f"{len(sent)}", f"{len(people)}", held=len(sent) == len(people))
    drill.figure("mailed twice", sent.total() - len(sent), "0", held=sent.total() == len(sent))
    wrong = {status: n for status, n in visitors.statuses().items() if status != 200}
    seen = f"{len(visitors.seen)}, slowest {visitors.slowest():.1f} s" + (f", {wrong}" if wrong else "")
    drill.figure("pages meanwhile", seen, "200 alone", held=bool(visitors.seen) and not wrong)


def _judge_papers(drill: Drill, job: Job, took: float) -> None:
    papers = list(Certificate.objects.all())
    alone = len({paper.placement_id for paper in papers}) == len({paper.serial for paper in papers}) == len(papers)
    drill.figure(
        "certificates by three workers",
        f"{len(papers)}, in {took:.0f} s",
        f"{job.total}",
        held=alone and len(papers) == job.total,
    )
