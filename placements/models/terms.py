"""Words by which slots are found, as data that administrators keep: specialties, settings, hands-on levels, languages, synonyms."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    """A word of the field: its name for people, its slug for addresses, its position in lists."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Specialty(Term):
    """A field within a track: cardiology, ultrasound, medical coding."""

    track = models.ForeignKey(
        "placements.Track", null=True, blank=True, on_delete=models.SET_NULL, related_name="specialties"
    )

    class Meta:
        verbose_name_plural = "specialties"


class Setting(Term):
    """Where the work is: an academic or community hospital, a laboratory, an office, anywhere."""


class HandsOn(Term):
    """How far an intern does the work: from watching to working with a supervisor nearby. In order, never counted."""

    class Meta:
        verbose_name_plural = "hands-on levels"


class Language(Term):
    """What an intern must speak with patients or colleagues."""


class Synonym(models.Model):
    """Another word for things that slots call by their names: an abbreviation, a word in Urdu script, an everyday word.

    Whoever searches for either finds both.
    """

    word = models.CharField(max_length=60, unique=True, help_text=_("As people type it: OT, ICU, نرس."))
    meanings = models.TextField(help_text=_("As slots say it, one a line: operation theatre, occupational therapy."))

    def __str__(self) -> str:
        return self.word

    @property
    def meaning_list(self) -> list[str]:
        """The meanings, one each."""
        return [line.strip() for line in self.meanings.splitlines() if line.strip()]


class Word(models.Model):
    """A word that some slot says: what words that were typed wrongly are compared with. Kept by triggers and a sweep.

    Not unique on purpose: whoever writes a slot with a new word waits for nobody. The sweep clears repeats, and words that went.
    """

    word = models.CharField(max_length=60)
    lexeme = models.CharField(max_length=60)
    sound = models.CharField(max_length=60, help_text="Its consonants, the same in Latin and Urdu letters.")

    class Meta:
        indexes: ClassVar = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="word_alike"),
            models.Index(fields=["word"], opclasses=["varchar_pattern_ops"], name="word_begins"),
            models.Index(fields=["lexeme"], name="word_lexeme"),
            models.Index(fields=["sound"], name="word_sound"),
        ]

    def __str__(self) -> str:
        return self.word
