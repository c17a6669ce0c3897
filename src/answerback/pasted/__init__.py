"""A curl command as somebody pasted it: what it says, what it was meant to say, and what is wrong with it. Pure."""
