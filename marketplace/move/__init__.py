"""Take a site from one database to another (SQLite to PostgreSQL, or back), and prove that every row arrived."""
