"""Pages of the desk and of the public; each calls one verb at most."""
