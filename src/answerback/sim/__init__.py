"""A right service in any dialect, and every way in which it can misbehave."""
