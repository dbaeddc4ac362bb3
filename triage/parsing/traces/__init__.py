"""Stack traces of each language, read into a chain of exceptions."""
