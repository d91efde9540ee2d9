"""A technology exchange: offers, demands, and everything between a match and a registered contract."""

__version__ = "0.1.0"
