"""Calibration: what tests and intervals say where the truth is known."""
