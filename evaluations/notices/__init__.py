"""What is said, to whom, one noun a file."""
