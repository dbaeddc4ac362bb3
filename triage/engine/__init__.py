"""Which events matter: one scan of a batch leaves the ordinary ones to be counted only."""
