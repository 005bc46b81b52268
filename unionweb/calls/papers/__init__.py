"""Papers of calls, set line by line: the collection of cases as a book."""
