"""Are limits kept and told rightly?"""
