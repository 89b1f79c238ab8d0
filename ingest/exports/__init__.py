"""What exports have besides records: envelopes around them, databases, the members of a download that describe it."""
