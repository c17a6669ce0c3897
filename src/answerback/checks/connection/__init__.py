"""Can the service be reached, and under which URL?"""
