"""F4: 500 certificates, workers killed at 100, 250 and 400: 500 serials, all within 120 s of the last restart, every PDF opens."""

from functools import partial

from accounts.models import Job
from config.drills import cohort
from config.drills.frame import Drill, kill
from evaluations.models import Certificate


def run(drill: Drill) -> None:
    """Order, kill three times, wait, open every paper."""
    count = drill.size(500, 12)
    deaths = [count // 5, count // 2, count * 4 // 5]
    world = drill.fill(0.08 if not drill.small else 0.002)
    cohort.complete(world)
    job = cohort.order(cohort.office(world).as_actor(), count)
    count = job.total
    worker = drill.start("worker")
    drill.clock()
    for number, death in enumerate(deaths, 2):
        drill.wait(partial(_reached, job, death), f"certificate {death}", within=900)
        kill(worker)
        drill.say(f"killed at {cohort.done(job)}")
        worker = drill.start("worker", number=number)
    took = drill.wait(lambda: cohort.done(job) >= count, "the whole cohort", within=900)
    job.refresh_from_db()
    papers = list(Certificate.objects.select_related("file"))
    drill.figure(
        "certificates",
        len(papers),
        f"{count}",
        held=len({paper.placement_id for paper in papers}) == len(papers) == count,
    )
    drill.figure(
        "serials",
        len({paper.serial for paper in papers}),
        f"{count}",
        held=len({paper.serial for paper in papers}) == count,
    )
    drill.took("after the last restart", took, 120)
    whole = sum(cohort.opens(paper) for paper in papers)
    drill.figure("PDFs that open, their seal whole", whole, f"{count}", held=whole == count)
    drill.figure("steps that could not be done", len(job.problems), "0", held=not job.problems)


def _reached(job: Job, number: int) -> bool:
    return cohort.done(job) >= number
