"""The diagnosis in a terminal, wide or narrow."""
