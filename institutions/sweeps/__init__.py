"""What the clock does, one noun a file."""
