"""One root cause behind cases of several customers: worked on as one, told by each one's CSM."""
