"""What an office may record for a partner, supervisor or evaluator from paper or phone (PRODUCT.md rule 12).

`acts` is the table: one row an act. `forms` are the acts' forms where a sheet or a caller needs another shape than the person's own page.
`recording` is the form that says for whom and on what it rests. The one page is `config.pages.on_behalf`.
"""
