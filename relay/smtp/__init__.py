"""Mail in and out: ingress, proof of the sender, transports, VERP, rate limits."""
