"""How fast the site is, beside others that answer the same questions: `python3 dev.py benchmark`.

What is asked is data: `cases` names each list of quotations once, and `addresses` and `queries` say it as each
contender understands it. `contenders` are asked, `measuring` alternates between them, `report` writes what came out.
"""
