from serein.territory.models import Commune


def home_commune() -> Commune | None:
    return Commune.objects.filter(is_home=True).first()
