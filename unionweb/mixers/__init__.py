"""Youth mixers 青年联谊, on top of an activity of that kind: pseudonyms, numbers, and choices of which only mutual ones are told.

Words: 化名 pseudonym, 号码 number, 互选 mutual choice. Serves line 3.2-12 of the yearly plan; domain 2.10. Nobody browses
profiles: the others are seen, as numbers and pseudonyms, by who came, while choosing is open. At its end the choices
become pairs and are gone; everything else goes after the days that are set.
"""
