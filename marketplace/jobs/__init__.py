"""Durable jobs: enqueued as rows in the transaction of the change they follow from, run by `marketplace worker`."""
