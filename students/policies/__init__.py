"""May-I of students, their profiles and lists."""
