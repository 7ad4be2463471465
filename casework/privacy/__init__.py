"""What a customer may have of what is kept of them, and how a person is forgotten."""
