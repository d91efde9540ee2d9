"""The engine for more than one machine: an Elasticsearch cluster (8.19 or later) that the operator runs."""

from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.place import Place

__all__ = ["ElasticsearchEngine", "Place"]
