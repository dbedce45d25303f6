"""The ways to game a score that docs/domain.md § 7 names."""

# How a score could be gamed, and the properties under which it does not pay.
GAMES = {
    "splitting": (8,),
    "duplicating": (9, 10),
    "merging": (9,),
    "waiting, extensions": (5,),
    "requests of one's own making": (10,),
    "mass activities": (11, 28),
    "refusing": (2, 22),
    "picking easy ones": (6, 7),
    "urging": (29,),
    "many poor suggestions": (17,),
    "co-signing circles": (18, 30),
}
