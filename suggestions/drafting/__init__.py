"""Writing a suggestion: how it begins, what it may take over, what must hold before it is signed."""
