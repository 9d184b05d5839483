"""Makes the table of figures out of the results of `scripts/bench.sh`.

    python3 table.py RESULTS            prints it
    python3 table.py RESULTS DOCUMENT   also puts it between the two marker comments of the document

RESULTS is a folder of SCENARIO.RUN.json, beside `machine.txt`.
"""

import json
import pathlib
import statistics
import sys

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


def at(*path):
    """A function that finds a figure by its name, or by the names on the way to it."""

    def find(figures):
        for name in path:
            figures = figures.get(name) if isinstance(figures, dict) else None
        return figures

    return find


# title, scenario, how to find it, digits, the figure to reach, is more better, the floor
ROWS = [
    ("200 pairs, window 1: msg/s", "window-1", at("acked_per_second"), 0, 12_000, True, "13,000–16,000"),
    ("200 pairs, window 16: msg/s", "window-16", at("acked_per_second"), 0, 30_000, True, "39,000–47,000"),
    ("CPU s a 1,000 messages, server, window 1", "window-1", at("server_cpu_s_per_1000"), 4, 0.05, False, "0.023"),
    ("CPU s a 1,000 messages, server, window 16", "window-16", at("server_cpu_s_per_1000"), 4, 0.012, False, "0.0044"),
    ("CPU s a 1,000 messages, database, window 1", "window-1", at("database_cpu_s_per_1000"), 4, 0.045, False, "0.043"),
    ("CPU s a 1,000 messages, database, window 16", "window-16", at("database_cpu_s_per_1000"), 4, 0.018, False, "0.015"),
    ("100 msg/s: ack p50, ms", "paced", at("ack_ms", "p50"), 2, 2, False, "1.4"),
    ("100 msg/s: ack p99, ms", "paced", at("ack_ms", "p99"), 2, 8, False, "6.7"),
    ("memory a connection, 5,000 open, KiB", "connect-5000", at("server_rss_kib_per_socket"), 2, 8, False, "0.35"),
    ("memory a connection, 20,000 open, KiB", "connect-20000", at("server_rss_kib_per_socket"), 2, 8, False, "0.35"),
    ("connects a second, of 5,000", "connect-5000", at("connects_per_second"), 0, 8_000, True, "14,200"),
    ("fan-out to 500: deliveries/s", "fanout", at("delivered_per_second"), 0, 75_000, True, "82,000"),
    ("history, 50 newest of 10,000: requests/s", "history", at("requests_per_second"), 0, 10_000, True, "–"),
    ("SQLite (`FULL`), window 16: msg/s", "sqlite", at("acked_per_second"), 0, 8_000, True, "9,000 rows/s"),
    ("bare inserts, 100/s: commit p50, ms", "bare-paced", at("commit_ms", "p50"), 2, None, False, "–"),
    ("bare inserts, 100/s: commit p99, ms", "bare-paced", at("commit_ms", "p99"), 2, None, False, "–"),
    ("bare loop of multi-row inserts: rows/s", "bare", at("rows_per_second"), 0, None, True, "–"),
    ("CPU s a 1,000 rows, database, bare loop", "bare", at("database_cpu_s_per_1000"), 4, None, False, "–"),
]


def load(folder):
    """The figures by scenario: one dictionary a run."""
    runs = {}
    for file in sorted(pathlib.Path(folder).glob("*.json")):
        scenario = file.name.split(".")[0]
        runs.setdefault(scenario, {})[file.name.split(".")[1]] = json.loads(file.read_text(encoding="utf-8"))
    return runs


def values(runs, scenario, find):
    found = (find(figures) for figures in runs.get(scenario, {}).values())
    return [value for value in found if value is not None]


def number(value, digits):
    return f"{value:,.{digits}f}"


def mark(median, target, more):
    if target is None:
        return ""
    if more:
        return " ✓" if median >= target else f" ({median / target:.0%})"
    return " ✓" if median <= target else f" (×{median / target:.2f})"


def row(runs, title, scenario, find, digits, target, more, floor):
    found = values(runs, scenario, find)
    if not found:
        return None
    median = statistics.median(found)
    reach = "–" if target is None else f"{'≥' if more else '≤'} {target:,}"
    span = f"{number(min(found), digits)} – {number(max(found), digits)}"
    others = [figures["others_cores"] for figures in runs[scenario].values()]
    cells = [title, reach, floor, f"**{number(median, digits)}**{mark(median, target, more)}", span]
    return [*cells, f"{min(others):.1f} – {max(others):.1f}"]


def ratio(runs, title, ours, bare):
    """Of each run by itself: both were measured within the same minutes. Each side is a scenario and a figure of it."""
    pairs = [
        ours[1](figures) / bare[1](runs[bare[0]][run])
        for run, figures in runs.get(ours[0], {}).items()
        if run in runs.get(bare[0], {})
    ]
    if not pairs:
        return None
    return [title, "–", "–", f"**{statistics.median(pairs):.2f}**", f"{min(pairs):.2f} – {max(pairs):.2f}", ""]


def table(runs):
    head = ["what", "to reach", "the floor", "median", "min – max", "cores others took"]
    rows = [row(runs, *spec) for spec in ROWS]
    acked, inserted = at("acked_per_second"), at("rows_per_second")
    rows.append(ratio(runs, "window 1 ÷ bare loop", ("window-1", acked), ("bare", inserted)))
    rows.append(ratio(runs, "window 16 ÷ bare loop", ("window-16", acked), ("bare", inserted)))
    ours, bare = at("ack_ms", "p99"), at("commit_ms", "p99")
    rows.append(ratio(runs, "100 msg/s: ack p99 ÷ bare commit p99", ("paced", ours), ("bare-paced", bare)))
    lines = [head, ["---"] * len(head), *filter(None, rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def put(text, document):
    path = pathlib.Path(document)
    before, rest = path.read_text(encoding="utf-8").split(BEGIN, 1)
    after = rest.split(END, 1)[1]
    path.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main():
    folder = pathlib.Path(sys.argv[1])
    runs = load(folder)
    machine = (folder / "machine.txt").read_text(encoding="utf-8").strip()
    text = f"{machine}\n\n{table(runs)}"
    print(text)
    broken = [name for name, of in runs.items() for figures in of.values() if figures.get("verdict") == "broken"]
    for name in broken:
        print(f"{name}: a promise was broken", file=sys.stderr)
    if len(sys.argv) > 2 and not broken:
        put(text, sys.argv[2])
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
