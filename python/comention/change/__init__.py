"""Change over time: periods compared, bursts, change points."""
