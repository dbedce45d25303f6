"""What the database itself must hold beyond Django's models: triggers, and indexes that need SQL of one vendor."""
