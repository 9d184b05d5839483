"""Groups what `perf report --sort comm,dso,symbol -t '|'` says on standard input by the work that was done."""

import re
import sys

# The first that fits a symbol's name decides; the name of the thread and of the object stand before it.
GROUPS = [
    ("kernel: network, sending", r"\[k\].*(tcp_(send|write|push|transmit|v4_(do_)?rcv|rcv|ack|data_queue|clean)|ip_|__ip|sock_(send|write|def)|skb|net_rx|netif|loopback|dev_(hard|queue)|__dev|process_backlog|sendto|send|csum|nf_|inet_send)"),
    ("kernel: network, receiving", r"\[k\].*(tcp_recv|recv|copy_to_iter|sock_read|inet_recv|tcp_poll|sock_poll)"),
    ("kernel: waking and waiting", r"\[k\].*(epoll|ep_|futex|schedul|wake|switch|eventfd|pick_next|enqueue|dequeue|finish_task|poll|idle|hrtimer|timer)"),
    ("kernel: the rest", r"\[k\]"),
    ("allocator", r"mi_|mimalloc|malloc|free$|_int_free|realloc|calloc|RawVec|raw_vec|alloc::"),
    ("copying and comparing memory", r"memcpy|memmove|memset|memcmp|bcmp|__mem"),
    ("JSON", r"serde|json|ryu|itoa|utf8|Utf8|str::converts|Utf8Chunks|Escape"),
    ("SQL text", r"express|advance_sql|store::log::sql"),
    ("MySQL client", r"mysql_async|mysql_common|deadpool|diesel"),
    ("log: batches and rules", r"kefu::store|kefu::domain|kefu::commands"),
    ("socket layer (frames, queues)", r"kefu::actors::socket|actix_http::ws|actix_codec|bytes::|Bytes"),
    ("actors: ChatServer and Session", r"kefu::actors|kefu::protocol"),
    ("actix: mailboxes and contexts", r"actix"),
    ("tokio: scheduling, timers, readiness", r"tokio|mio::|futures|parking_lot|crossbeam"),
    ("hashing and maps", r"hash|Hash|siphash|BTree"),
    ("clock", r"clock_gettime|vdso|Instant|SystemTime"),
    ("libc: system call stubs, the rest", r"libc|libpthread"),
]


def read(lines):
    """(percent, thread, description) of each line that has figures."""
    for line in lines:
        cells = [cell.strip() for cell in line.split("|", 3)]  # a symbol may hold bars itself
        if line.startswith("#") or len(cells) < 4 or not re.fullmatch(r"[\d.]+%", cells[0]):
            continue
        symbol = re.sub(r"\s*\|[-\s|]*$", "", cells[3])
        where = "kernel" if symbol.startswith("[k]") else cells[2]
        yield float(cells[0][:-1]), cells[1], f"{where} {symbol}"


def group_of(description):
    return next((name for name, pattern in GROUPS if re.search(pattern, description)), "everything else")


def tell(title, sums, limit):
    print(f"\n| {title} | % |\n| --- | --- |")
    for name, percent in sorted(sums.items(), key=lambda item: -item[1])[:limit]:
        print(f"| {name} | {percent:.1f} |")


def main():
    groups, threads, symbols = {}, {}, {}
    for percent, thread, description in read(sys.stdin):
        name = group_of(description)
        for sums, key in ((groups, name), (threads, re.sub(r"\d+", "N", thread)), (symbols, description)):
            sums[key] = sums.get(key, 0.0) + percent
    tell("work", groups, 20)
    tell("threads", threads, 8)
    tell("symbols, by the time spent in themselves", {f"`{name}`": of for name, of in symbols.items()}, 40)


if __name__ == "__main__":
    main()
