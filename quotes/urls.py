"""Addresses of the public site."""

from django.urls import path, register_converter

from quotes.reading import views


class RefConverter:
    """A quotation's ref in either case: the view leads to the upper-case one."""

    regex = "[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{10}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(RefConverter, "ref")

app_name = "quotes"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("quotations/", views.QuotationList.as_view(), name="quotation-list"),
    path("quotations/<ref:ref>/", views.QuotationDetail.as_view(), name="quotation-detail"),
    path("speakers/", views.SpeakerList.as_view(), name="speaker-list"),
    path("speakers/<slug:slug>/", views.SpeakerDetail.as_view(), name="speaker-detail"),
]
