"""The forms: who draws one reads it, ``draw`` and ``read`` side by side."""
