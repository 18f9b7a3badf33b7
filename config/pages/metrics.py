"""/metrics, for a machine that watches: requests by shape, mail, queues, work. Closed unless WARDBRIDGE_METRICS_TOKEN is set and sent."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from accounts.models import Chore
from config.operations.figures import figures_now
from config.operations.tallies import BOUNDS, ENDLESS, TOTALS, WORK, tables
from config.pages import health
from core import clock


@require_safe
@login_not_required
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever brings the token; for anybody else there is no such page."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, settings.METRICS_TOKEN):
        raise Http404(_("There is no such page."))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


class Figures(Collector):
    """What every process counted in the cache, and what the tables say at this moment. Nothing is kept in this process."""

    def collect(self) -> Iterator[Metric]:
        totals, work = tables().tables([TOTALS, WORK])
        yield _requests(totals)
        yield _durations(totals)
        yield _tasks(work)
        yield from _now()


def _requests(totals: dict[str, float]) -> Metric:
    found = CounterMetricFamily("wardbridge_requests", "Requests by shape of the address.", labels=["page", "status"])
    for field, number in totals.items():
        kind, _line, rest = field.partition("|")
        if kind == "n":
            page, _line, status = rest.rpartition("|")
            found.add_metric([page, status], number)
    return found


def _durations(totals: dict[str, float]) -> Metric:
    found = HistogramMetricFamily("wardbridge_request_seconds", "How long requests took.", labels=["page"])
    pages = sorted(field.removeprefix("s|") for field in totals if field.startswith("s|"))
    for page in pages:
        reached, buckets = 0.0, []
        for bound in (*BOUNDS, ENDLESS):
            reached += totals.get(f"le|{page}|{bound}", 0)
            buckets.append(("+Inf" if bound == ENDLESS else str(int(bound) / 1000), reached))
        found.add_metric([page], buckets, sum_value=totals[f"s|{page}"])
    return found


def _tasks(work: dict[str, float]) -> Metric:
    found = CounterMetricFamily("wardbridge_tasks", "Pieces of work that ended.", labels=["task", "result"])
    for field, number in work.items():
        found.add_metric(field.rpartition("|")[::2], number)
    return found


def _now() -> Iterator[Metric]:
    now = clock.now()
    figures = figures_now(now)
    oldest = figures.mail.oldest
    age = (now - oldest).total_seconds() if oldest else 0.0
    yield GaugeMetricFamily("wardbridge_outbox_waiting", "Messages that should have left.", value=figures.mail.waiting)
    yield GaugeMetricFamily("wardbridge_outbox_age_seconds", "Age of the oldest of them.", value=age)
    yield GaugeMetricFamily("wardbridge_mail_failed", "Messages that were refused for good.", value=figures.mail.failed)
    yield GaugeMetricFamily("wardbridge_jobs", "Long jobs under way.", value=figures.jobs)
    yield GaugeMetricFamily("wardbridge_database_bytes", "Size of the database.", value=figures.database)
    backup = figures.last(Chore.Kind.BACKUP)
    since = (now - backup.finished_at).total_seconds() if backup else float("inf")
    yield GaugeMetricFamily("wardbridge_backup_age_seconds", "Since the last backup that went well.", value=since)
    yield GaugeMetricFamily("wardbridge_disk_free_bytes", "Room where files are kept.", value=health.free_bytes())
    alive = sum(worker.alive for worker in figures.workers)
    yield GaugeMetricFamily("wardbridge_workers", "Workers that spoke within two minutes.", value=alive)
    queues = GaugeMetricFamily("wardbridge_queue_length", "Wake-ups that wait.", labels=["queue"])
    for queue in figures.queues:
        if queue.waiting is not None:
            queues.add_metric([queue.name], queue.waiting)
    yield queues
