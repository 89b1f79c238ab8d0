"""Hard treatment of the archive: killed, without power, without room, with company. ``make torture`` runs all of it."""
