"""Plugins: what they declare, how they are found and called, and how their errors are kept from the rest."""
