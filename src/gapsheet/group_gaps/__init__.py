"""Pay gaps between two groups of people: by category, with their sampling error, between like and like, officially."""
