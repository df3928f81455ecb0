"""Arithmetic of the diagnosis: pure functions on series that were read."""
