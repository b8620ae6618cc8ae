"""Addresses of the public site."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from quotes.reading import views
from quotes.reading.facets import LISTED


class RefConverter:
    """A quotation's ref in either case: the view leads to the upper-case one."""

    regex = "[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{10}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class FacetConverter(StringConverter):
    """A facet whose values have a list of their own."""

    regex = "|".join(LISTED)


register_converter(RefConverter, "ref")
register_converter(FacetConverter, "facet")

app_name = "quotes"

urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("quotations/", views.QuotationList.as_view(), name="quotation-list"),
    path("quotations/by/<facet:facet>/", views.FacetList.as_view(), name="facet-list"),
    path("quotations/<ref:ref>/", views.QuotationDetail.as_view(), name="quotation-detail"),
    path("speakers/", views.SpeakerList.as_view(), name="speaker-list"),
    path("speakers/<slug:slug>/", views.SpeakerDetail.as_view(), name="speaker-detail"),
    path("organizations/", views.OrganizationList.as_view(), name="organization-list"),
    path("organizations/<slug:slug>/", views.OrganizationDetail.as_view(), name="organization-detail"),
    path("claims/", views.ClaimList.as_view(), name="claim-list"),
    path("claims/<slug:slug>/", views.ClaimDetail.as_view(), name="claim-detail"),
    path("sources/", views.SourceList.as_view(), name="source-list"),
    path("sources/<slug:slug>/", views.SourceDetail.as_view(), name="source-detail"),
    path("topics/", views.TopicList.as_view(), name="topic-list"),
    path("topics/<slug:slug>/", views.TopicDetail.as_view(), name="topic-detail"),
    path("about/", views.About.as_view(), name="about"),
    path("about/checking/", views.Checking.as_view(), name="checking"),
    path("about/corrections/", views.Corrections.as_view(), name="corrections"),
]
