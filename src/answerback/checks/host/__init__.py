"""What does this machine tell about it?"""
