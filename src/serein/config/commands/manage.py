"""`./serein manage …`: Django's management commands under Serein's settings."""


def run(arguments: list[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["./serein manage", *arguments])
    return 0
