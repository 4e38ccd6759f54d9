import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { processesOf } from "../sim/machine/processes.ts";
import { slowness } from "../sim/machine/slowness.ts";
import { alive, kill, RUN_JS, SAME_USER, until } from "./daemon.ts";
import { IS_ROOT, parentOf, titleOf, UpsmonMachine, userOf } from "./upsmon-machine.ts";

let machine: UpsmonMachine;
beforeEach(() => {
  machine = new UpsmonMachine();
});
afterEach(() => machine.clear());

const RUN = `${process.execPath} ${RUN_JS}`;

/** An upsmon whose NOTIFYCMD is upssched, and whose script is upssched-cmd. */
async function schedule(rows: string, actions: string, more = ""): Promise<void> {
  await machine.prepare(`NOTIFYCMD "${RUN} upssched"\n${more}`);
  plan(rows);
  writeFileSync(join(machine.folder, "upssched-cmd.conf"), actions, { mode: 0o644 });
}

/** Writes upssched.conf. */
function plan(rows: string): void {
  const { folder } = machine;
  const text = `CMDSCRIPT "${RUN} upssched-cmd"\nPIPEFN ${folder}/pipe\nLOCKFN ${folder}/lock\n${rows}`;
  writeFileSync(join(folder, "upssched.conf"), text, { mode: 0o644 });
}

/** The timer daemon, once it listens. */
const timerDaemon = async (): Promise<number> => {
  await until("the pipe", () => existsSync(join(machine.folder, "pipe")));
  const marks = { NUT_CONFPATH: machine.folder, NUTTS_TIMER_DAEMON: "1" };
  return until("the timer daemon", () => processesOf("upssched", marks)[0]);
};

/** Longer, once nothing else holds up the shutdown, than upsmon waits for a program that has not asked for it. */
const WORK = `echo "at work" >> "$NUTTS_TEST/told"; until test -e "$NUTTS_TEST/alone"; do sleep 0.1; done; sleep 4`;

/** A low battery; a secondary holds up the shutdown until WORK goes on, however long that takes to start. */
async function atWork(): Promise<void> {
  await machine.watching();
  machine.ups.logins.add("nas");
  machine.ups.status = "OB LB";
  await until("the work", () => machine.lines("told").includes("at work"));
  machine.ups.logins.clear();
  writeFileSync(join(machine.folder, "alone"), "");
}

describe("upsmon as processes", () => {
  it("goes to the background as a parent and a child, and stops at -c stop", async () => {
    await machine.prepare();
    const { status, err } = await machine.start().ended;
    expect({ status, err }).toMatchObject({ status: 0 });
    expect(err).toContain("(primary) (power value 1)");
    const child = await machine.watching();
    const parent = parentOf(child);
    expect(titleOf(parent)).toContain("upsmon-parent");
    expect((await machine.start("-c", "stop").ended).status).toBe(0);
    await until("both to be gone", () => !alive(child) && !alive(parent));
    expect([machine.pid, machine.server.heard.at(-1)]).toEqual([undefined, "LOGOUT"]);
  });

  it("in the foreground ends with its child at SIGTERM, with 0", async () => {
    await machine.prepare();
    const upsmon = machine.start("-F");
    const child = await machine.watching();
    process.kill(upsmon.pid, "SIGTERM");
    expect((await upsmon.ended).status).toBe(0);
    expect(alive(child)).toBe(false);
  });

  it("shuts down once when the battery is low: tells, sets FSD, writes the flag, runs SHUTDOWNCMD", async () => {
    await machine.prepare();
    const upsmon = machine.start("-F");
    await machine.watching();
    machine.ups.status = "OB LB";
    expect((await upsmon.ended).status).toBe(0);
    expect(machine.lines("down")).toHaveLength(1);
    // A program that hangs does not hold up SHUTDOWNCMD, so a slow one may be later.
    await until("four notifications", () => machine.lines("told").length >= 4);
    expect([...machine.lines("told")].sort()).toEqual(["FSD", "LOWBATT", "ONBATT", "SHUTDOWN"]);
    expect(readFileSync(machine.flag, "utf8")).toBe("upsmon-shutdown-file");
    expect(machine.ups.latched).toBe(true);
    await until("the message on terminals", () => machine.lines("wall").length > 0);
    expect(machine.lines("wall")).toEqual(["Executing automatic power-fail shutdown"]);
  });

  it("tells that SHUTDOWNCMD fails, stays, and runs it again in the parent until it works", async () => {
    await machine.prepare();
    machine.fake("down", 'echo x >> "$NUTTS_TEST/down"; test -e "$NUTTS_TEST/mended"');
    const upsmon = machine.start("-F");
    await machine.watching();
    machine.ups.status = "OB LB";
    await until("the event", () => machine.lines("told").includes("SHUTDOWN_FAILED"));
    expect(existsSync(machine.flag)).toBe(true);
    writeFileSync(join(machine.folder, "mended"), "");
    const { status, err } = await upsmon.ended;
    expect(status).toBe(0);
    expect(err).toContain("is tried again in 5 s");
    // More than once where the event is told so slowly that the file is mended after the next try.
    const again = err.match(/still has to go down: trying SHUTDOWNCMD again/g) ?? [];
    expect(again.length).toBeGreaterThan(0);
    expect(machine.lines("down")).toHaveLength(1 + again.length);
  });

  it("-c fsd shuts down, also when it comes right after the PID file", async () => {
    await machine.prepare();
    const upsmon = machine.start("-F");
    await until("the PID file", () => machine.pid);
    expect((await machine.start("-c", "fsd").ended).status).toBe(0);
    expect((await upsmon.ended).status).toBe(0);
    expect(upsmon.err).not.toMatch(/Debugger|inspector/i);
    expect(upsmon.err).toMatch(/Signal \d+: User requested FSD/);
    expect(machine.lines("down")).toHaveLength(1);
  });

  it("-c reload reads the file again", async () => {
    await machine.prepare();
    const upsmon = machine.start("-F");
    await machine.watching();
    machine.configure("SHUTDOWNCMD true\nMINSUPPLIES 0");
    await machine.start("-c", "reload").ended;
    await upsmon.says(/SHUTDOWNCMD changed in the file, but not in the process that obeys it/);
    machine.ups.status = "OB LB";
    await until("LOWBATT", () => machine.lines("told").includes("LOWBATT"));
    expect(machine.lines("told")).not.toContain("SHUTDOWN");
  });

  it("is in its PID file when systemd hears that it is up", async () => {
    await machine.prepare();
    machine.fake("systemd-notify", 'echo "$* $(cat "$NUT_PIDPATH/upsmon.pid" 2>&1)" >> "$NUTTS_TEST/told"');
    const upsmon = machine.startAs([...SAME_USER, "-F"], { ...machine.env, NOTIFY_SOCKET: "/nowhere" });
    const child = await machine.watching();
    await until("READY", () => machine.lines("told").some((line) => line.startsWith("--ready")));
    const ready = machine.lines("told").find((line) => line.startsWith("--ready")) ?? "";
    expect(ready).toMatch(new RegExp(`^--ready --pid=${upsmon.pid} .* ${child}$`));
  });

  it("-p is one process", async () => {
    await machine.prepare();
    const upsmon = machine.start("-F", "-p");
    expect(await machine.watching()).toBe(upsmon.pid);
    machine.ups.latched = true;
    await machine.goesDown();
    expect((await upsmon.ended).status).toBe(0);
    expect(existsSync(machine.flag)).toBe(true);
  });

  it("--dry-run decides, and touches nothing", async () => {
    await machine.prepare();
    const upsmon = machine.start("--dry-run");
    await until("the login", () => machine.server.logins() > 0);
    machine.ups.status = "OB LB";
    expect((await upsmon.ended).status).toBe(0);
    expect(upsmon.err).toContain(`Dry run: would now write ${machine.flag}`);
    expect(upsmon.err).toMatch(/Dry run: would now run SHUTDOWNCMD: .*down/);
    expect([machine.lines("down"), existsSync(machine.flag), machine.pid]).toEqual([[], false, undefined]);
  });

  it("is not stopped by any number of SIGTERMs once it has decided", async () => {
    await machine.prepare("HOSTSYNC 600");
    const lines = [
      'test "$NOTIFYTYPE" = FSD && echo hold 600 >&3',
      'echo "$NOTIFYTYPE" >> "$NUTTS_TEST/told"',
      'test "$NOTIFYTYPE" = FSD || exit 0',
      'until test -e "$NUTTS_TEST/go"; do sleep 0.1; done',
    ];
    machine.fake("notify", lines.join("\n"));
    const upsmon = machine.start("-F");
    const child = await machine.watching();
    machine.ups.logins.add("nas");
    machine.ups.status = "OB LB";
    await until("FSD", () => machine.lines("told").includes("FSD"));
    machine.ups.logins.clear();
    await until("the decision", () => machine.lines("told").includes("SHUTDOWN"));
    for (const pid of [upsmon.pid, child, upsmon.pid, child]) process.kill(pid, "SIGTERM");
    expect(machine.lines("down")).toEqual([]);
    writeFileSync(join(machine.folder, "go"), "");
    expect((await upsmon.ended).status).toBe(0);
    expect(machine.lines("down")).toHaveLength(1);
  });

  it("waits for a notification that has started a remote shutdown", async () => {
    await machine.prepare("HOSTSYNC 600");
    machine.fake(
      "notify",
      `test "$NOTIFYTYPE" = FSD || exit 0\necho hold 60 >&3\n${WORK}\necho done >> "$NUTTS_TEST/told"`,
    );
    const upsmon = machine.start("-F");
    await atWork();
    await machine.goesDown();
    expect(machine.lines("told")).toEqual(["at work", "done"]);
    await upsmon.ended;
  });

  it("waits for a machine that upssched and upssched-cmd shut down over ssh at FSD", async () => {
    const section = '[nas]\nssh = root@nas\ncommand = "poweroff"\ntimeout = 120\n';
    await schedule("AT FSD * EXECUTE nas\n", section, "HOSTSYNC 600");
    machine.fake("ssh", `${WORK}\necho "$*" >> "$NUTTS_TEST/told"`);
    const upsmon = machine.start("-F");
    await atWork();
    await machine.goesDown();
    expect(machine.lines("told")).toEqual(["at work", expect.stringMatching(/BatchMode=yes.* -- root@nas poweroff$/)]);
    await upsmon.ended;
  });

  it("does not look protected, and ends with 2, where its login is refused", async () => {
    await machine.prepare();
    machine.ups.loginError = "ACCESS-DENIED";
    const upsmon = machine.start("-F");
    await until("NOLOGIN", () => machine.lines("told").includes("NOLOGIN"));
    process.kill(upsmon.pid, "SIGTERM");
    expect((await upsmon.ended).status).toBe(2);
  });

  it("says what is wrong with its file before it goes to the background", async () => {
    await machine.prepare("MINSUPPLIES 5");
    const { status, err } = await machine.start().ended;
    expect(status).toBe(1);
    expect(err).toMatch(/upsmon\.conf:\d+:1: MINSUPPLIES is 5/);
    expect(machine.pid).toBeUndefined();
  });
});

describe("a process of upsmon that is killed or stopped", () => {
  it("as the child is replaced, and the machine still goes down", async () => {
    await machine.prepare();
    const upsmon = machine.start("-F");
    const child = await machine.watching();
    process.kill(child, "SIGKILL");
    const next = await until("another child", () => (machine.pid !== child ? machine.pid : undefined));
    await upsmon.says(/upsmon was lost \(signal SIGKILL\) and is started again/);
    await until("the message on terminals", () => machine.lines("wall").join().includes("upsmon was lost"));
    expect(next).not.toBe(child);
    await until("the login", () => machine.server.logins() > 0);
    machine.ups.status = "OB LB";
    expect((await upsmon.ended).status).toBe(0);
    expect(machine.lines("down")).toHaveLength(1);
  });

  it("as the parent is announced, and the child tries the deed itself", async () => {
    await machine.prepare();
    const upsmon = machine.start("-F");
    const child = await machine.watching();
    process.kill(upsmon.pid, "SIGKILL");
    await until("NOPARENT", () => machine.lines("told").includes("NOPARENT"));
    expect(alive(child)).toBe(true);
    machine.ups.status = "OB LB";
    await machine.goesDown();
    await until("the child to be gone", () => !alive(child));
    expect(machine.lines("down")).toHaveLength(1);
  });

  it.each([0, 300, 700, 1100, 1600])(
    "as the child, %i ms into an outage, still lets the machine go down once",
    async (ms) => {
      await machine.prepare("FINALDELAY 1");
      const upsmon = machine.start("-F");
      const child = await machine.watching();
      machine.ups.status = "OB LB";
      await new Promise((resolve) => setTimeout(resolve, ms));
      kill(child);
      await machine.goesDown();
      await upsmon.ended;
      expect(machine.lines("down")).toHaveLength(1);
    },
  );

  it("as the child, after the decision and with no server that would say so again, revokes nothing", async () => {
    await machine.prepare("FINALDELAY 600");
    const upsmon = machine.start("-F");
    await machine.watching();
    machine.ups.status = "OB";
    await until("ONBATT", () => machine.lines("told").includes("ONBATT"));
    await machine.server.stop();
    await until("SHUTDOWN", () => machine.lines("told").includes("SHUTDOWN"));
    machine.configure("FINALDELAY 0");
    kill(await until("the PID file", () => machine.pid));
    await upsmon.says(/It was decided before upsmon was lost: shutting down/);
    await machine.goesDown();
    expect((await upsmon.ended).status).toBe(0);
    expect(machine.lines("down")).toHaveLength(1);
  });

  it("is only stopped for a while, on battery, looks before it decides", async () => {
    // The server is the test's own, and may be slow where the machine is busy.
    const deadtime = Math.ceil(3 * slowness());
    await machine.prepare(`DEADTIME ${deadtime}`);
    const upsmon = machine.start("-F");
    const child = await machine.watching();
    machine.ups.status = "OB";
    await until("ONBATT", () => machine.lines("told").includes("ONBATT"));
    process.kill(child, "SIGSTOP");
    await new Promise((resolve) => setTimeout(resolve, (deadtime + 2) * 1000));
    machine.server.disconnectAll();
    process.kill(child, "SIGCONT");
    await upsmon.says(/Nothing ran here for \d+ s .*1 of 1 UPSes have answered afresh/s);
    expect(machine.lines("down")).toEqual([]);
    machine.ups.status = "OB LB";
    await machine.goesDown();
    await upsmon.ended;
  });

  it("as the timer daemon of upssched is missed by nobody: the next event starts another", async () => {
    await schedule("AT ONBATT * START-TIMER early 600\n", "[early]\nfsd\n", "NOTIFYFLAG ONLINE SYSLOG+EXEC");
    const upsmon = machine.start("-F");
    await machine.watching();
    machine.ups.status = "OB";
    const first = await timerDaemon();
    process.kill(first, "SIGKILL");
    await until("its end", () => !alive(first));
    machine.ups.status = "OL";
    await upsmon.says(/on line power/);
    plan("AT ONBATT * START-TIMER early 1\n");
    machine.ups.status = "OB";
    await machine.goesDown();
    expect((await upsmon.ended).err).toContain("User requested FSD");
    expect(machine.lines("down")).toHaveLength(1);
  });

  it("as the timer daemon of upssched, with a shutdown among its timers, leaves it to the low battery", async () => {
    await schedule("AT ONBATT * START-TIMER early 600\n", "[early]\nfsd\n");
    const upsmon = machine.start("-F");
    await machine.watching();
    machine.ups.status = "OB";
    process.kill(await timerDaemon(), "SIGKILL");
    machine.ups.status = "OB LB";
    await machine.goesDown();
    await upsmon.ended;
    expect(machine.lines("down")).toHaveLength(1);
  });

  it("as the server, on battery, takes the machine down after DEADTIME", async () => {
    await machine.prepare();
    const upsmon = machine.start("-F");
    await machine.watching();
    machine.ups.status = "OB";
    await until("ONBATT", () => machine.lines("told").includes("ONBATT"));
    await machine.server.stop();
    expect((await upsmon.ended).status).toBe(0);
    expect(machine.lines("down")).toHaveLength(1);
  });
});

/** What only root can do. */
const asRoot = IS_ROOT ? it : it.skip;

describe("upsmon that root starts", () => {
  asRoot("watches as RUN_AS_USER, from a file that only root can read, and shuts down as root", async () => {
    await machine.prepare("RUN_AS_USER nobody");
    writeFileSync(join(machine.folder, "told"), "", { mode: 0o666 });
    const upsmon = machine.startAs(["-F", "-u", "daemon"]);
    const child = await machine.watching();
    expect([userOf(upsmon.pid), userOf(child)]).toEqual([0, userIdOf("nobody")]);
    machine.ups.latched = true;
    expect((await upsmon.ended).status).toBe(0);
    expect(machine.lines("down")).toEqual(["0"]);
  });

  asRoot(
    "is asked for a forced shutdown by upssched-cmd, which is no more than its child is, also by the next child",
    async () => {
      await schedule("AT ONBATT * START-TIMER early 1\n", "[early]\nfsd\n", "RUN_AS_USER nobody");
      chmodSync(machine.folder, 0o777);
      const upsmon = machine.startAs(["-F"]);
      const first = await machine.watching();
      process.kill(first, "SIGKILL");
      const next = await until("another child", () => (machine.pid !== first ? machine.pid : undefined));
      await until("the login", () => machine.server.logins() > 0);
      expect([userOf(upsmon.pid), userOf(next)]).toEqual([0, userIdOf("nobody")]);
      machine.ups.status = "OB";
      expect(userOf(await timerDaemon())).toBe(userIdOf("nobody"));
      await machine.goesDown();
      expect((await upsmon.ended).err).toMatch(/User requested FSD/);
      expect([machine.lines("down"), alive(next)]).toEqual([["0"], false]);
    },
  );

  asRoot("hears of sleep from logind, through its parent", async () => {
    await machine.prepare();
    const signal = (value: boolean): string =>
      `{"type":"signal","member":"PrepareForSleep","payload":{"type":"b","data":[${value}]}}`;
    machine.fake(
      "busctl",
      `echo '${signal(true)}'\nuntil test -e "$NUTTS_TEST/wake"; do sleep 0.1; done\necho '${signal(false)}'\nsleep 60`,
    );
    const upsmon = machine.startAs(["-F", "-u", "root"], {
      ...machine.env,
      DBUS_SYSTEM_BUS_ADDRESS: "unix:path=/fake",
    });
    await until("SUSPEND_STARTING", () => machine.lines("told").includes("SUSPEND_STARTING"));
    writeFileSync(join(machine.folder, "wake"), "");
    await until("SUSPEND_FINISHED", () => machine.lines("told").includes("SUSPEND_FINISHED"));
    process.kill(upsmon.pid, "SIGTERM");
    expect((await upsmon.ended).status).toBe(0);
  });
});

const userIdOf = (name: string): number =>
  Number(
    readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .find(([user]) => user === name)?.[2] ?? -1,
  );
