"""JSON and logfmt lines: which field says what."""
