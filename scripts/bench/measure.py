"""Runs one load and writes what it printed, together with what the rest of the machine did meanwhile, into a file.

    python3 measure.py RESULT.json PID,PID... COMMAND [ARGUMENT...]

The processes named are those that are measured anyway; `others_cores` is what neither they nor the command used.
Exits with the command's status, and writes nothing unless that is 0.
"""

import json
import os
import resource
import subprocess
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")


def busy_seconds():
    """CPU seconds of the whole machine so far, without idling and waiting for disks."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS


def process_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def children_seconds():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main():
    result, pids, command = sys.argv[1], [int(pid) for pid in sys.argv[2].split(",") if pid], sys.argv[3:]
    began, busy = time.monotonic(), busy_seconds()
    own = sum(map(process_seconds, pids))
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        print(done.stdout, file=sys.stderr)
        return done.returncode
    seconds = time.monotonic() - began
    own = sum(map(process_seconds, pids)) - own + children_seconds()
    figures = json.loads(done.stdout)
    figures["others_cores"] = max(0.0, (busy_seconds() - busy - own) / seconds)
    figures["load_average"] = os.getloadavg()[0]
    with open(result, "w", encoding="utf-8") as file:
        json.dump(figures, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
