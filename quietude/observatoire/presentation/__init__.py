"""What the templates of the diagnosis show, ready made."""
