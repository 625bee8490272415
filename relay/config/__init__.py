"""Settings and policy: loading and validation of relay.toml and policy.toml."""
