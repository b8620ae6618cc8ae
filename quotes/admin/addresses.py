"""The addresses of a model's pages at the desk, by the names of these pages: change, history, merge …"""

from typing import Any

from django.contrib import admin
from django.urls import reverse


class AddressedAdmin(admin.ModelAdmin):
    """The admin of a model whose pages know each other's addresses."""

    def address_name(self, page: str) -> str:
        """Return the name by which Django knows the address of a page: "quotes_speaker_change"."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def address(self, page: str, *values: Any) -> str:
        return reverse(f"admin:{self.address_name(page)}", args=values)
