"""The whole site in one file and back: every row, every upload, the settings but their secrets, all with their sums."""
