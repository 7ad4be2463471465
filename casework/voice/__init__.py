"""How customers are spoken to: only with an approval, only where it was given for, never twice."""
