"""A rule in the languages of CloudWatch, and how faithful that is to the rule."""
