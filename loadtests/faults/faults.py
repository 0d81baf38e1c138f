#!/usr/bin/env python3
"""What the service does while its surroundings fail: two nodes on one PostgreSQL (Debian's) and one Redis, under load, on 127.0.0.1.

    loadtests/faults/faults.py [--bff PATH] [redis|postgres|new|backup|sigterm|disk ...]      all when none is named

Prints a line a phase: requests, the statuses of what failed, the longest answer. Needs postgresql, redis-server, root (PostgreSQL runs as
its own account; a small tmpfs is mounted for the full disk). Leaves nothing behind.
"""
import argparse, base64, collections, http.client, json, os, shutil, signal, socket, subprocess, sys, tempfile, threading, time, uuid

HERE = os.path.dirname(os.path.abspath(__file__))
KEY = base64.b64encode(b"k" * 32).decode()
PACS = {"Authorization": "Bearer sandbox-demo-pacs-secret"}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Postgres:
    def __init__(self, home):
        self.home, self.port = os.path.join(home, "pg"), free_port()
        os.makedirs(self.home)
        shutil.chown(self.home, "postgres", "postgres")
        newest = max(os.listdir("/usr/lib/postgresql"), key=int)
        self.bin = f"/usr/lib/postgresql/{newest}/bin/"
        self.run("initdb", "-D", self.home + "/data", "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale=C")
        self.start()
        self.psql("postgres", "create role app login")
        self.psql("postgres", "create database clinic")

    def run(self, tool, *args):
        return subprocess.run(["runuser", "-u", "postgres", "--", self.bin + tool, *args], check=True, capture_output=True, text=True, cwd="/")

    def start(self):
        self.run("pg_ctl", "-D", self.home + "/data", "-w", "-l", self.home + "/log", "-o",
                 f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.home}", "start")

    def kill(self):
        with open(self.home + "/data/postmaster.pid") as f:
            pid = int(f.readline())
        children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True).stdout.split()
        for victim in [pid, *map(int, children)]:
            try:
                os.kill(victim, signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(1)
        # Where nobody reaps the dead, PostgreSQL takes them for running.
        for stale in ["data/postmaster.pid", f".s.PGSQL.{self.port}.lock", f".s.PGSQL.{self.port}"]:
            if os.path.exists(os.path.join(self.home, stale)):
                os.remove(os.path.join(self.home, stale))

    def stop(self):
        self.run("pg_ctl", "-D", self.home + "/data", "-m", "immediate", "stop")

    def psql(self, database, sql):
        return subprocess.run([self.bin + "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "owner", "-d", database, "-tAc", sql],
                              check=True, capture_output=True, text=True).stdout.strip()

    def settings(self, database="clinic"):
        to = f"Host=127.0.0.1;Port={self.port};Database={database};Username="
        return [f"--Database:ConnectionString={to}app", f"--Database:MigratorConnectionString={to}owner", "--Database:MaxConnections=20"]


class Host:
    def __init__(self, args, home, settings, films="false"):
        self.port = free_port()
        self.log = open(os.path.join(home, f"host-{self.port}.log"), "w+")
        self.started = time.time()
        self.process = subprocess.Popen(
            [args.bff, "serve", f"--urls=http://127.0.0.1:{self.port}", f"--Keys:MasterKey={KEY}", "--Demo:Knowledge=false",
             "--Demo:Guide=false", f"--Demo:Films={films}", *settings], stdout=self.log, stderr=self.log, cwd=home)

    def ready(self, limit=90):
        while time.time() - self.started < limit:
            if self.process.poll() is not None:
                raise SystemExit("a host ended at its start: " + self.words()[-2000:])
            if ask(self.port, "GET", "/dicomweb/studies", headers=PACS)[0] in (200, 204):
                return self
            time.sleep(0.1)
        raise SystemExit("a host does not start: " + self.words()[-2000:])

    def words(self):
        self.log.flush()
        with open(self.log.name) as f:
            return f.read()

    def end(self, how=signal.SIGTERM, limit=60):
        if self.process.poll() is None:
            self.process.send_signal(how)
        asked = time.time()
        code = self.process.wait(limit)
        return code, time.time() - asked


def ask(port, method, path, body=None, headers=None, limit=20):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=limit)
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content
    except (OSError, http.client.HTTPException) as e:
        return type(e).__name__, b""


class Load:
    """Eight callers: pictures, searches, messages of a patient; each notes its answers until told to stop."""

    def __init__(self, hosts, pictures):
        self.hosts, self.pictures, self.going = hosts, pictures, True
        self.notes, self.lock = [], threading.Lock()
        status, content = ask(hosts[0].port, "POST", "/api/session/wechat", '{"code":"demo-li"}', {"Content-Type": "application/json"})
        assert status == 200, status
        self.patient = {"Authorization": "Bearer " + json.loads(content)["token"], "Content-Type": "application/json"}
        status, content = ask(hosts[0].port, "POST", "/api/support/conversations", '{"hospitalCode":"demo-east"}', self.patient)
        self.talk = json.loads(content)["id"] if status == 201 else None
        self.threads = [threading.Thread(target=self.call, args=(n,)) for n in range(8)]
        for thread in self.threads:
            thread.start()

    def call(self, n):
        turn = n
        while self.going:
            turn += 1
            port = self.hosts[turn % len(self.hosts)].port
            kind = turn % 4
            started = time.time()
            if kind == 0:
                status, _ = ask(port, "GET", "/dicomweb/studies", headers=PACS)
            elif kind == 1:
                status, _ = ask(port, "GET", "/api/me", headers=self.patient)
            elif kind == 2 and self.talk:
                status, _ = ask(port, "GET", f"/api/support/conversations/{self.talk}", headers=self.patient)
            else:
                status, _ = ask(port, "GET", self.pictures[turn % len(self.pictures)] + f"?quality={50 + turn % 50}", headers=PACS)
            with self.lock:
                self.notes.append((started, time.time(), status))
            if status not in (200, 204):
                time.sleep(0.02)

    def phase(self, name, seconds):
        begin = time.time()
        time.sleep(seconds)
        with self.lock:
            notes = [n for n in self.notes if n[1] >= begin]
        self.say(name, notes, begin)

    def say(self, name, notes, begin):
        bad = collections.Counter(str(n[2]) for n in notes if n[2] not in (200, 204))
        last = max((n[1] - begin for n in notes if n[2] not in (200, 204)), default=0)
        longest = max((n[1] - n[0] for n in notes), default=0)
        print(f"  {name:<34} {len(notes):6} requests  failed {dict(bad) or 'none'}  last failure at {last:.1f} s  longest {longest:.2f} s", flush=True)

    def stop(self):
        self.going = False
        for thread in self.threads:
            thread.join()


def pictures(host):
    while True:
        status, content = ask(host.port, "GET", "/dicomweb/instances?limit=100", headers=PACS)
        found = json.loads(content) if status == 200 else []
        if len(found) >= 20:
            value = lambda i, tag: i[tag]["Value"][0]
            return [f"/dicomweb/studies/{value(i, '0020000D')}/series/{value(i, '0020000E')}/instances/{value(i, '00080018')}/rendered" for i in found]
        time.sleep(0.3)


def pair(args, home, pg, *settings):
    store = ["--Film:StorePath=" + os.path.join(home, "film"), *settings]
    first = Host(args, home, pg.settings() + store, films="true").ready()
    shown = pictures(first)
    return [first, Host(args, home, pg.settings() + store).ready()], shown


def redis(args, home, pg):
    port = free_port()
    run = lambda: subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""], stdout=subprocess.DEVNULL, cwd=home)
    server = run()
    hosts, shown = pair(args, home, pg, f"--Redis:Configuration=127.0.0.1:{port}")
    load = Load(hosts, shown)
    load.phase("before", 5)
    server.send_signal(signal.SIGSTOP)
    load.phase("Redis frozen", 8)
    server.send_signal(signal.SIGCONT)
    load.phase("thawed", 5)
    server.kill()
    server.wait()
    load.phase("killed", 8)
    server = run()
    load.phase("back", 5)
    load.stop()
    server.kill()
    return hosts


def postgres(args, home, pg):
    hosts, shown = pair(args, home, pg)
    load = Load(hosts, shown)
    load.phase("before", 5)
    pg.kill()
    load.phase("PostgreSQL killed", 5)
    begin = time.time()
    pg.start()
    print(f"  PostgreSQL is back after {time.time() - begin:.1f} s", flush=True)
    load.phase("back", 8)
    load.phase("afterwards", 5)
    load.stop()
    broken = pg.psql("clinic", "select count(*) from platform.audit_broken()")
    print(f"  audit: {pg.psql('clinic', 'select count(*) from platform.audit')} rows in {pg.psql('clinic', 'select count(distinct chain) from platform.audit')} chains, {broken} broken", flush=True)
    return hosts


def new(args, home, pg):
    pg.psql("postgres", "create database fresh")
    store = ["--Film:StorePath=" + os.path.join(home, "film-new")]
    hosts = [Host(args, home, pg.settings("fresh") + store, films="true") for _ in range(2)]
    for host in hosts:
        host.ready()
    print(f"  both serve after {time.time() - hosts[0].started:.1f} s", flush=True)
    while int(pg.psql("fresh", "select count(*) from film.instance")) < 146:
        time.sleep(0.3)
    wrong = [line for host in hosts for line in host.words().splitlines() if line.startswith(("fail", "crit"))]
    print(f"  sandbox complete after {time.time() - hosts[0].started:.1f} s: {pg.psql('fresh', 'select count(*) from accounts.patient')} patients, "
          f"{pg.psql('fresh', 'select count(*) from film.study')} studies; {len(wrong)} errors in the logs", flush=True)
    return hosts


def backup(args, home, pg):
    hosts, shown = pair(args, home, pg)
    # The newest migration as if it were still to come, and a table that a dump reads for a while.
    pg.psql("clinic", "create table public.newest as select * from platform.migration order by number desc limit 1")
    pg.psql("clinic", "delete from platform.migration where number = (select number from public.newest)")
    pg.psql("clinic", "create table public.big as select n, repeat(md5(n::text), 20) as t from generate_series(1, 3000000) n")
    load = Load(hosts, shown)
    load.phase("before", 5)
    folder = os.path.join(home, "backup")
    keys = [f"--Keys:MasterKey={KEY}", "--Film:StorePath=" + os.path.join(home, "film")]
    dump = subprocess.Popen([args.bff, "ops", "backup", folder, *pg.settings(), *keys], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=home)
    # Once it reads, it holds every table.
    held = "select count(*) from pg_locks l join pg_stat_activity a on a.pid = l.pid where a.application_name like '%pg_dump' and l.relation = "
    while pg.psql("clinic", held + "'film.instance'::regclass") == "0" and dump.poll() is None:
        time.sleep(0.05)
    # As a migration that needs a table of the request path: a lock of a second, then everyone passes.
    migrating = threading.Thread(target=alter, args=(pg,))
    migrating.start()
    refused = subprocess.run([args.bff, "ops", "migrate", *pg.settings(), *keys], capture_output=True, text=True, cwd=home)
    print(f"  ops migrate during the dump: exit {refused.returncode}: {(refused.stdout + refused.stderr).strip()}", flush=True)
    load.phase("backup and waiting migration", 15)
    said = dump.communicate()[0].strip().splitlines()
    migrating.join()
    load.phase("afterwards", 3)
    load.stop()
    print(f"  backup: exit {dump.returncode}: {said[0] if said else ''}", flush=True)
    pg.psql("clinic", "insert into platform.migration select * from public.newest")
    late = subprocess.run([args.bff, "ops", "migrate", *pg.settings(), *keys], capture_output=True, text=True, cwd=home)
    print(f"  ops migrate afterwards: exit {late.returncode}: {(late.stdout + late.stderr).strip()}", flush=True)
    return hosts


def alter(pg):
    begin, tries = time.time(), 0
    while True:
        tries += 1
        try:
            pg.psql("clinic", "set lock_timeout = '1s'; alter table film.instance add column if not exists probe text")
            print(f"  the alter of film.instance went through after {time.time() - begin:.1f} s and {tries} tries", flush=True)
            return
        except subprocess.CalledProcessError:
            time.sleep(min(10, 0.5 * 2 ** tries))


def sigterm(args, home, pg):
    hosts, shown = pair(args, home, pg)
    load = Load(hosts, shown)
    load.phase("before", 5)
    begin = time.time()
    code, seconds = hosts[1].end()
    load.hosts = hosts[:1]
    with load.lock:
        notes = [n for n in load.notes if n[1] >= begin]
    load.say("while one node stops", notes, begin)
    print(f"  SIGTERM: exit code {code} after {seconds:.1f} s, "
          f"{sum('Exception' in line for line in hosts[1].words().splitlines())} lines with exceptions", flush=True)
    load.phase("one node left", 4)
    load.stop()
    return hosts


def disk(args, home, pg):
    small = os.path.join(home, "small")
    os.makedirs(small)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", small], check=True)
    try:
        host = Host(args, home, pg.settings() + ["--Film:StorePath=" + small]).ready()
        filler = os.path.join(small, "filler")
        file = os.path.join(home, "film-file.dcm")
        sample(args, home, file)
        push(host, file)
        with open(filler, "wb") as f:
            try:
                while True:
                    f.write(b"\0" * 65536)
                    f.flush()
            except OSError:
                pass
        answers = collections.Counter(push(host, file, fresh=True) for _ in range(10))
        left = [n for n in os.listdir(os.path.join(small, "receiving"))]
        health = ask(host.port, "GET", "/health/ready")
        print(f"  disk full: pushes {dict(answers)}, {len(left)} files left in receiving, ready {health[0]} {health[1].decode()[:160]}", flush=True)
        os.remove(filler)
        answers = collections.Counter(push(host, file, fresh=True) for _ in range(10))
        print(f"  space again: pushes {dict(answers)}, ready {ask(host.port, 'GET', '/health/ready')[0]}", flush=True)
        host.end()
    finally:
        subprocess.run(["umount", "-l", small], check=True)
    return []


def sample(args, home, file):
    """A small DICOM file, explicit little endian, whose UIDs are found and replaced by push."""
    def element(group, tag, vr, value):
        value = value.encode() if isinstance(value, str) else value
        value += b"\0" if len(value) % 2 and vr == "UI" else b" " if len(value) % 2 else b""
        head = group.to_bytes(2, "little") + tag.to_bytes(2, "little") + vr.encode()
        return head + (b"\0\0" + len(value).to_bytes(4, "little") if vr in ("OW", "OB") else len(value).to_bytes(2, "little")) + value
    ct, uid = "1.2.840.10008.5.1.4.1.1.2", "2.25.11111111111111111111111111111111111"
    meta = element(2, 1, "OB", b"\0\1") + element(2, 2, "UI", ct) + element(2, 3, "UI", uid) + element(2, 16, "UI", "1.2.840.10008.1.2.1") + element(2, 18, "UI", "1.2.3")
    us = lambda tag, n: element(0x28, tag, "US", n.to_bytes(2, "little"))
    body = element(8, 0x16, "UI", ct) + element(8, 0x18, "UI", uid) + element(8, 0x60, "CS", "CT") + element(0x10, 0x20, "LO", "F1")
    body += element(0x20, 0xd, "UI", "2.25.2") + element(0x20, 0xe, "UI", "2.25.3") + us(2, 1) + element(0x28, 4, "CS", "MONOCHROME2")
    body += us(0x10, 256) + us(0x11, 256) + us(0x100, 16) + us(0x101, 16) + us(0x102, 15) + us(0x103, 0)
    body += element(0x7fe0, 0x10, "OW", os.urandom(256 * 256 * 2))
    with open(file, "wb") as f:
        f.write(b"\0" * 128 + b"DICM" + element(2, 0, "UL", len(meta).to_bytes(4, "little")) + meta + body)


def push(host, file, fresh=False):
    with open(file, "rb") as f:
        content = f.read()
    if fresh:
        content = content.replace(b"2.25.11111111111111111111111111111111111", b"2.25." + str(uuid.uuid4().int % 10**35).zfill(35).encode())
    body = b"--b\r\nContent-Type: application/dicom\r\n\r\n" + content + b"\r\n--b--\r\n"
    return ask(host.port, "POST", "/dicomweb/studies", body, PACS | {"Content-Type": 'multipart/related; type="application/dicom"; boundary=b'})[0]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bff", default=os.path.join(HERE, "../../bff/bin/Debug/net10.0/bff"))
    parser.add_argument("names", nargs="*")
    args = parser.parse_args()
    args.bff = os.path.abspath(args.bff)
    for name in args.names or ["new", "redis", "postgres", "backup", "sigterm", "disk"]:
        home = tempfile.mkdtemp(prefix="faults-")
        os.chmod(home, 0o755)
        pg = Postgres(home)
        print(name, flush=True)
        hosts = []
        try:
            hosts = globals()[name](args, home, pg)
        finally:
            for host in hosts:
                host.end()
            pg.stop()
            shutil.rmtree(home)


if __name__ == "__main__":
    sys.exit(main())
