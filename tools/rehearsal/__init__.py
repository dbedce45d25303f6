"""The installation of docs/operators.md as an operator makes it, run into faults: each step is one line of a table."""
