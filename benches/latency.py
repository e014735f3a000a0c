"""From saving a note to its new page over HTTP, for `rapporteur serve`, as a browser gets it: told of the change by the server's events,
it asks for the page. Run it as `benches/run latency`."""

import http.client
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import time

POLL_SECONDS = 0.0005
PATIENCE_SECONDS = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A running `serve`, asked over one kept connection."""

    def __init__(self, command, port, log):
        self.port = port
        self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.connection = None

    def get(self, path):
        """The page's status and bytes; None while the server does not answer."""
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
                self.connection.connect()
                self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connection.request("GET", path)
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self.connection = None
            return None

    def wait_for(self, path, marker):
        """Seconds until the page holds the marker."""
        start = time.perf_counter()
        while time.perf_counter() - start < PATIENCE_SECONDS:
            answer = self.get(path)
            if answer and answer[0] == 200 and marker in answer[1]:
                return time.perf_counter() - start
            if self.child.poll() is not None:
                sys.exit("latency: the server ended with status %s" % self.child.returncode)
            time.sleep(POLL_SECONDS)
        sys.exit("latency: %s did not change within %d s" % (path, PATIENCE_SECONDS))

    def events(self):
        """The open stream of what browsers are told."""
        stream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        stream.request("GET", "/__rapporteur/events")
        return stream.getresponse()

    def peak_memory(self):
        """MiB."""
        with open("/proc/%d/status" % self.child.pid) as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))

    def stop(self):
        self.child.terminate()
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def save_note(path, text):
    """Saves as most editors do: a temporary file beside the note, renamed over it."""
    with open(path + "~", "w", encoding="utf-8") as file:
        file.write(text)
    os.rename(path + "~", path)


def notes_of(site):
    """(file, address) of the notes, in an order that does not depend on the disk."""
    content = os.path.join(site, "content")
    for folder in sorted(os.listdir(content)):
        if os.path.isdir(os.path.join(content, folder)):
            for name in sorted(os.listdir(os.path.join(content, folder))):
                if name.endswith(".md") and not name.startswith("_"):
                    yield os.path.join(content, folder, name), "/%s/%s/" % (folder, name[:-3])


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure(binary, site, edits, log):
    port = free_port()
    server = Server([binary, "serve", "--root", site, "--port", str(port)], port, log)
    try:
        notes = list(notes_of(site))
        start = server.wait_for(notes[0][1], b"<article")
        events = server.events()
        r = random.Random(7)
        times = []
        for number in range(edits + 3):
            file, address = notes[int(r.random() * len(notes))]
            with open(file, encoding="utf-8") as content:
                text = content.read()
            marker = "edit%dx" % number
            time.sleep(0.05 + r.random() * 0.1)  # People pause between savings; the phase of the watcher is left to chance.
            before = time.perf_counter()
            save_note(file, text.rstrip("\n") + " " + marker + "\n")
            answer = None
            while not answer or answer[0] != 200 or marker.encode() not in answer[1]:
                line = events.readline()
                if not line:
                    sys.exit("latency: the server ended")
                if line == b"event: reload\n":
                    answer = server.get(address)
            took = time.perf_counter() - before
            if number >= 3:  # The first savings warm the server up.
                times.append(took * 1000)
        return {"start_s": start, "edits": times, "peak_mib": server.peak_memory()}
    finally:
        server.stop()


def main(arguments, binary, corpus, machine, save, sizes):
    report = {"what": "latency", "machine": machine(), "seed": arguments.seed, "sizes": []}
    print("| notes | median ms | p95 ms | most ms | until the first page s | peak MiB |\n|---|---|---|---|---|---|")
    for n in sizes:
        site = os.path.join(arguments.work, "serve-%d-%d" % (n, os.getpid()))
        shutil.copytree(corpus(arguments, "rapporteur", n), site)
        try:
            with open(os.path.join(arguments.work, "log"), "a") as log:
                figures = measure(binary, site, arguments.edits, log)
        finally:
            shutil.rmtree(site)
        times = figures["edits"]
        line = (format(n, ","), statistics.median(times), percentile(times, 0.95), max(times), figures["start_s"], figures["peak_mib"])
        print("| %s | %.1f | %.1f | %.1f | %.2f | %.0f |" % line, flush=True)
        report["sizes"].append({"notes": n, **figures})
    save(arguments, "latency", report)
