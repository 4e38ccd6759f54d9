import { describe, expect, it } from "@jest/globals";
import { type Daemon, type DaemonBody, type DaemonOptions, runDaemon } from "../../src/daemon/run-daemon.ts";
import { NutError } from "../../src/nut/errors.ts";
import { FakeHost } from "../sim/machine/fake-host.ts";

const PID_FILE = "/run/nut/upsd.pid";
const options = (changes: Partial<DaemonOptions> = {}): DaemonOptions => ({
  name: "upsd",
  mode: "foreground",
  debugLevel: 0,
  pidFile: PID_FILE,
  ...changes,
});

/** A body that is ready at once and runs until it is to end. */
const serve: DaemonBody = async (daemon) => {
  await daemon.ready();
  await daemon.stopped;
  return 0;
};

/** Starts a daemon and waits until it is up; `end` stops it and gives the exit status. */
async function start(host: FakeHost, changes: Partial<DaemonOptions> = {}, prepare?: (daemon: Daemon) => void) {
  let running: Promise<number> = Promise.resolve(1);
  const daemon = await new Promise<Daemon>((resolve) => {
    const body: DaemonBody = async (it) => {
      prepare?.(it);
      await it.ready();
      resolve(it);
      await it.stopped;
      return 0;
    };
    running = runDaemon(options(changes), body, host);
  });
  const end = (): Promise<number> => {
    host.signals.send("SIGTERM");
    return running;
  };
  return { daemon, end };
}

describe("a daemon in the foreground", () => {
  it("ends cleanly at SIGTERM and says which signal it was", async () => {
    const host = new FakeHost();
    const { end } = await start(host);
    expect(await end()).toBe(0);
    expect(host.said).toBe("Signal 15: exiting\n");
    expect(host.signals.listeners).toBe(0);
  });

  it("writes no PID file with -F", async () => {
    const host = new FakeHost();
    const { end } = await start(host);
    expect(host.files.texts.size).toBe(0);
    await end();
  });

  it("writes its PID file with -FF, and removes it at the end", async () => {
    const host = new FakeHost();
    const { end } = await start(host, { mode: "foreground-pid" });
    expect(host.files.texts.get(PID_FILE)).toBe("4321\n");
    await end();
    expect(host.files.texts.size).toBe(0);
  });

  it("leaves its PID file to others where that names another process", async () => {
    const host = new FakeHost();
    const { end } = await start(host, { mode: "foreground-pid", pidFileNames: "another" });
    expect(host.files.texts.size).toBe(0);
    await end();
  });

  it("leaves a PID file alone that another process has written meanwhile", async () => {
    const host = new FakeHost();
    const { end } = await start(host, { mode: "foreground-pid" });
    host.files.texts.set(PID_FILE, "999\n");
    await end();
    expect(host.files.texts.get(PID_FILE)).toBe("999\n");
  });

  it("goes on without a PID file it cannot write, and says how to reach it then", async () => {
    const host = new FakeHost();
    host.files.readOnly.add(PID_FILE);
    const { end } = await start(host, { mode: "foreground-pid" });
    expect(host.said).toContain(`cannot write the PID file ${PID_FILE}: Permission denied;`);
    expect(host.said).toContain("-P 4321");
    expect(await end()).toBe(0);
  });

  it("says nothing of a PID file that it cannot write where there is no -c to look for it", async () => {
    const host = new FakeHost();
    host.files.readOnly.add(PID_FILE);
    const { end } = await start(host, { mode: "foreground-pid", hasCommands: false });
    expect(host.said).not.toContain("PID file");
    await end();
  });

  it("shows itself to ps under its own name", async () => {
    const host = new FakeHost();
    const { end } = await start(host, { name: "dummy-ups", title: "dummy-ups -a ups1" });
    expect(host.title).toBe("nutts: dummy-ups -a ups1");
    await end();
  });

  it("keeps its heap small", async () => {
    const host = new FakeHost();
    const { end } = await start(host);
    expect(host.smallHeap).toBe(true);
    await end();
  });

  it("ends at once when it is asked a second time while it is ending", async () => {
    const host = new FakeHost();
    let release = (): void => undefined;
    const running = runDaemon(
      options({ mode: "foreground-pid" }),
      async (daemon) => {
        await daemon.ready();
        await daemon.stopped;
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        return 0;
      },
      host,
    );
    await host.clock.settle();
    host.signals.send("SIGINT");
    await host.clock.settle();
    host.signals.send("SIGINT");
    expect(host.exits).toEqual([1]);
    expect(host.files.texts.has(PID_FILE)).toBe(false);
    release();
    await running;
  });

  it("can be ended from inside", async () => {
    const host = new FakeHost();
    const { daemon } = await start(host);
    daemon.stop("told to stop on a socket");
    await daemon.stopped;
    expect(daemon.stopping.aborted).toBe(true);
    expect(host.said).toContain("told to stop on a socket");
  });
});

describe("a daemon that cannot start", () => {
  it("says what is wrong with the configuration in one line, and fails", async () => {
    const host = new FakeHost();
    const status = await runDaemon(
      options(),
      () => Promise.reject(new NutError("configuration", "upsd.conf:3:1: LISTEN needs an address")),
      host,
    );
    expect(status).toBe(1);
    expect(host.said).toBe("Fatal error: upsd.conf:3:1: LISTEN needs an address\n");
  });

  it("shows where an unexpected fault comes from", async () => {
    const host = new FakeHost();
    expect(await runDaemon(options(), () => Promise.reject(new TypeError("odd")), host)).toBe(1);
    expect(host.said).toMatch(/^Fatal error: TypeError: odd\n\s+at /);
  });

  it("refuses to be the second one, and names the first", async () => {
    const host = new FakeHost();
    host.files.texts.set(PID_FILE, "77\n");
    host.running.processes.set(77, "/usr/sbin/upsd -F");
    expect(await runDaemon(options(), serve, host)).toBe(1);
    expect(host.said).toContain("upsd runs already (process 77");
  });

  it("starts over a stale PID file without a word", async () => {
    const host = new FakeHost();
    host.files.texts.set(PID_FILE, "77\n");
    const { end } = await start(host);
    expect(host.said).toBe("");
    await end();
  });

  it("starts when the number in the PID file belongs to another program by now", async () => {
    const host = new FakeHost();
    host.files.texts.set(PID_FILE, "77\n");
    host.running.processes.set(77, "/usr/bin/vim notes");
    const { end } = await start(host);
    expect(await end()).toBe(0);
  });

  it("says nothing about a PID file that is not there", async () => {
    const host = new FakeHost();
    const { end } = await start(host, { debugLevel: 0 });
    expect(host.said).not.toContain("No such file");
    await end();
  });
});

describe("a crash", () => {
  it("is logged with its place, the PID file goes, and the process ends with 1", async () => {
    const host = new FakeHost();
    const { end } = await start(host, { mode: "foreground-pid" });
    host.crash(new Error("out of the blue"));
    expect(host.said).toMatch(/Fatal error: Error: out of the blue\n\s+at /);
    expect(host.exits).toEqual([1]);
    expect(host.files.texts.size).toBe(0);
    await end();
  });
});

describe("reloading", () => {
  it("happens at SIGHUP, one at a time, and a storm of signals leads to one more", async () => {
    const host = new FakeHost();
    let runs = 0;
    const gates: (() => void)[] = [];
    const { end } = await start(host, {}, (daemon) =>
      daemon.onReload(() => {
        runs++;
        return new Promise((resolve) => gates.push(resolve));
      }),
    );
    for (let i = 0; i < 5; i++) host.signals.send("SIGHUP");
    await host.clock.settle();
    expect(runs).toBe(1);
    gates[0]?.();
    await host.clock.settle();
    expect(runs).toBe(2);
    gates[1]?.();
    await host.clock.settle();
    expect(runs).toBe(2);
    await end();
  });

  it("that fails is logged, and the daemon goes on", async () => {
    const host = new FakeHost();
    const { daemon, end } = await start(host, {}, (it) =>
      it.onReload(() => Promise.reject(new Error("ups.conf:2:1: no such driver"))),
    );
    host.signals.send("SIGHUP");
    await host.clock.settle();
    expect(host.said).toContain("reload failed: ups.conf:2:1: no such driver");
    expect(daemon.stopping.aborted).toBe(false);
    await end();
  });

  it("is not there for daemons that have none: SIGHUP does nothing", async () => {
    const host = new FakeHost();
    const { end } = await start(host);
    host.signals.send("SIGHUP");
    await host.clock.settle();
    expect(host.said).toBe("");
    await end();
  });
});

describe("SIGUSR1", () => {
  it("does what the daemon says", async () => {
    const host = new FakeHost();
    let fsd = 0;
    const { end } = await start(host, {}, (daemon) => daemon.onUser1(() => void fsd++));
    host.signals.send("SIGUSR1");
    await host.clock.settle();
    expect(fsd).toBe(1);
    await end();
  });
});

describe("a daemon for the background", () => {
  it("starts itself again and passes on how that went", async () => {
    const host = new FakeHost();
    host.launchStatus = 3;
    let ran = false;
    const body: DaemonBody = () => {
      ran = true;
      return Promise.resolve(0);
    };
    expect(await runDaemon(options({ mode: "background" }), body, host)).toBe(3);
    expect(ran).toBe(false);
    expect(host.launches).toMatchObject([{ kind: "detached", through: [], keepStderr: false }]);
    expect(host.runner.feeds).toHaveLength(0);
  });

  it("lets the launcher go when it is ready, and not before", async () => {
    const host = new FakeHost();
    const released = host.inBackground();
    const seen: boolean[] = [];
    const { end } = await start(host, { mode: "background" }, () => seen.push(released()));
    expect([...seen, released()]).toEqual([false, true]);
    expect(host.files.texts.get(PID_FILE)).toBe("4321\n");
    await end();
  });

  it("talks to the terminal and to syslog until it is ready, then to syslog alone", async () => {
    const host = new FakeHost();
    host.inBackground();
    const { daemon, end } = await start(host, { mode: "background" }, (it) => it.log.warning("before"));
    daemon.log.error("after");
    expect(host.said).toBe("before\n");
    expect(host.runner.feeds[0]?.lines).toEqual(["<4>before", "<6>Startup successful: upsd", "<3>after"]);
    await end();
    expect(host.runner.feeds[0]?.ended).toBe(true);
  });

  it("says on the terminal, as long as it can, that there is no logger", async () => {
    const host = new FakeHost();
    host.inBackground();
    const { end } = await start(host, { mode: "background" }, () => host.runner.feeds[0]?.exit(undefined));
    expect(host.said).toContain("there is no logger(1) for syslog");
    await end();
  });

  it("stays with standard error when NUT_DEBUG_SYSLOG=stderr", async () => {
    const host = new FakeHost();
    host.env = { NUT_DEBUG_SYSLOG: "stderr" };
    host.inBackground();
    const { daemon, end } = await start(host, { mode: "background" });
    daemon.log.error("after");
    expect(host.said).toContain("after\n");
    expect(host.runner.feeds).toHaveLength(0);
    await end();
  });

  it("is silent in the background when NUT_DEBUG_SYSLOG=none", async () => {
    const host = new FakeHost();
    host.env = { NUT_DEBUG_SYSLOG: "none" };
    host.inBackground();
    const { daemon, end } = await start(host, { mode: "background" }, (it) => it.log.warning("before"));
    daemon.log.error("after");
    expect(host.said).toBe("before\n");
    expect(host.runner.feeds).toHaveLength(0);
    await end();
  });

  it("names a value of NUT_DEBUG_SYSLOG that it does not know", async () => {
    const host = new FakeHost();
    host.env = { NUT_DEBUG_SYSLOG: "journal" };
    const { end } = await start(host);
    expect(host.said).toContain("NUT_DEBUG_SYSLOG='journal'");
    await end();
  });
});

describe("a daemon started by root", () => {
  const nut = { name: "nut", uid: 102, gid: 109, groups: [109, 20] };

  it("becomes the account nut before it writes the PID file", async () => {
    const host = new FakeHost();
    host.users.root = true;
    host.users.accounts.set("nut", nut);
    const { end } = await start(host, { mode: "foreground-pid" });
    expect(host.users.became).toEqual(nut);
    await end();
  });

  it("is still root until its sockets are open", async () => {
    const host = new FakeHost();
    host.users.root = true;
    host.users.accounts.set("nut", nut);
    let before: unknown = "";
    const { end } = await start(host, {}, () => {
      before = host.users.became;
    });
    expect(before).toBeUndefined();
    await end();
  });

  it("refuses an account that does not exist before anything is opened", async () => {
    const host = new FakeHost();
    host.users.root = true;
    let ran = false;
    const body: DaemonBody = () => {
      ran = true;
      return Promise.resolve(0);
    };
    expect(await runDaemon(options({ user: "ups" }), body, host)).toBe(1);
    expect(host.said).toContain("OS user ups not found");
    expect(ran).toBe(false);
  });

  it("stays root, and says so, where there is no account nut", async () => {
    const host = new FakeHost();
    host.users.root = true;
    const { end } = await start(host);
    expect(host.said).toContain("running as root");
    await end();
  });

  it("keeps who it is when it was not root", async () => {
    const host = new FakeHost();
    host.users.accounts.set("nut", nut);
    const { end } = await start(host, { user: "nut" });
    expect(host.users.became).toBeUndefined();
    await end();
  });
});

describe("another root folder", () => {
  it("is refused to anybody but root, with what to do under systemd", async () => {
    const host = new FakeHost();
    expect(await runDaemon(options({ chroot: "/jail" }), serve, host)).toBe(1);
    expect(host.said).toContain("only root can change the root folder");
    expect(host.said).toContain("RootDirectory=/jail");
    expect(host.launches).toHaveLength(0);
  });

  it("is refused when Node is not inside", async () => {
    const host = new FakeHost();
    host.users.root = true;
    expect(await runDaemon(options({ chroot: "/nowhere-at-all" }), serve, host)).toBe(1);
    expect(host.said).toContain(`/nowhere-at-all${process.execPath} does not exist`);
  });

  it("is entered through chroot(8), with the ids looked up outside", async () => {
    const host = new FakeHost();
    host.users.root = true;
    host.users.accounts.set("nut", { name: "nut", uid: 102, gid: 109, groups: [109] });
    await runDaemon(options({ chroot: "/" }), serve, host);
    expect(host.launches).toMatchObject([
      { kind: "attached", through: ["chroot", "/"], env: { NUTTS_INSIDE_CHROOT: "102:109:109" } },
    ]);
  });

  it("runs the body inside, as the account looked up outside", async () => {
    const host = new FakeHost();
    host.users.root = true;
    host.env = { NUTTS_INSIDE_CHROOT: "102:109:109" };
    const { end } = await start(host, { chroot: "/jail" });
    expect(host.launches).toHaveLength(0);
    expect(host.users.became).toMatchObject({ uid: 102, gid: 109, groups: [109] });
    await end();
  });
});

describe("a daemon under systemd", () => {
  it("says READY with its process number, RELOADING and READY around a reload, and STOPPING", async () => {
    const host = new FakeHost();
    host.env = { NOTIFY_SOCKET: "/run/systemd/notify" };
    const { end } = await start(host, {}, (daemon) => daemon.onReload(() => undefined));
    host.signals.send("SIGHUP");
    await host.clock.settle();
    await end();
    const said = host.runner.ran.map((line) => line.replace(/ ?MONOTONIC_USEC=\d+/, ""));
    expect(said).toEqual([
      "systemd-notify --ready --pid=4321",
      "systemd-notify RELOADING=1",
      "systemd-notify --ready --pid=4321",
      "systemd-notify STOPPING=1 --status=Signal 15: exiting",
    ]);
  });

  it("logs to the journal alone, with priorities", async () => {
    const host = new FakeHost();
    host.journal = true;
    const { daemon, end } = await start(host);
    daemon.log.error("after");
    expect(host.said).toContain("<3>after\n");
    await end();
  });
});
