"""What each step does to a case, one module per stretch of its life; called by the engine alone."""
