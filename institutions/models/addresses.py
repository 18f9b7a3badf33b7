"""Whose domain an e-mail address is at: what the register knows of partners and institutes."""

from django.db.models import Q

from core.addresses import domain_of, is_of
from institutions.models.institutes import Institute
from institutions.models.partners import Partner


def organisations_at(email: str) -> list[str]:
    """Names of those to whom the domain of the address belongs, by their website or their own address. Two queries."""
    parts = domain_of(email).split(".")
    near = Q()
    for at in range(len(parts) - 1):
        end = ".".join(parts[at:])
        near |= Q(website__icontains=end) | Q(email__iendswith=f"@{end}")
    partners = Partner.objects.filter(near).order_by("name").values_list("name", "website", "email")
    institutes = Institute.objects.order_by("name").values_list("name", "email_domain", "email")
    return [name for name, home, address in [*partners, *institutes] if is_of(email, website=home, address=address)]
