"""Which models does it serve, and under which names?"""
