"""The one writer of a case's status: a table of steps, taken through `engine.take`."""
