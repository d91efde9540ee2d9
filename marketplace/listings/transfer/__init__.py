"""Listings in files: read, mapped, checked and stored in batches; and written out again."""
