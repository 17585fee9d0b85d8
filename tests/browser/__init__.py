"""The sample site in a real browser."""
