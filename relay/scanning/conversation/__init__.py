"""What several messages of a pair say together that none of them says alone."""
