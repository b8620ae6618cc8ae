#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys

from django.core.management import execute_from_command_line

from project.environment import SettingsRefused


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    try:
        execute_from_command_line(sys.argv)
    except SettingsRefused as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
