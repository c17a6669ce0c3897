"""Is it the model that it says it is?"""
