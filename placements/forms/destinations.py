"""Forms of what became of interns. Names equal the services' keyword names."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from placements.models import Became, Destination


class TapForm(ActForm):
    """One of four buttons. Without an idempotency key: the same tap twice says the same."""

    idempotency_key = None

    became = forms.ChoiceField(choices=Became.choices)


class DescribeForm(ActForm):
    """A little more, for who likes to."""

    idempotency_key = None

    role = forms.CharField(label=_("As what, or in which training?"), required=False, max_length=120)
    here = forms.BooleanField(label=_("At the partner where I was an intern"), required=False)
    counts = forms.BooleanField(
        label=_("I may be counted"),
        required=False,
        help_text=_(
            "The pages of this internship and partner say how many went where, once five have answered. No name, no role. You may take "
            "it back here."
        ),
    )

    def __init__(self, *args: object, destination: Destination | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if destination is not None:
            self.initial = {name: getattr(destination, name) for name in ("role", "here", "counts")}
        if destination is None or destination.became != Became.EMPLOYED:
            del self.fields["here"]
