"""How good the tagging is: every gate measured on the corpora, a module a family of corpora."""
