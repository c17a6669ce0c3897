"""Do the parameters of a request take effect?"""
