"""`python -m marketplace` is the command line."""

from marketplace.cli import main

main()
