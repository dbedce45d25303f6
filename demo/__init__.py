"""What a new database begins with (`reference`), and the invented year of the demo (everything else)."""
