"""Attached files written anew: what they show, masked, and nothing that they tell beside it."""
