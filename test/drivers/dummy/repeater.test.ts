import { describe, expect, it } from "@jest/globals";
import type { NutOpener, UpstreamUps, UpstreamWho } from "../../../src/device/openers.ts";
import { DeviceError, type Reported } from "../../../src/drivers/types.ts";
import type { UpsId } from "../../../src/nut/ups-id.ts";
import { enumeration } from "../../../src/nut/var-type.ts";
import { type Bench, benchOf, served } from "./bench.ts";

const LOGIN = { repeater_username: "admin", repeater_password: "s3cret" };

/** A server with one UPS, whose faults a test sets. */
class FakeServer implements NutOpener {
  readonly vars = new Map<string, Reported>([
    ["driver.name", { value: "usbhid-ups" }],
    ["device.mfr", { value: "Example" }],
    ["input.sensitivity", { value: "low", rw: true, type: enumeration("low", "high") }],
    ["server.info", { value: "a server" }],
    ["ups.alarm", { value: "Replace battery!" }],
    ["ups.status", { value: "ALARM OL RB" }],
  ]);
  readonly asked: string[] = [];
  down: Error | undefined;
  opens = 0;
  closes = 0;

  /** A user that only nutauth.conf knows. */
  known = false;
  authconf: string | undefined;

  open(id: UpsId, { username, password, authconf }: UpstreamWho = {}): Promise<UpstreamUps> {
    this.authconf = authconf;
    if (this.down) return Promise.reject(this.down);
    this.opens++;
    this.asked.push(`open ${id.upsname}@${id.host}:${id.port} as ${username ?? "nobody"}`);
    return Promise.resolve({
      asUser: this.known || (username !== undefined && password !== undefined),
      read: () => (this.down ? Promise.reject(this.down) : Promise.resolve(this.vars)),
      commands: () => Promise.resolve(["driver.reload", "load.off", "beeper.mute"]),
      setvar: (name, value) => this.#ask(`set ${name} ${value}`),
      instcmd: (name, param) => this.#ask(`cmd ${name} ${param ?? ""}`.trim()),
      close: () => {
        this.closes++;
        return Promise.resolve();
      },
    });
  }

  #ask(what: string): Promise<void> {
    this.asked.push(what);
    return this.down ? Promise.reject(this.down) : Promise.resolve();
  }
}

async function repeating(values: Readonly<Record<string, string>> = {}): Promise<{ server: FakeServer; bench: Bench }> {
  const server = new FakeServer();
  const bench = benchOf({ port: "ups1@host:3494", ...values }, { nut: server });
  await bench.driver.open(bench.wake);
  return { server, bench };
}

describe("dummy-ups as a repeater", () => {
  it("serves what the server serves, without the driver.* and server.* of the other side", async () => {
    const { bench } = await repeating();
    expect(served(await bench.driver.poll("full"))).toEqual([
      "device.mfr\tExample\t-",
      "input.sensitivity\tlow\t-",
      "ups.alarm\tReplace battery!\t-",
      "ups.status\tALARM OL RB\t-",
    ]);
  });

  it("withdraws what the server has withdrawn", async () => {
    const { server, bench } = await repeating();
    server.vars.delete("ups.alarm");
    server.vars.set("ups.status", { value: "OL" });
    const lines = served(await bench.driver.poll("full"));
    expect(lines).toContain("ups.status\tOL\t-");
    expect(lines.join()).not.toContain("ups.alarm");
  });

  it("publishes its mode, and asks the server and port that the settings name", async () => {
    const server = new FakeServer();
    const bench = benchOf({ port: "ups1@host:3494" }, { nut: server });
    const identity = await bench.driver.open(bench.wake);
    expect(identity.published?.get("driver.parameter.mode")).toBe("repeater");
    expect(identity.title).toContain("ups1@host:3494");
    expect(server.asked).toEqual(["open ups1@host:3494 as nobody"]);
  });

  it("offers nothing to set and no command without a user, and says what to do", async () => {
    const { bench } = await repeating();
    expect((await bench.driver.poll("full")).commands).toEqual([]);
    expect(await bench.driver.setvar("input.sensitivity", "high")).toBe("failed");
    expect(bench.said.join("\n")).toContain("set repeater_username and repeater_password");
  });

  it("passes variables and commands on as the user, and says neither password nor value", async () => {
    const { server, bench } = await repeating(LOGIN);
    const reading = await bench.driver.poll("full");
    expect(reading.vars.get("input.sensitivity")).toMatchObject({ rw: true });
    expect(reading.commands).toEqual(["load.off", "beeper.mute"]);
    expect(await bench.driver.setvar("input.sensitivity", "high")).toBe("handled");
    expect(await bench.driver.instcmd("load.off", "5")).toBe("handled");
    expect(server.asked.slice(1)).toEqual(["set input.sensitivity high", "cmd load.off 5"]);
    expect(bench.said.join("\n")).not.toContain("s3cret");
  });

  it("passes on as the user of nutauth.conf, which authconf names", async () => {
    const server = new FakeServer();
    server.known = true;
    const bench = benchOf({ port: "ups1@host", authconf: "/etc/nut/relay.conf" }, { nut: server });
    await bench.driver.open(bench.wake);
    expect((await bench.driver.poll("full")).commands).toEqual(["load.off", "beeper.mute"]);
    expect(await bench.driver.setvar("input.sensitivity", "high")).toBe("handled");
    expect([server.authconf, ...server.asked]).toEqual([
      "/etc/nut/relay.conf",
      "open ups1@host:3493 as nobody",
      "set input.sensitivity high",
    ]);
  });

  it("reports a refusal of the server as a failure", async () => {
    const { server, bench } = await repeating(LOGIN);
    server.down = new Error("Access denied");
    expect(await bench.driver.instcmd("load.off")).toBe("failed");
    expect(bench.said).toContain("warning: INSTCMD load.off failed on ups1@host:3494: Access denied");
  });
});

describe("a repeated status", () => {
  it("is told to be charging or discharging where the server says neither but the charge moves", async () => {
    const { server, bench } = await repeating();
    const statusAt = async (charge: string, status: string): Promise<readonly string[] | undefined> => {
      server.vars.set("battery.charge", { value: charge }).set("ups.status", { value: status });
      return (await bench.driver.poll("full")).status;
    };
    expect(await statusAt("50", "OL")).toEqual(["OL"]);
    expect(await statusAt("51", "OL")).toEqual(["OL", "CHRG"]);
    expect(await statusAt("51", "OL")).toEqual(["OL"]);
    expect(await statusAt("49", "OB DISCHRG")).toEqual(["OB", "DISCHRG"]);
  });
});

describe("a repeater whose server is away", () => {
  it("does not start, and says why", async () => {
    const server = new FakeServer();
    server.down = new Error("Connection refused");
    const bench = benchOf({ port: "ups1@host" }, { nut: server });
    await expect(bench.driver.open(bench.wake)).rejects.toMatchObject({
      fault: "absent",
      message: "ups1@host: Connection refused",
    });
  });

  it("starts all the same with repeater_disable_strict_start, and serves once the server is there", async () => {
    const server = new FakeServer();
    server.down = new Error("Connection refused");
    const bench = benchOf({ port: "ups1@host", repeater_disable_strict_start: "" }, { nut: server });
    await bench.driver.open(bench.wake);
    await expect(bench.driver.poll("full")).rejects.toMatchObject({ fault: "stale" });
    server.down = undefined;
    expect(served(await bench.driver.poll("full"))).toContain("device.mfr\tExample\t-");
  });

  it("does not start with a nutauth.conf that cannot be used, however patient; later that makes it stale", async () => {
    const server = new FakeServer();
    const wrong = new DeviceError("configuration", "nutauth.conf:1: wrong");
    const bench = benchOf({ port: "ups1@host", repeater_disable_strict_start: "" }, { nut: server });
    server.down = wrong;
    await expect(bench.driver.open(bench.wake)).rejects.toBe(wrong);
    await expect(bench.driver.poll("full")).rejects.toMatchObject({ fault: "stale" });
  });

  it("is stale, closes the connection and opens a new one with the next poll", async () => {
    const { server, bench } = await repeating();
    server.down = new DeviceError("lost", "connection closed");
    await expect(bench.driver.poll("full")).rejects.toMatchObject({ fault: "stale" });
    expect(server.closes).toBe(1);
    server.down = undefined;
    await bench.driver.poll("full");
    expect(server.opens).toBe(2);
  });

  it("keeps the connection when only the data over there are stale", async () => {
    const { server, bench } = await repeating();
    server.down = new DeviceError("stale", "Data stale");
    await expect(bench.driver.poll("full")).rejects.toMatchObject({ fault: "stale", message: "Data stale" });
    expect([server.opens, server.closes]).toEqual([1, 0]);
  });

  it("refuses a port that names no UPS as a mistake of configuration", () => {
    expect(() => benchOf({ port: "@host" })).toThrow(/names no UPS/);
    expect(() => benchOf({ port: "ups1@", mode: "repeater" })).toThrow(/write upsname@hostname/);
  });
});
