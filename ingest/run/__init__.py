"""One run: worker processes, what travels between them and the writer, and how a run goes on where another ended."""
