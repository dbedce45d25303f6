"""The clocks of suggestions: their table, starting and stopping, reminders, what happens by itself."""
