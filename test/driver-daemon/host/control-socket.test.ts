import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  askForList,
  askToStart,
  askToStop,
  type ControlActions,
  openControlSocket,
} from "../../../src/driver-daemon/host/control-socket.ts";
import { SYSTEM_CLOCK } from "../../../src/system/clock.ts";
import { SILENT_LOG } from "../../../src/system/log/log.ts";

let folder = "";
let path = "";
let sockets: { close(): void }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-"));
  path = join(folder, "control");
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
  sockets = [];
  rmSync(folder, { recursive: true });
});

async function openSocket(actions: Partial<ControlActions> = {}): Promise<void> {
  const all: ControlActions = {
    start: (upsname, ms) => Promise.resolve({ outcome: "up", text: `${upsname} "within" ${ms}` }),
    stop: () => Promise.resolve(),
    list: () => ["a", "b c"],
    ...actions,
  };
  sockets.push(await openControlSocket(path, all, SILENT_LOG));
}

describe("the control socket of a driver host", () => {
  it("is for its account alone", async () => {
    await openSocket();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("starts a UPS and tells how it went", async () => {
    await openSocket();
    expect(await askToStart(path, "my ups", 75_000, SYSTEM_CLOCK)).toEqual({
      outcome: "up",
      text: 'my ups "within" 75000',
    });
  });

  it("lets a UPS go", async () => {
    const gone: string[] = [];
    await openSocket({ stop: (upsname) => Promise.resolve(void gone.push(upsname)) });
    expect(await askToStop(path, "b c", SYSTEM_CLOCK)).toBe(true);
    expect(gone).toEqual(["b c"]);
    expect(await askToStop(join(folder, "none"), "a", SYSTEM_CLOCK)).toBe(false);
  });

  it("lists the UPSes", async () => {
    await openSocket();
    expect(await askForList(path, SYSTEM_CLOCK)).toEqual(["a", "b c"]);
  });

  it("is not there without a host", async () => {
    expect(await askForList(path, SYSTEM_CLOCK)).toBeUndefined();
    expect(await askToStart(path, "a", 0, SYSTEM_CLOCK)).toBeUndefined();
  });

  it("is closed to a second host, and taken over from a dead one", async () => {
    await openSocket();
    await expect(openSocket()).rejects.toThrow(/a driver host listens on .*control already/);
    sockets.pop()?.close();
    writeFileSync(path, "");
    await openSocket();
    expect(await askForList(path, SYSTEM_CLOCK)).toHaveLength(2);
  });

  it("drops who talks rubbish", async () => {
    await openSocket();
    const socket = connect({ path });
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.write("GET / HTTP/1.1\n");
    await closed;
    expect(await askForList(path, SYSTEM_CLOCK)).toHaveLength(2);
  });
});
