"""Does it stream as it should?"""
