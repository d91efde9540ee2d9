"""Expressions of interest: an organisation's first word to the owner of a listing, and what comes of it."""
