"""Pages of the bodies and of their meetings."""
