"""Students of institutes: who they are, their profiles, the lists they come in by. Knows no slot and no placement: those stand above it."""
