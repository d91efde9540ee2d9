"""Making a new index while the old one is searched. Why it is done so: docs/decisions/0007-live-reindex.md.

`models` the builds and their parts, `builds` their life, `fill` copies the database, `switch` replays and moves the
alias, `compare` says whether it may, `jobs` lets workers do all that, `driver` does it here and now, `progress` says
how far it is.
"""
