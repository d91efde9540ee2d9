"""What those who run the site see of it and do about it. Every use case asks `policy` first."""
