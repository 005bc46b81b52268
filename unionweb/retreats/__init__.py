"""retreats"""
