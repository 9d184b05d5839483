#!/usr/bin/env python3
"""What is in a release? Writes a bill of materials, CycloneDX 1.5 in JSON.

    scripts/sbom.py [FILE]          FILE is kefu.cdx.json where it is left out; `-` prints

Of the program: every crate that is compiled into it on Linux, with its checksum from Cargo.lock. Of the pages, where
there is a web/package-lock.json: every package that ships. The same input gives the same file.
"""

import base64
import datetime
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tomllib
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = "x86_64-unknown-linux-gnu"


def cargo_metadata():
    command = ["cargo", "metadata", "--format-version=1", "--locked", "--offline", f"--filter-platform={TARGET}"]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def licences(text):
    if not text:
        return {}
    return {"licenses": [{"expression": text.replace("/", " OR ")}]}


def crates(metadata):
    """Components by package id, and who needs whom: without what only tests need."""
    checksums = {}
    with open(ROOT / "Cargo.lock", "rb") as file:
        for package in tomllib.load(file)["package"]:
            checksums[package["name"], package["version"]] = package.get("checksum")
    packages = {package["id"]: package for package in metadata["packages"]}
    needs = {
        node["id"]: [dep["pkg"] for dep in node["deps"] if any(kind["kind"] != "dev" for kind in dep["dep_kinds"])]
        for node in metadata["resolve"]["nodes"]
    }
    root = metadata["resolve"]["root"]
    reached, waiting = set(), [root]
    while waiting:
        identity = waiting.pop()
        if identity not in reached:
            reached.add(identity)
            waiting += needs[identity]
    components, dependencies = {}, {}
    for identity in reached:
        package = packages[identity]
        name, version = package["name"], package["version"]
        reference = f"pkg:cargo/{name}@{version}"
        component = {"type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference}
        component |= licences(package["license"])
        if checksums.get((name, version)):
            component["hashes"] = [{"alg": "SHA-256", "content": checksums[name, version]}]
        components[reference] = component
        dependencies[reference] = sorted(
            f"pkg:cargo/{packages[need]['name']}@{packages[need]['version']}" for need in needs[identity])
    main = packages[root]
    return f"pkg:cargo/{main['name']}@{main['version']}", components, dependencies


def pages():
    lock = ROOT / "web" / "package-lock.json"
    if not lock.exists():
        return {}
    components = {}
    for path, package in json.loads(lock.read_text())["packages"].items():
        if not path.startswith("node_modules/") or package.get("link") or package.get("dev"):
            continue
        name = path.rpartition("node_modules/")[2]
        reference = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
        component = {"type": "library", "bom-ref": reference, "name": name, "version": package["version"],
                     "purl": reference}
        component |= licences(package.get("license"))
        algorithm, _, digest = package.get("integrity", "").partition("-")
        if algorithm == "sha512":
            component["hashes"] = [{"alg": "SHA-512", "content": base64.b64decode(digest).hex()}]
        components[reference] = component
    return components


def bill():
    main, components, dependencies = crates(cargo_metadata())
    program = components.pop(main) | {"type": "application"}
    components |= (shipped := pages())
    dependencies[main] += sorted(shipped)
    listed = [components[reference] for reference in sorted(components)]
    # Named by what is in it; the time is the one of the release where SOURCE_DATE_EPOCH says it.
    identity = uuid.UUID(bytes=hashlib.sha256(json.dumps([program, listed]).encode()).digest()[:16], version=4)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{identity}",
        "version": 1,
        "metadata": {"component": program},
        "components": listed,
        "dependencies": [{"ref": reference, "dependsOn": dependencies.get(reference, [])}
                         for reference in sorted({main, *components})],
    }
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        moment = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc)
        document["metadata"]["timestamp"] = moment.isoformat().replace("+00:00", "Z")
    return document


def check(document):
    """Whatever is needed is listed, and listed once."""
    references = [component["bom-ref"] for component in document["components"]]
    references.append(document["metadata"]["component"]["bom-ref"])
    known = set(references)
    if len(known) != len(references):
        sys.exit("sbom: something is listed twice")
    for entry in document["dependencies"]:
        if missing := [need for need in entry["dependsOn"] if need not in known]:
            sys.exit(f"sbom: {entry['ref']} needs {missing}, which is not listed")
    nameless = [component["bom-ref"] for component in document["components"] if "licenses" not in component]
    if nameless:
        sys.exit(f"sbom: no licence is known of {', '.join(nameless)}")


def main():
    place = sys.argv[1] if len(sys.argv) > 1 else str(ROOT / "kefu.cdx.json")
    if place in ("-h", "--help"):
        return print(__doc__.strip())
    document = bill()
    check(document)
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    if place == "-":
        return print(text, end="")
    pathlib.Path(place).write_text(text)
    print(f"sbom: {len(document['components'])} components in {place}")


if __name__ == "__main__":
    main()
