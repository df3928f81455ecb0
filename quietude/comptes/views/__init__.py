"""Pages of the accounts and of the journal."""
