"""Requests for how two partners stand that become one partner's. `institutions.services.merging` comes here by `MOVERS`."""

from institutions.models import InterestRequest, Partner


def join_requests(old: Partner, new: Partner) -> int:
    """One request a day and institute: where both were asked on one day, that of the partner that stays counts. How many moved."""
    asked = set(InterestRequest.objects.filter(partner=new).values_list("institute_id", "asked_on"))
    requests = InterestRequest.objects.filter(partner=old)
    twice = [r.pk for r in requests if (r.institute_id, r.asked_on) in asked]
    requests.filter(pk__in=twice).delete()
    return requests.update(partner=new)
