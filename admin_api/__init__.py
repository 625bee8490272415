"""The admin API: what monitors, leads and administrators do with the relay, over HTTP."""
