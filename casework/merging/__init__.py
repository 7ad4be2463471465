"""Two cases of one customer become one, and two again."""
