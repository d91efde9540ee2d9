"""Engine-neutral full-text search. It knows documents, fields and queries, and nothing of a marketplace."""
