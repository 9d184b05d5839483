#!/usr/bin/env python3
"""May kefu be given away with every library in it? Reads `cargo metadata` and, where there is one, web/package-lock.json.

    scripts/licences.py             exits with 1 and names what is not allowed
    scripts/licences.py --list      prints every library with its licence

Works offline once the libraries are downloaded. The licences that are allowed stand in deny.toml, for cargo-deny too.
"""

import json
import pathlib
import re
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def allowed():
    with open(ROOT / "deny.toml", "rb") as file:
        return set(tomllib.load(file)["licenses"]["allow"])


def rust_libraries(kinds=("normal", "build", "dev")):
    """Of all targets and features: (name, version, licence, file of a licence, source)."""
    command = ["cargo", "metadata", "--format-version=1", "--locked", "--offline", "--all-features"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    members = set(metadata["workspace_members"])
    for package in metadata["packages"]:
        if package["id"] not in members:
            yield package["name"], package["version"], package["license"], package["license_file"], package["source"]


def web_libraries():
    lock = ROOT / "web" / "package-lock.json"
    if not lock.exists():
        return
    for path, package in json.loads(lock.read_text())["packages"].items():
        # Our own packages are links; what is not installed here has no licence in the lock of a workspace.
        if path.startswith("node_modules/") and not package.get("link"):
            name = path.rpartition("node_modules/")[2]
            yield name, package.get("version", ""), package.get("license"), package.get("dev", False)


class Expression:
    """An SPDX expression: `OR` and `/` choose, `AND` asks for both, `WITH` belongs to the name before it."""

    def __init__(self, text, permitted):
        self.words = re.findall(r"[()]|[^\s()]+", text.replace("/", " OR "))
        self.permitted = permitted

    def is_allowed(self):
        value = self.either()
        if self.words:
            raise ValueError(f"an expression that cannot be read, at {self.words}")
        return value

    def either(self):
        value = self.both()
        while self.words and self.words[0] == "OR":
            self.words.pop(0)
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.one()
        while self.words and self.words[0] == "AND":
            self.words.pop(0)
            other = self.one()
            value = value and other
        return value

    def one(self):
        word = self.words.pop(0)
        if word == "(":
            value = self.either()
            self.words.pop(0)
            return value
        if self.words and self.words[0] == "WITH":
            word = f"{word} {self.words.pop(0)} {self.words.pop(0)}"
        return word in self.permitted


def main():
    permitted, wrong, count = allowed(), [], 0
    # Tools that build or test the pages are not given away with them.
    tools = permitted | {"MPL-2.0", "CC-BY-4.0", "Python-2.0", "BlueOak-1.0.0"}
    libraries = [(f"{name} {version}", licence, file, permitted) for name, version, licence, file, _ in rust_libraries()]
    libraries += [(f"npm {name} {version}", licence, None, tools if dev else permitted)
                  for name, version, licence, dev in web_libraries()]
    for name, licence, file, may in libraries:
        count += 1
        if "--list" in sys.argv:
            print(f"{name}: {licence or file}")
        if not licence:
            wrong.append(f"{name} names no licence" + (f" but a file of its own ({file})" if file else ""))
        elif not Expression(licence, may).is_allowed():
            wrong.append(f"{name} is under {licence}")
    for line in wrong:
        print(f"licences: {line}", file=sys.stderr)
    print(f"licences: {count - len(wrong)} libraries are fine, {len(wrong)} are not")
    return 1 if wrong or count < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
