import pytest

from tests.config.installation import Installation

pytestmark = pytest.mark.server

_HTTPS = {
    "SEREIN_SITE_URL": "https://serein.example.org",
    "SEREIN_HOSTS": "serein.example.org",
    "SEREIN_MAIL_HOST": "mail.example.org",
    "SEREIN_TRUSTED_PROXIES": "1",
}


def test_djangos_deployment_check_is_clean_behind_https(installation: Installation) -> None:
    installation.settings |= _HTTPS

    said = installation.must("manage", "check", "--deploy", "--fail-level", "WARNING")

    assert "no issues" in said


def test_the_deployment_check_fails_while_demo_mode_is_on(installation: Installation) -> None:
    installation.settings |= _HTTPS | {"SEREIN_DEMO": "1"}

    refused = installation.run("manage", "check", "--deploy")

    assert refused.returncode == 1
    assert "Demo mode is on" in refused.stderr


def test_the_deployment_check_warns_when_no_mail_goes_out(installation: Installation) -> None:
    installation.settings |= _HTTPS | {"SEREIN_MAIL_HOST": ""}

    refused = installation.run("manage", "check", "--deploy", "--fail-level", "WARNING")

    assert refused.returncode == 1
    assert "No mail goes out" in refused.stderr


def test_other_names_of_the_domain_are_bound_to_https_only_if_the_operator_says_so(installation: Installation) -> None:
    installation.settings |= _HTTPS
    assert "SECURE_HSTS_INCLUDE_SUBDOMAINS = True" not in installation.must("manage", "diffsettings")

    installation.settings |= {"SEREIN_HSTS_SUBDOMAINS": "1"}
    assert "SECURE_HSTS_INCLUDE_SUBDOMAINS = True" in installation.must("manage", "diffsettings")


def test_a_communes_installation_is_not_served_with_the_demos_open_doors(installation: Installation) -> None:
    installation.settings |= {"SEREIN_DEMO": "1"}

    refused = installation.run("serve", "--port", "8999")

    assert refused.returncode != 0
    assert "SEREIN_DEMO" in refused.stdout + refused.stderr
