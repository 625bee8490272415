"""What is attached: its kind by content, what it shows as text, and what it hides.

Nothing here trusts a file: sizes are bounded before anything is unpacked, and whatever parses runs in a
process of its own with limits (``confined``).
"""
