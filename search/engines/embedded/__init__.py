"""The engine without a server: tantivy in the process, files in a folder. One writer, any number of readers."""

from search.engines.embedded.engine import EmbeddedEngine

__all__ = ["EmbeddedEngine"]
