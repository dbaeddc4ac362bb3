"""Summary -> findings: which fault explains which, with every reason named."""
