"""Pay gap reports that the law asks for, each by its own rules of who counts, what is compared and how to round."""
