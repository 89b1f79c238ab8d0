"""The archive inside: evidence and what is derived from it, how both are written, checked, joined and taken away."""
