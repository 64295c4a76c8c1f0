from django.urls import path
from django.utils.translation import pgettext_lazy

from serein.proximity.views import (
    appointment,
    beat_row,
    beat_version,
    beats,
    call_back,
    catalogue,
    desk,
    find_inspector,
    intake,
    on_behalf,
    streets,
    surgeries,
    tasks,
)

app_name = "proximity"
urlpatterns = [
    path(pgettext_lazy("url", "my-inspector/"), find_inspector.find_inspector, name="find_inspector"),
    path(pgettext_lazy("url", "my-inspector/embedded/"), find_inspector.find_inspector_embedded, name="embedded"),
    path(pgettext_lazy("url", "my-inspector/streets/"), streets.list_streets, name="streets"),
    path(
        pgettext_lazy("url", "my-inspector/streets/<slug:code>.pdf"),
        streets.print_streets_of_post,
        name="streets_of_post",
    ),
    path(pgettext_lazy("url", "my-inspector/poster/<str:code>.pdf"), streets.print_poster, name="poster"),
    path(pgettext_lazy("url", "my-inspector/<str:code>/call-back/"), call_back.ask_call_back, name="call_back"),
    path(
        pgettext_lazy("url", "my-inspector/<str:code>/appointment/"), appointment.make_appointment, name="appointment"
    ),
    path(pgettext_lazy("url", "follow/<str:code>/appointment.ics"), appointment.download_appointment, name="calendar"),
    path(pgettext_lazy("url", "desk/"), desk.show_desk, name="desk"),
    path(pgettext_lazy("url", "desk/oversight/"), desk.show_oversight, name="oversight"),
    path(pgettext_lazy("url", "desk/surgeries/"), surgeries.show_surgeries, name="surgeries"),
    path(pgettext_lazy("url", "desk/surgeries/<int:pk>/end/"), surgeries.end_surgery, name="end_surgery"),
    path(pgettext_lazy("url", "desk/on-behalf/"), on_behalf.enter_call_back, name="on_behalf"),
    path(pgettext_lazy("url", "desk/beats/"), beats.show_beats, name="beats"),
    path(pgettext_lazy("url", "desk/beats/new/"), beats.draft_beats, name="draft_beats"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/"), beat_version.show_version, name="beat_version"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/table.csv"), beat_version.download_table, name="beat_table"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/map.geojson"), beat_version.send_outlines, name="beat_outlines"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/rows/"), beat_version.add_row, name="add_row"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/rows/<int:row_pk>/"), beat_row.change_row, name="change_row"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/rows/<int:row_pk>/remove/"), beat_row.remove_row, name="remove_row"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/new-beat/"), beat_version.add_beat, name="add_beat"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/tabulate/"), beat_version.tabulate, name="tabulate"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/redraw/"), beat_version.redraw, name="redraw"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/in-force/"), beat_version.put_in_force, name="put_in_force"),
    path(pgettext_lazy("url", "desk/beats/<int:pk>/discard/"), beat_version.discard, name="discard_draft"),
    path(pgettext_lazy("url", "desk/tasks/"), tasks.show_tasks, name="tasks"),
    path(pgettext_lazy("url", "desk/tasks/visit/"), tasks.enter_visit, name="enter_visit"),
    path(pgettext_lazy("url", "desk/tasks/<int:pk>/end/"), tasks.end_task, name="end_task"),
    path(pgettext_lazy("url", "desk/tasks/files/"), intake.show_intake, name="intake"),
    path(pgettext_lazy("url", "desk/tasks/files/<int:pk>/"), intake.explain_format, name="intake_format"),
    path(pgettext_lazy("url", "desk/tasks/results/<slug:code>/"), intake.send_back, name="send_back"),
    path(
        pgettext_lazy("url", "desk/tasks/results/<slug:code>/<str:moment>.csv"),
        intake.download_results,
        name="results",
    ),
    path(pgettext_lazy("url", "desk/kinds-of-task/"), catalogue.show_catalogue, name="catalogue"),
    path(pgettext_lazy("url", "desk/kinds-of-task/usual/"), catalogue.begin_catalogue, name="begin_catalogue"),
    path(pgettext_lazy("url", "desk/kinds-of-task/new/"), catalogue.add_task_type, name="add_task_type"),
    path(pgettext_lazy("url", "desk/kinds-of-task/<slug:code>/"), catalogue.show_task_type, name="task_type"),
]
