"""What the longer commands of ``cli.py`` do."""
