"""Django's command line, inside the environment that config/bootstrap.py has made."""

import os

from django.core.management import execute_from_command_line

from config import env, instance, keys, servers

LOCAL = "config.settings.local"
# These read code alone, or see to the servers themselves.
WITHOUT_SERVERS = {
    "help",
    "version",
    "check",
    "collectstatic",
    "compilemessages",
    "makemessages",
    "diffsettings",
    "startapp",
    "up",
    "doctor",
    "test",
}


def main(argv: list[str]) -> None:
    """Start what the command needs, then run it."""
    command = next((word for word in argv[1:] if not word.startswith("-")), "help")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test" if command == "test" else LOCAL)
    if os.environ["DJANGO_SETTINGS_MODULE"] == LOCAL:
        argv = instance.take_data_option(argv)
        if command == "up" and not {"-h", "--help"} & set(argv):
            instance.prepare(argv)
        if command == "drill" and len(argv) > 2 and not {"-h", "--help"} & set(argv):
            instance.take_own_folder()
        if command not in {"help", "version"}:
            instance.refuse_in_earnest(env.data_dir())
        keys.make(env.data_dir() / "keys")
        if command not in WITHOUT_SERVERS:
            servers.use_postgres()
            servers.use_valkey()
    execute_from_command_line(argv)
