"""`./serein streets`: street networks from the terminal."""


def run(arguments: list[str]) -> int:
    from serein.streets import cli

    return cli.main(arguments)
