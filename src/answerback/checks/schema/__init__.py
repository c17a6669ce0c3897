"""Does an answer have the shape that clients expect?"""
