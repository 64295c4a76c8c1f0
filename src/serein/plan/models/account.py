"""Who wants to be told of a neighbourhood, what was sent, and who was told that an action is done."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import UniqueConstraint

from serein.enquiries.models import Enquiry
from serein.kit.data_classes import DataClass
from serein.kit.fields import EncryptedTextField
from serein.plan.models.plan import Action
from serein.territory.models import Neighbourhood, Street

_signer = Signer(sep=".", salt="plan.subscription")


def new_key() -> str:
    return _signer.sign(secrets.token_urlsafe(18))


def is_our_key(key: str) -> bool:
    """Whether we made this key once, even if what it opened is erased; nobody makes another one."""
    try:
        _signer.unsign(key)
    except BadSignature:
        return False
    return True


class Subscription(models.Model):
    """Someone asked by mail for the account of a neighbourhood, or of that of their street, and confirmed it."""

    data_class = DataClass.D2
    key = models.CharField(max_length=100, unique=True, default=new_key)
    email = EncryptedTextField()
    email_index = models.CharField(max_length=32)
    language = models.CharField(max_length=2)
    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="+")
    street = models.ForeignKey(Street, models.CASCADE, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    erase_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="one_subscription_to_a_neighbourhood", fields=["email_index", "neighbourhood"])
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Digest(models.Model):
    """The account of a neighbourhood was sent on a day."""

    data_class = DataClass.D0
    neighbourhood = models.ForeignKey(Neighbourhood, models.CASCADE, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    """The news up to this moment are told; the next account begins after it."""
    events = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["-on"]
        constraints: ClassVar = [UniqueConstraint(name="one_digest_a_day", fields=["neighbourhood", "on"])]

    def __str__(self) -> str:
        return f"{self.neighbourhood_id} {self.on:%Y-%m-%d}"


class ToldOnce(models.Model):
    """Who reported what an action answers was told that it is done; never twice."""

    data_class = DataClass.D1
    action = models.ForeignKey(Action, models.CASCADE, related_name="+")
    enquiry = models.ForeignKey(Enquiry, models.CASCADE, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(name="nobody_is_told_twice_of_an_action", fields=["action", "enquiry"])
        ]

    def __str__(self) -> str:
        return f"{self.action_id} {self.enquiry_id}"
