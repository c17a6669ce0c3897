"""What happens when several ask at once, or for long?"""
