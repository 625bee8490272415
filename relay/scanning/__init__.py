"""From a message to findings: extraction, normalisation, recognisers, conduct and crisis rules.

A scanner reports; the policy decides (`relay.model.decision`).
"""
