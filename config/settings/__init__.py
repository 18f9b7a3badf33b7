"""base: what every mode shares. local: `up`. test: `test`. production: everything from the environment, or a refusal."""
