"""People of the editors' desk, for tests."""

from django.contrib.auth.models import Group, User

GROUPS = ["Contributors", "Editors", "Administrators"]
STRANGER = "Stranger"


def make_member(group: str) -> User:
    """Return the one user who is in a group; the "Stranger" may enter the desk but is in none."""
    user, _ = User.objects.get_or_create(username=group.lower(), is_staff=True)
    if group != STRANGER:
        user.groups.add(Group.objects.get(name=group))
    return user
