"""Offices, posts, accounts and roles: without them nobody can answer, so they are kept by pages, not by programmers."""

import io
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from serein.enquiries.kinds import get_kind
from serein.enquiries.queries import list_kinds_without_owner
from serein.kit import outbox
from serein.kit.models import JournalEntry, OutboxMail
from serein.people import queries
from serein.people.models import Account, Consent, Membership, Office, Role, StaffMember
from serein.people.shelves import SHELVES
from tests.client import WatchfulClient
from tests.people.make import FRIDAY_NIGHT, make_account, make_help_number, make_holder, make_office, make_staff_member
from tests.proximity.make import url

pytestmark = pytest.mark.django_db
ADMINISTRATOR_PAGES = [
    ("people:accounts", ()),
    ("people:shelves", ()),
    ("people:shelf", ("offices",)),
    ("people:add_row", ("offices",)),
    ("enquiries:kinds", ()),
]


@pytest.fixture
def administrator(client: WatchfulClient, monkeypatch: pytest.MonkeyPatch) -> Account:
    monkeypatch.setattr("serein.people.middleware.is_mfa_enabled", lambda _user: True)
    account = make_holder(make_office("desk"), name="Driss", role=Role.ADMINISTRATOR)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return account


def picture(form: str = "JPEG", *, size: tuple[int, int] = (1200, 900)) -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Zoltan camera"
    Image.new("RGB", size, "grey").save(out, form, exif=exif)
    return SimpleUploadedFile("photo.jpg", out.getvalue())


def decided(office: Office) -> dict[str, Any]:
    told = {"office": office.pk, "deadline_days": 2, "retention_days": 20}
    return {"kind": "call_back"} | {f"call_back-{name}": value for name, value in told.items()}


@pytest.mark.parametrize(("name", "of"), ADMINISTRATOR_PAGES)
def test_its_pages_open_for_the_administrator_and_for_nobody_else(
    client: WatchfulClient, administrator: Account, name: str, of: tuple[str, ...]
) -> None:
    assert client.get(url(name, *of)).status_code == 200

    client.force_login(make_account("Eve"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(url(name, *of)).status_code == 404
    assert client.post(url(name, *of)).status_code in {404, 405}
    client.logout()
    assert client.get(url(name, *of)).status_code == 302


def test_an_account_is_opened_and_its_holder_chooses_the_password_by_mail(
    client: WatchfulClient, administrator: Account
) -> None:
    office = make_office("beat-work")
    told = {"email": "Amina@example.org", "display_name": "Amina", "office": office.pk, "role": "inspector"}

    assert client.post(url("people:accounts"), told).status_code == 302

    amina = Account.objects.get(display_name="Amina")
    assert amina.email == "amina@example.org"
    assert not amina.has_usable_password()
    assert StaffMember.objects.get().account == amina
    assert EmailAddress.objects.get(user=amina).verified
    WatchfulClient().post(url("account_reset_password"), {"email": "amina@example.org"})
    assert mail.outbox == []  # it waits in the outbox, like all mail
    outbox.send_due(now=OutboxMail.objects.get().written_at)
    assert mail.outbox[0].to == ["amina@example.org"]
    assert "/password/reset/key/" in str(mail.outbox[0].body)


def test_two_accounts_for_one_address_are_refused(client: WatchfulClient, administrator: Account) -> None:
    office = make_office("beat-work")
    told = {"email": administrator.email, "display_name": "Bart", "office": office.pk, "role": "inspector"}

    assert client.post(url("people:accounts"), told).status_code == 422
    assert not Account.objects.filter(display_name="Bart").exists()


def test_a_role_is_given_and_taken_away_from_that_moment(client: WatchfulClient, administrator: Account) -> None:
    office, bart = make_office("works"), make_account("Bart")
    client.post(url("people:account", bart.pk), {"office": office.pk, "role": "works"})
    given = Membership.objects.get(account=bart)
    assert given.ends_at is None

    client.post(url("people:end_role", given.pk))

    assert not Membership.objects.filter(account=bart, ends_at=None).exists()


def test_the_last_administrator_cannot_leave_the_house_without_one(
    client: WatchfulClient, administrator: Account
) -> None:
    client.post(url("people:end_role", Membership.objects.get(account=administrator).pk))

    assert Membership.objects.get(account=administrator).ends_at is None


@pytest.mark.parametrize("shelf", [shelf.slug for shelf in SHELVES])
def test_each_shelf_shows_its_rows_and_an_empty_form_says_what_lacks(
    client: WatchfulClient, administrator: Account, shelf: str
) -> None:
    make_help_number()

    assert client.get(url("people:shelf", shelf)).status_code == 200
    refused = client.post(url("people:add_row", shelf), {"code": ""})
    assert refused.status_code == 422
    assert "data-error-summary" in refused.content.decode()


@pytest.mark.harm("H27")
def test_an_office_is_kept_in_both_languages_or_not_at_all(client: WatchfulClient, administrator: Account) -> None:
    office = Office.objects.get(code="desk")
    told = {
        "code": "desk",
        "name_fr": "Accueil",
        "name_nl": "",
        "email": "accueil@example.org",
        "organisation": office.organisation_id,
    }
    page = url("people:change_row", "offices", office.pk)

    assert client.post(page, told).status_code == 422
    assert client.post(page, told | {"name_nl": "Onthaal"}).status_code == 302
    office.refresh_from_db()
    assert (office.name_nl, office.email) == ("Onthaal", "accueil@example.org")
    assert JournalEntry.objects.filter(act="reference.changed").count() == 1


def test_a_shelf_or_row_that_is_none_is_not_there(client: WatchfulClient, administrator: Account) -> None:
    assert client.get(url("people:shelf", "secrets")).status_code == 404
    assert client.get(url("people:change_row", "offices", 99999)).status_code == 404


@pytest.mark.harm("H01")
def test_a_kind_of_request_opens_once_it_has_an_owner(client: WatchfulClient, administrator: Account) -> None:
    kind = get_kind("call_back")
    assert kind in list_kinds_without_owner(now=FRIDAY_NIGHT)
    office = Office.objects.get(code="desk")
    told = decided(office)

    assert client.post(url("enquiries:kinds"), told).status_code == 302

    assert kind not in list_kinds_without_owner(now=FRIDAY_NIGHT)


@pytest.mark.parametrize(
    "change", [{"call_back-deadline_days": 0}, {"call_back-retention_days": 121}, {"call_back-office": 0}]
)
def test_a_kind_is_not_decided_on_nonsense(
    client: WatchfulClient, administrator: Account, change: dict[str, int]
) -> None:
    office = Office.objects.get(code="desk")
    told = decided(office)

    assert client.post(url("enquiries:kinds"), told | change).status_code == 422


@pytest.mark.harm("H05")
@pytest.mark.harm("H33")
def test_a_photo_is_kept_with_consent_only_shrunk_and_without_what_the_camera_wrote(
    client: WatchfulClient, administrator: Account, django_capture_on_commit_callbacks: Any
) -> None:
    member = make_staff_member("Driss", account=administrator)
    told: dict[str, Any] = {"display_name": "Driss", "languages": ["fr", "nl"]}
    page = url("people:introduction")

    assert client.post(page, told | {"new_photo": picture()}).status_code == 422
    assert client.post(page, told | {"new_photo": picture(), "consents": "on"}).status_code == 302

    member.refresh_from_db()
    kept = Path(member.photo.path).read_bytes()
    assert queries.may_show_photo(member)
    assert b"Zoltan" not in kept
    with Image.open(io.BytesIO(kept)) as shown:
        assert max(shown.size) == 800
        assert not shown.getexif()

    path = member.photo.path
    with django_capture_on_commit_callbacks() as once_committed:
        client.post(page, told)
    assert Path(path).exists()
    for delete in once_committed:
        delete()
    member.refresh_from_db()
    assert not member.photo
    assert not Path(path).exists()
    assert Consent.objects.get().withdrawn_at is not None


@pytest.mark.harm("H05")
def test_the_photo_before_goes_once_the_new_one_is_kept_for_good(
    client: WatchfulClient, administrator: Account, django_capture_on_commit_callbacks: Any
) -> None:
    member = make_staff_member("Driss", account=administrator)
    told: dict[str, Any] = {"display_name": "Driss", "languages": ["fr", "nl"], "consents": "on"}
    paths = []
    for size in ((900, 900), (700, 700)):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url("people:introduction"), told | {"new_photo": picture(size=size)})
        member.refresh_from_db()
        paths.append(Path(member.photo.path))

    assert [path.exists() for path in paths] == [False, True]


TRUNCATED = picture().read()[:-400]


@pytest.mark.parametrize(
    "content", [b"", b"MZ not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", TRUNCATED, TRUNCATED[:2000]]
)
def test_what_is_no_picture_is_refused(client: WatchfulClient, administrator: Account, content: bytes) -> None:
    make_staff_member("Driss", account=administrator)
    sent = SimpleUploadedFile("photo.jpg", content)

    response = client.post(
        url("people:introduction"), {"display_name": "Driss", "languages": ["fr"], "new_photo": sent, "consents": "on"}
    )

    assert response.status_code == 422
