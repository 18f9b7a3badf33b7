"""What papers print, one noun a file."""
