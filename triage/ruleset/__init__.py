"""YAML -> rules; rule x record -> match."""
