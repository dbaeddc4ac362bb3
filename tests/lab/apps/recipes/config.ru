require_relative "recipes"
run Recipes
