"""What the bench types."""

SEARCHED = "ultrasound teaching"
