"""`manage.py bench`: every speed that the portal promises, measured side by side with what it is a multiple of.

`databases` makes two databases, `filling` fills them, `yardsticks` and `rows` say what is measured, `measuring` measures, `table`
writes. A new figure is a few lines in one file of `rows`.
"""
