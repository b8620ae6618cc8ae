"""Two people who save the same form at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from quotes.models import Quotation
from tests.admin.desk import errors_of, open_form, send
from tests.factories import make_quotation
from tests.members import make_member

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_saves_at_once_wins_and_the_other_is_told() -> None:
    quotation, user = make_quotation(), make_member("Editors")
    start = Barrier(2)

    def save(attribution: str) -> list[str]:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        form = open_form(client, quotation)
        start.wait()
        try:
            response = send(client, quotation, form, attribution=attribution)
            return [] if response.status_code == 302 else errors_of(response)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        outcomes = dict(zip(["mine", "theirs"], pool.map(save, ["mine", "theirs"]), strict=True))
    winners = [name for name, errors in outcomes.items() if not errors]
    assert len(winners) == 1, outcomes
    assert Quotation.objects.get().attribution == winners[0]
    assert ["Somebody else changed this after you opened it. Nothing was saved."] in outcomes.values()
