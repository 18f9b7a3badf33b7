"""Forms of questions about a slot."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from placements.models.questions import ANSWER_LENGTH, LENGTH


class QuestionForm(ActForm):
    """What a student wants to know."""

    text = forms.CharField(
        label=_("Your question"),
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The partner answers here, for everybody. Your name is not shown."),
    )


class AnswerForm(ActForm):
    """The answer for everybody."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=ANSWER_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("It stands on the internship’s page, under the partner’s name."),
    )
