"""What turns on a lobby screen: one module a kind of scene, and the list of them (registry.py)."""
