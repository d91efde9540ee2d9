"""Offers and demands: what they say, their life, their past, who sees what of them, and their files."""
