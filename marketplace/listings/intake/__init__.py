"""One listing out of a text that somebody has already: read, taken apart by its headings, put into the fields."""
