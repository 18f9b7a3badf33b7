"""What every filter of a list shares; every filter is in the address."""

import django_filters


class ListFilter(django_filters.FilterSet):
    """A filter that can say how many of its fields are set, for the button that opens it on a phone."""

    @property
    def active(self) -> int:
        """How many filters are set; the order is none."""
        chosen = self.form.cleaned_data if self.form.is_valid() else {}
        return sum(bool(value) for name, value in chosen.items() if name != "sort")
