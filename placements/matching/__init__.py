"""Who gets which place: pure rules, without Django."""
