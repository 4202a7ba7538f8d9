"""Two scenarios side by side: what they assume, what comes of it, and which assumption makes the difference.

Let f be an outcome and let the second scenario differ from the first one in changes 1, ..., n. Change k *made
first* has the effect f(first with k) - f(first); *made last* it has f(second) - f(second without k). The two
agree when k does not interact with the others. For n = 1 both are the whole difference f(second) - f(first);
for n = 2 the one made first and the other made last add up to it. The means of both ends add up to it
whenever changes interact by twos at most; what they leave over is the work of three or more together. Seen
from the second scenario every effect has the other sign, and first and last change places.
"""
