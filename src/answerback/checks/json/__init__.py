"""Does structured output hold?"""
