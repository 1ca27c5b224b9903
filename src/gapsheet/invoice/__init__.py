"""Japan's Invoice System: the consumption tax of a small seller and what its buyer loses, by one dated table of rules."""
