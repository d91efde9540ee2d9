"""The broker desk: listings and interests of a broker's sectors in one table, what each needs next, who has it."""
