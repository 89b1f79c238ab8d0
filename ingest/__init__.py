"""afterpost: reads saved pages and exports and keeps every social post once."""
