"""Original bytes to the one tree that scanning, masking and the safe view read.

Reading takes any bytes and never raises; what is not understood for sure stands in
``MessageTree.problems``. Work is linear in the size of the mail and bounded by ``ReadLimits``.
"""
