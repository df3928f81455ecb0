"""`python -m quietude` is the `quietude` command."""

from quietude.config.cli import main

main()
