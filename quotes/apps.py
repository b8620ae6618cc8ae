from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "quotes"
    verbose_name = "On Record"
    default_auto_field = "django.db.models.BigAutoField"
