"""Accounts of the desk: who has one-time codes, and removing them for somebody who lost their phone.

Groups, and what was tried at the door (django-axes), are the pages of their own apps, with a list of the desk's.
"""

from typing import Any

from axes.admin import AccessAttemptAdmin, AccessFailureLogAdmin, AccessLogAdmin
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

# From the pages of django-otp, so that these are registered before they are taken off: they would show, or let
# somebody set, another person's secret.
from django_otp.plugins.otp_static.admin import StaticDevice
from django_otp.plugins.otp_totp.admin import TOTPDevice

from ..lists import DeskListAdmin
from .codes import app_of, turn_off

OF_OTHER_APPS = {
    Group: GroupAdmin,
    AccessAttempt: AccessAttemptAdmin,
    AccessFailureLog: AccessFailureLogAdmin,
    AccessLog: AccessLogAdmin,
}
admin.site.unregister([StaticDevice, TOTPDevice, User, *OF_OTHER_APPS])
for model, its_admin in OF_OTHER_APPS.items():
    admin.site.register(model, type(its_admin.__name__, (DeskListAdmin, its_admin), {}))


@admin.register(User)
class AccountAdmin(DeskListAdmin, UserAdmin):
    list_display = [*UserAdmin.list_display, "with_codes"]
    fieldsets = [*UserAdmin.fieldsets, ("One-time codes", {"fields": ["one_time_codes"]})]
    readonly_fields = ["last_login", "date_joined", "one_time_codes"]
    filter_horizontal = ()  # its tooltips have names that nobody hears

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        apps = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(with_codes=Exists(apps))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.remove_codes_view)
        return [path("<id>/one-time-codes/", view, name="auth_user_one_time_codes"), *super().get_urls()]

    @admin.display(description="one-time codes", boolean=True, ordering="with_codes")
    def with_codes(self, obj: Any) -> bool:
        return obj.with_codes

    @admin.display(description="one-time codes")
    def one_time_codes(self, obj: Any) -> str:
        app = app_of(obj)
        if app is None:
            return "Off."
        used = f"last used on {app.last_used_at:%Y-%m-%d}" if app.last_used_at else "never used"
        address = reverse("admin:auth_user_one_time_codes", args=[obj.pk])
        return format_html(
            'On since {}, {}. <a href="{}">Remove them…</a>', f"{app.created_at:%Y-%m-%d}", used, address
        )

    def remove_codes_view(self, request: HttpRequest, id: str) -> HttpResponse:
        """Remove a person's app and recovery codes, after a look at what that means."""
        user = self.get_object(request, unquote(id))
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        if user is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, id)
        back = reverse("admin:auth_user_change", args=[user.pk])
        if user == request.user:
            return HttpResponseRedirect(reverse("admin:one_time_codes"))  # where it takes their password
        if request.method == "POST":
            with transaction.atomic():
                turn_off(user)
                self.log_change(request, user, "One-time codes removed.")
            self.message_user(request, f"{user} has no one-time codes any more.", messages.SUCCESS)
            return HttpResponseRedirect(back)
        context = {
            **self.admin_site.each_context(request),
            "title": "Remove one-time codes",
            "subtitle": str(user),
            "opts": self.opts,
            "original": user,
            "back": back,
        }
        return TemplateResponse(request, "admin/quotes/remove_codes.html", context)
