"""Views: how texts and counts are shown."""
