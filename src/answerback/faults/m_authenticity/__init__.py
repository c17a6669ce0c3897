"""Faults M: is it the model that it says it is?"""
