"""May-I verdicts, one noun a file."""
