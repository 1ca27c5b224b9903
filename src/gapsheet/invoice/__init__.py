"""Japan's Invoice System: what a small seller pays and what its buyer loses, by one dated table of rules."""
