"""Training of the learned look at conversations (`relay.scanning.conversation.learned`)."""
