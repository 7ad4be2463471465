"""What a deployment chooses: settings (environment) and the handbook (TOML)."""
