"""What people and programs are shown: rows, cards, charts, tables and files."""
