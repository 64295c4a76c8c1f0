from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.listening import urls_reports
from serein.listening.views import (
    desk_problem,
    desk_problems,
    desk_reports,
    desk_round,
    desk_rounds,
    panel,
    priorities,
    problems,
    programs,
)

app_name = "listening"
urlpatterns = [
    *urls_reports.urlpatterns,
    path(pgettext_lazy("url", "desk/reports/"), desk_reports.show_reports, name="desk_reports"),
    path(pgettext_lazy("url", "desk/reports/many/"), desk_reports.do_to_many, name="desk_many"),
    path(pgettext_lazy("url", "desk/reports/<int:pk>/release/"), desk_reports.release, name="release"),
    path(pgettext_lazy("url", "desk/reports/<int:pk>/hide/"), desk_reports.hide, name="hide"),
    path(pgettext_lazy("url", "desk/reports/<int:pk>/join/<int:to>/"), desk_reports.join, name="join"),
    path(pgettext_lazy("url", "desk/programs/"), programs.show_programs, name="programs"),
    path(pgettext_lazy("url", "problems/"), problems.list_problems, name="problems"),
    path(pgettext_lazy("url", "problems/missing/"), problems.tell_missing_problem, name="missing_problem"),
    path(pgettext_lazy("url", "problems/<int:pk>/"), problems.show_problem, name="problem"),
    path(pgettext_lazy("url", "priorities/<int:pk>/"), priorities.show_round, name="round"),
    path(pgettext_lazy("url", "priorities/<int:pk>/open/"), priorities.answer_in_the_open, name="open_round"),
    path(pgettext_lazy("url", "panel/"), panel.enter_code, name="panel_code"),
    path(pgettext_lazy("url", "panel/<str:code>/"), panel.show_panel, name="panel"),
    path(pgettext_lazy("url", "panel/<str:code>/<int:pk>/"), panel.vote, name="vote"),
    path(pgettext_lazy("url", "panel/<str:code>/changed/<int:pk>/"), panel.say_what_changed, name="say_what_changed"),
    path(pgettext_lazy("url", "desk/problems/"), desk_problems.show_problems, name="desk_problems"),
    path(
        pgettext_lazy("url", "desk/problems/contributions/<int:pk>/"),
        desk_problems.accept_contribution,
        name="accept_contribution",
    ),
    path(pgettext_lazy("url", "desk/problems/<int:pk>/"), desk_problem.show_problem, name="desk_problem"),
    path(pgettext_lazy("url", "desk/problems/<int:pk>/words/"), desk_problem.write_problem, name="desk_write_problem"),
    path(pgettext_lazy("url", "desk/problems/<int:pk>/reports/"), desk_problem.find_reports, name="find_reports"),
    path(
        pgettext_lazy("url", "desk/problems/<int:pk>/reports/map.geojson"),
        desk_problem.send_reports_map,
        name="reports_map",
    ),
    path(pgettext_lazy("url", "desk/problems/<int:pk>/reports/cite/"), desk_problem.cite_reports, name="cite_reports"),
    path(pgettext_lazy("url", "desk/problems/<int:pk>/request/"), desk_problem.cite_enquiry, name="cite_enquiry"),
    path(pgettext_lazy("url", "desk/problems/<int:pk>/note/"), desk_problem.add_note, name="add_note"),
    path(pgettext_lazy("url", "desk/problems/<int:pk>/publish/"), desk_problem.publish_problem, name="publish_problem"),
    path(pgettext_lazy("url", "desk/problems/<int:pk>/end/"), desk_problem.end_problem, name="end_problem"),
    path(pgettext_lazy("url", "desk/priorities/"), desk_rounds.show_rounds, name="desk_rounds"),
    path(pgettext_lazy("url", "desk/priorities/panel/"), desk_rounds.draw_panel, name="draw_panel"),
    path(pgettext_lazy("url", "desk/priorities/panel/<int:pk>/"), desk_rounds.show_panel, name="desk_panel"),
    path(pgettext_lazy("url", "desk/priorities/<int:pk>/"), desk_round.show_round, name="desk_round"),
    path(pgettext_lazy("url", "desk/priorities/<int:pk>/criteria/"), desk_round.set_criteria, name="set_criteria"),
    path(
        pgettext_lazy("url", "desk/priorities/<int:pk>/problems/"),
        desk_round.choose_candidates,
        name="choose_candidates",
    ),
    path(
        pgettext_lazy("url", "desk/priorities/<int:pk>/scores/<int:candidate_pk>/"),
        desk_round.score_problem,
        name="score_problem",
    ),
    path(pgettext_lazy("url", "desk/priorities/<int:pk>/announce/"), desk_round.announce_round, name="announce_round"),
    path(pgettext_lazy("url", "desk/priorities/<int:pk>/publish/"), desk_round.choose_order, name="choose_order"),
    path(
        pgettext_lazy("url", "desk/priorities/<int:pk>/change/"), desk_round.ask_what_changed, name="ask_what_changed"
    ),
    path(
        pgettext_lazy("url", "desk/priorities/<int:pk>/change/publish/"),
        desk_round.publish_change,
        name="publish_change",
    ),
]
