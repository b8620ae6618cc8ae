"""The review of an article: its text with what was found in it at left, and the form of one quotation at right.

`article` lays out the text, `forms` reads what a reviewer decides, `page` gathers what the screen shows, `views` does
what was asked by a verb of `quotes.editing`.
"""
