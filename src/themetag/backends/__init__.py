"""Back ends: what turns units into scores."""
