"""`python -m quietude` is the `quietude` command."""

from quietude.config.cli import main

if __name__ == "__main__":  # the server's own processes import this file too
    main()
