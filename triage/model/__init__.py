"""The nouns of the product: frozen values that the stages hand to each other."""
