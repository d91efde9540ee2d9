"""Engines behind the `SearchEngine` protocol. Import the one you need: each brings its own dependency."""
