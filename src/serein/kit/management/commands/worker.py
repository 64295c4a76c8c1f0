"""Run queued jobs."""

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker


class Command(DatabaseWorker):
    help = "Run queued jobs and send mail, until stopped."
