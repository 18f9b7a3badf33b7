"""What a search means, and what it counts. Reads tables, writes none; the filter and the services stand on it."""
