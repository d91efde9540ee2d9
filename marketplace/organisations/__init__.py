"""Firms, institutes and brokers; who belongs to them; who verified them."""
