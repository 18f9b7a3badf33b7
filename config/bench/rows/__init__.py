"""The figures, one subject a file. Another one is a line in a `FIGURES` of these."""

from config.bench.rows import capacity, imports, mail, memory, pages, papers, reminders, search, weights

FIGURES = (
    *pages.FIGURES,
    *search.FIGURES,
    *imports.FIGURES,
    *capacity.FIGURES,
    *reminders.FIGURES,
    *mail.FIGURES,
    *papers.FIGURES,
    *weights.FIGURES,
    *memory.FIGURES,
)
