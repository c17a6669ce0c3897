"""Are keys accepted, required and guarded as they should be?"""
