"""What an administrator does on a bad day: upon an account, somebody's work, a file, the mail. Each act has a reason and leaves a row.

The services stand here, not in an app, since one person's work lies in all of them.
"""
