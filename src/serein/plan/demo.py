"""The demo's plan, its ledger with honest states, and a few people who asked for news."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone

from serein.kit.actors import SYSTEM, Actor
from serein.listening.kinds import THINGS
from serein.listening.models.problem import Problem
from serein.people.models import Office, Organisation
from serein.plan import chain
from serein.plan.demo_plan import KITS, OBJECTIVES, PARTNERS, list_actions, list_ledger, reasons
from serein.plan.models import Action, LedgerEntry, LedgerHead, Plan, Promise
from serein.plan.operations import actions, ledger, programme, steps, subscriptions, ties
from serein.plan.queries import ledger as ledger_queries
from serein.plan.reference import PROGRAMME
from serein.territory.models import Neighbourhood

BY: Actor = Actor(id="office:prevention", label="Service de prévention")
# How an action goes: the days from now on which its four steps are due, and how many are done.
WHEN = {
    "done": ((-260, -210, -120, -30), 4),
    "under_way": ((-150, -60, 25, 90), 2),
    "late": ((-160, -70, -18, 60), 2),
    "blocked": ((-140, -50, 12, 80), 1),
    "not_begun": ((30, 75, 140, 200), 0),
    "abandoned": ((-200, -120, -40, 30), 1),
    "draft": ((60, 100, 150, 210), 0),
}
WORKS_ON = {"A01": "report_lamp", "A02": "report_path", "A07": "report_lamp", "A15": "report_dumping"}


def build(*, now: datetime) -> None:
    """Build the plan and all that hangs on it, as it stands at `now`."""
    chance = random.Random(20260619)
    programme.import_programme(raw=PROGRAMME.read_bytes(), by=SYSTEM, now=now - timedelta(days=330))
    made = _plan(now, chance)
    _answer_problems(made, now)
    _wait_for_each_other(made, now)
    for code, action in made.items():
        _let_it_go(code, action, now)
    _ledger(now)
    _subscriptions(now)


def after_move() -> None:
    """Sum the ledger anew after the demo moved every date by whole weeks; outside the demo nothing ever does."""
    before = ""
    for entry in LedgerEntry.objects.select_related("promise").order_by("number"):
        before = chain.sum_of(ledger_queries.told(entry, promise_code=entry.promise.code), before)
        LedgerEntry._base_manager.filter(pk=entry.pk).update(sum=before)
    LedgerHead.objects.filter(pk=1).update(sum=before)


def _plan(now: datetime, chance: random.Random) -> dict[str, Action]:
    began = now - timedelta(days=300)
    today = timezone.localdate(now)
    plan = actions.start_plan(
        title_fr="Plan d’action local de sécurité",
        title_nl="Lokaal actieplan veiligheid",
        starts_on=today - timedelta(days=300),
        ends_on=today + timedelta(days=430),
        by=BY,
        now=began,
    )
    for code, title_fr, title_nl in OBJECTIVES:
        actions.add_objective(plan=plan, code=code, title_fr=title_fr, title_nl=title_nl, by=BY, now=began)
    partners = _partners()
    return {row["code"]: _action(plan, row, partners, chance, began, today) for row in list_actions()}


def _action(
    plan: Plan,
    row: dict[str, str],
    partners: list[tuple[Organisation, str, str]],
    chance: random.Random,
    began: datetime,
    today: date,
) -> Action:
    kit, how = row["kit"], row["how"]
    days, _done = WHEN[how]
    action = actions.add_action(
        objective=plan.objectives.get(code=row["objective"]),
        code=row["code"],
        owner=Office.objects.get(code=row["owner"]),
        title_fr=row["title_fr"],
        title_nl=row["title_nl"],
        summary_fr=row["summary_fr"],
        summary_nl=row["summary_nl"],
        starts_on=today + timedelta(days=min(days[0] - 20, 20)),
        due_on=today + timedelta(days=days[-1]),
        by=BY,
        now=began,
    )
    for (step_fr, step_nl), day in zip(KITS[kit], days, strict=True):
        steps.add_step(
            action=action,
            title_fr=step_fr,
            title_nl=step_nl,
            due_on=today + timedelta(days=day + chance.randrange(-4, 5)),
            by=BY,
            now=began,
        )
    _indicator(action, row["code"], kit, today, chance, began)
    actions.fulfil_promise(action=action, promise=Promise.objects.get(code=row["promise"]), by=BY, now=began)
    ties.add_budget_line(
        action=action,
        year=today.year,
        label_fr="Fonctionnement" if kit != "works" else "Travaux",
        label_nl="Werking" if kit != "works" else "Werken",
        amount_cents=chance.randrange(8, 240) * 50_000,
        by=BY,
        now=began,
    )
    _agreement(action, how, partners, chance, began)
    if how != "draft":
        actions.publish_action(action=action, by=BY, now=began + timedelta(days=5))
    return action


def _indicator(action: Action, code: str, kit: str, today: date, chance: random.Random, began: datetime) -> None:
    if code in WORKS_ON:
        ties.add_indicator(
            action=action,
            name_fr="Signalements réglés",
            name_nl="Afgehandelde meldingen",
            source="reports_mended",
            kind=next(thing.kind.code for thing in THINGS if thing.kind.code == WORKS_ON[code]),
            since_on=today - timedelta(days=300),
            by=BY,
            now=began,
        )
        return
    is_survey = kit in {"campaign", "meeting"}
    indicator = ties.add_indicator(
        action=action,
        name_fr="Personnes qui disent que cela va mieux" if is_survey else "Délai médian",
        name_nl="Personen die zeggen dat het beter gaat" if is_survey else "Mediane termijn",
        unit_fr="%" if is_survey else "jours",
        unit_nl="%" if is_survey else "dagen",
        target=60.0 if is_survey else 10.0,
        by=BY,
        now=began,
    )
    first = float(chance.randrange(30, 50) if is_survey else chance.randrange(12, 25))
    for ago, value in ((280, first), (50, first + chance.choice((-6.0, -1.0, 2.0, 14.0)))):
        ties.add_reading(
            indicator=indicator,
            on=today - timedelta(days=ago),
            value=value,
            cases=chance.randrange(8, 140),
            low=value - 5,
            high=value + 5,
            source_fr="Petite enquête du service" if is_survey else "Registre du service",
            source_nl="Kleine enquête van de dienst" if is_survey else "Register van de dienst",
            by=BY,
            now=began,
        )


def _partners() -> list[tuple[Organisation, str, str]]:
    return [
        (
            Organisation.objects.get_or_create(
                code=code,
                defaults={"kind": Organisation.Kind.ASSOCIATION, "name_fr": name_fr, "name_nl": name_nl},
            )[0],
            role_fr,
            role_nl,
        )
        for code, name_fr, name_nl, role_fr, role_nl in PARTNERS
    ]


def _agreement(
    action: Action,
    how: str,
    partners: list[tuple[Organisation, str, str]],
    chance: random.Random,
    began: datetime,
) -> None:
    organisation, role_fr, role_nl = chance.choice(partners)
    asked_on = timezone.localdate(began)
    agreement = ties.ask_partner(
        action=action,
        organisation=organisation,
        role_fr=role_fr,
        role_nl=role_nl,
        on=asked_on,
        by=BY,
        now=began,
    )
    if how not in {"draft", "not_begun"}:
        later = began + timedelta(days=chance.randrange(6, 30))
        ties.agree(agreement=agreement, on=timezone.localdate(later), by=BY, now=later)


def _let_it_go(code: str, action: Action, now: datetime) -> None:
    """Let the steps of an action be done, late, blocked or given up, each on its day."""
    how = next(row["how"] for row in list_actions() if row["code"] == code)
    _days, done = WHEN[how]
    for step in list(action.steps.order_by("rank"))[:done]:
        at = _on_day(step.due_on, now)
        steps.complete_step(step=step, on=step.due_on, by=_owner(action), now=at)
    rest = action.steps.filter(done_on=None).order_by("rank").first()
    words = reasons("late").get(code, ("", ""))
    if rest and how == "late" and any(words):
        steps.mark_late(
            step=rest, because_fr=words[0], because_nl=words[1], by=_owner(action), now=now - timedelta(days=9)
        )
    if rest and how == "blocked":
        steps.mark_blocked(
            step=rest,
            by_what_fr="L’accord de la Région pour la chaussée n’est pas encore là.",
            by_what_nl="De toestemming van het Gewest voor de steenweg is er nog niet.",
            by=_owner(action),
            now=now - timedelta(days=20),
        )
    if how == "abandoned":
        because_fr, because_nl = reasons("abandoned")[code]
        actions.abandon_action(
            action=action, because_fr=because_fr, because_nl=because_nl, by=BY, now=now - timedelta(days=65)
        )


ANSWERS = (
    (("sombre", "noir", "lampe", "lumière", "éclair"), "A01 A02 A07 A03"),
    (("dépôt", "déchet", "sale"), "A15 A16 A17"),
    (("trottoir", "travers", "passage", "vitesse"), "A11 A12 A08 A10"),
    (("",), "A19 A06"),
)
"""Which actions answer a problem, by a word of its title; the last ones answer any."""


def _answer_problems(made: dict[str, Action], now: datetime) -> None:
    """Tie actions to the problems that residents read; one stays without an answer, and shows it."""
    problems = list(Problem.objects.public().order_by("pk"))
    standing = [problem for problem in problems if problem.stands]
    left = standing[-1] if len(standing) > 2 else None
    for number, problem in enumerate(one for one in problems if one != left):
        fitting = next(codes for words, codes in ANSWERS if any(word in problem.title_fr.lower() for word in words))
        codes = fitting.split()
        for code in sorted({codes[number % len(codes)], codes[(number + 1) % len(codes)]}):
            ties.answer_problem(action=made[code], problem=problem, by=BY, now=now - timedelta(days=150))
    if standing:
        ties.answer_problem(action=made["A06"], problem=standing[0], by=BY, now=now - timedelta(days=150))


def _wait_for_each_other(made: dict[str, Action], now: datetime) -> None:
    for waiting, needed in (("A05", "A02"), ("A14", "A10"), ("A30", "A29"), ("A32", "A16")):
        ties.need(action=made[waiting], needs=made[needed], by=BY, now=now - timedelta(days=290))


def _ledger(now: datetime) -> None:
    promises = {promise.code: promise for promise in Promise.objects.select_related("office")}
    for row in sorted(list_ledger(), key=lambda row: -int(row["days_ago"])):
        ledger.write_entry(
            promise=promises[row["promise"]],
            state=row["state"],
            words_fr=row["words_fr"],
            words_nl=row["words_nl"],
            because_fr=row["because_fr"],
            because_nl=row["because_nl"],
            evidence=["/fr/plan/"],
            office=Office.objects.get(code="prevention"),
            by=BY,
            now=now - timedelta(days=int(row["days_ago"])),
        )
    for promise in promises.values():
        if promise.code in {"B1", "C3b"}:
            continue
        serving = promise.actions.filter(abandoned_at=None).exclude(published_at=None)
        if serving.exists() and not serving.filter(steps__done_on=None).exists() and not promise.entries.exists():
            ledger.propose(promise=promise, state=LedgerEntry.State.KEPT, now=now - timedelta(days=3))


def _subscriptions(now: datetime) -> None:
    """Three people asked for news; one has not confirmed yet."""
    asked: list[tuple[str, str, Callable[[datetime], datetime] | None]] = [
        ("chloe", "fr", lambda moment: moment + timedelta(hours=2)),
        ("joris", "nl", lambda moment: moment + timedelta(days=1)),
        ("nadia", "fr", None),
    ]
    places = list(Neighbourhood.objects.order_by("code"))
    for number, (name, language, confirmed) in enumerate(asked):
        if not places:
            return
        at = now - timedelta(days=100 if confirmed else 2)
        subscription = subscriptions.subscribe(
            email=f"{name}@demo.invalid",
            neighbourhood=places[number % len(places)],
            language=language,
            now=at,
        )
        if confirmed:
            subscriptions.confirm(subscription=subscription, now=confirmed(at))


def _owner(action: Action) -> Actor:
    return Actor(id=f"office:{action.owner.code}", label=action.owner.name_fr)


def _on_day(day: date, now: datetime) -> datetime:
    local = timezone.localtime(now).replace(tzinfo=None)
    at = timezone.make_aware(datetime.combine(day, local.time().replace(hour=11, minute=0)))
    return min(at, now)
