"""Files of records: how they are framed, decoded, recognised and walked."""
