"""换届: what is carried over, handed over and ended, listed, confirmed by a second person, done at once."""
