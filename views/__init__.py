"""How the bot speaks: pure functions, facts in, Block Kit out."""
