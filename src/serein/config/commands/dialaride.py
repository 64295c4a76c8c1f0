"""`./serein dialaride`: plan night shuttles from the terminal."""


def run(arguments: list[str]) -> int:
    from serein.engines.dialaride import cli

    return cli.main(arguments)
