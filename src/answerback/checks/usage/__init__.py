"""Are tokens counted right?"""
