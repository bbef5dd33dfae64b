"""The ninety minutes: what happens now, how long it still takes, what is said to speakers and asked of them."""
