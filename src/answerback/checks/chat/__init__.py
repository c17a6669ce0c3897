"""Does it answer what was asked?"""
