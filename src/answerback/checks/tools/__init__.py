"""Do tool calls work?"""
