"""What can be searched, how it is found, and how the index is kept."""
