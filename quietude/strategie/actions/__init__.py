"""What can be done to a strategy; each action is one signed transaction."""
