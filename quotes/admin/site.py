"""The desk itself: who is let in, its first page, and the pages of logging in."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django_otp.plugins.otp_static.models import StaticDevice

from .queues import QUEUES
from .signing_in import codes, pages
from .signing_in.forms import LogInForm
from .signing_in.standing import Standing, standing
from .signing_in.typed import Typed
from .waiting import desk_of

View = Callable[..., HttpResponse]


class DeskSite(admin.AdminSite):
    """Django's admin; whoever has one-time codes, or has to have them, enters with one."""

    site_header = "On Record"
    site_title = "On Record"
    index_title = "The editors’ desk"
    login_form = LogInForm

    # Who is let in

    def has_permission(self, request: HttpRequest) -> bool:
        return standing(request) is Standing.INSIDE

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Return the view for those who are inside; for others the way in, which keeps what they had typed."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            now = standing(request)
            if now is Standing.INSIDE:
                return guarded(request, *args, **options)
            if view == self.logout and request.user.is_authenticated:
                return never_cache(csrf_protect(view))(request)
            if request.headers.get("Sec-Fetch-Dest") == "empty":  # a script, which no page helps
                return HttpResponse("Log in first.", status=403, content_type="text/plain")
            typed = Typed.sent_by(request)
            if now is Standing.TO_SET_UP:
                return self.send_again_page(request, typed, status=403) if typed else pages.back()
            return self.log_in_page(request, typed=typed, status=403) if typed else guarded(request, *args, **options)

        return update_wrapper(inner, view)

    def get_urls(self) -> list[Any]:
        own = path("one-time-codes/", never_cache(csrf_protect(self.one_time_codes)), name="one_time_codes")
        return [own, *super().get_urls()]

    # The first page

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().index(request, {"desk": desk_of(request, QUEUES), **(extra_context or {})})

    # Logging in

    @method_decorator([never_cache, login_not_required])
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask for name, password and code; then go on, or offer to send again what was typed before."""
        typed = Typed.carried_by(request)
        more = {"typed": typed, "code_missing": standing(request) is Standing.CODE_ASKED}
        response = super().login(request, {**more, **(extra_context or {})})
        let_in = request.method == "POST" and response.status_code == 302
        if let_in and isinstance(getattr(request.user, "otp_device", None), StaticDevice):
            left = codes.recovery_codes_left(request.user)
            text = f"Each recovery code works once. You have {left} left, and can make new ones under “One-time codes”."
            messages.warning(request, text)
        return self.send_again_page(request, typed) if let_in and typed else response

    def log_in_page(
        self, request: HttpRequest, *, typed: Typed | None, message: str = "", status: int = 200
    ) -> HttpResponse:
        """Return the page that asks for name and password, in answer to something else than a log-in."""
        address = typed.address if typed else request.POST.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
        context = {
            **self.each_context(request),
            "title": "Log in",
            "app_path": reverse("admin:login"),
            "form": self.login_form(request),
            "next": address,
            "typed": typed,
            "message": message,
            "code_missing": standing(request) is Standing.CODE_ASKED,
        }
        return self.page(request, "admin/login.html", context, status)

    def send_again_page(self, request: HttpRequest, typed: Typed, status: int = 200) -> HttpResponse:
        """Return the page from which a person sends again what they typed before they logged in."""
        context = {
            **self.each_context(request),
            "title": "Not saved yet",
            "typed": typed,
            "to_set_up": standing(request) is Standing.TO_SET_UP,
        }
        return self.page(request, "admin/quotes/send_again.html", context, status)

    def page(self, request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
        request.current_app = self.name
        response = render(request, template, context, status=status)
        add_never_cache_headers(response)
        return response

    def one_time_codes(self, request: HttpRequest) -> HttpResponse:
        return pages.one_time_codes(request, self.each_context(request))
