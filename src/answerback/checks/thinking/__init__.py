"""Does it think, and where does the reasoning arrive?"""
