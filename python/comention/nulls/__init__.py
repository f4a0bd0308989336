"""Null models: what chance makes of pairs, and how surely they are more."""
