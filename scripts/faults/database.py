"""What is stored? Read past the server, straight from the database."""

import collections
import contextlib
import json
import sqlite3
import subprocess

Row = collections.namedtuple("Row", "seq sender client_id text")


class Sqlite:
    kind = "SQLite"

    def __init__(self, path):
        self.path = path
        self.url = f"sqlite://{path}"

    def rows(self, sql):
        with contextlib.closing(sqlite3.connect(self.path, timeout=10)) as connection:
            return [[None if value is None else str(value) for value in row] for row in connection.execute(sql)]

    def messages(self, conversations):
        return messages(self, "lower(hex(client_id))", conversations)

    def heads(self, conversations):
        return heads(self, conversations)


class MariaDb:
    """A database of a server whose socket root may use."""

    kind = "MariaDB"

    def __init__(self, socket, server_url, name):
        self.socket, self.name, self.url = socket, name, server_url + name

    def rows(self, sql, database=None):
        command = ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "--batch", "--skip-column-names",
                   "--raw", database or self.name]
        done = subprocess.run(command, input=sql, capture_output=True, text=True, timeout=30, check=True)
        return [[None if value == "NULL" else value for value in line.split("\t")] for line in done.stdout.splitlines()]

    def create(self):
        self.rows(f"CREATE DATABASE `{self.name}` CHARACTER SET utf8mb4", "mysql")

    def messages(self, conversations):
        return messages(self, "lower(hex(client_id))", conversations)

    def heads(self, conversations):
        return heads(self, conversations)


def messages(database, client_id, conversations):
    """All entries of these conversations, by conversation, in the order of their numbers."""
    sql = (f"SELECT conversation_id, seq, sender_id, {client_id}, body FROM messages "
           f"WHERE conversation_id IN ({joined(conversations)}) ORDER BY conversation_id, seq")
    found = collections.defaultdict(list)
    for conversation, seq, sender, name, body in database.rows(sql):
        name = bytes.fromhex(name).decode() if name else None
        found[int(conversation)].append(Row(int(seq), sender, name, json.loads(body)["text"]))
    return found


def heads(database, conversations):
    sql = f"SELECT id, last_seq FROM conversations WHERE id IN ({joined(conversations)})"
    return {int(conversation): int(head) for conversation, head in database.rows(sql)}


def joined(numbers):
    return ",".join(str(int(number)) for number in numbers)
