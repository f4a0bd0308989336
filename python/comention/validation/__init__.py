"""Coding sheets, what they say of precision and recall, and how far coders agree."""
