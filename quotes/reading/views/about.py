"""What this site is, how words are checked, and what was withdrawn or corrected."""

from django.views.generic import TemplateView


class About(TemplateView):
    template_name = "quotes/about.html"


class Checking(TemplateView):
    template_name = "quotes/checking.html"


class Corrections(TemplateView):
    template_name = "quotes/corrections.html"
