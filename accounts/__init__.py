"""People and their keys: users, access links, stored files, jobs, idempotency, the read log. Knows nothing of institutes or partners."""
