"""People: sign-in, their accounts, and the mail that goes with it."""
