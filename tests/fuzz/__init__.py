"""Fuzzing of whatever reads or prints text from outside; `make fuzz` runs it, `make test` only its seeds."""
