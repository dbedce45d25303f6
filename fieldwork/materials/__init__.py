"""Papers of groups: handed out, asked for, answered in time."""
