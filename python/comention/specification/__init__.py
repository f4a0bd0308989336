"""Specification curves: a pair under all combinations of choices."""
