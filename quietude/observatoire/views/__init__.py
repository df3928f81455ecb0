"""Pages of the diagnosis: read it, and write it."""
