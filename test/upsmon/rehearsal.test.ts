/** `--dry-run`: FSD is set on the servers, but no UPS is told to go off, and nothing is left for the next boot. */
import { expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { startWatch } from "../../src/upsmon/shell/watch.ts";
import { monitor } from "../scenarios/monitor.ts";
import { FakeFiles, FakeRunner } from "../sim/machine/fake-host.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const PATH = "/etc/nut/upsmon.conf";
const RECORD = "/var/lib/nut/shutdown";
const CONF: UpsmonConf = {
  ...UPSMON_CONF_DEFAULTS,
  monitors: [monitor()],
  shutdowncmd: "halt",
  shutdownreturn: true,
  shutdownrecord: RECORD,
};
const BEFORE = '{"measured":[],"last":{"boot":"old","why":"x","how":"halt","armed":[],"at":1}}';

function watch(rehearsal: boolean) {
  const files = new FakeFiles();
  files.texts.set(RECORD, BEFORE);
  files.texts.set(
    PATH,
    `MONITOR ups1@server 1 monuser secret primary\nSHUTDOWNCMD halt\nSHUTDOWNRETURN 1\nSHUTDOWNRECORD ${RECORD}\n`,
  );
  const watching = startWatch(CONF, {
    clock: new VirtualClock(),
    log: SILENT_LOG,
    env: {},
    files,
    runner: new FakeRunner(),
    path: PATH,
    family: undefined,
    connectTimeoutMs: 1000,
    plan: { shutdowncmd: "halt", restartcmd: undefined, powerdownflag: undefined },
    rehearsal,
    shutDown: () => Promise.resolve(undefined),
    callOff: () => undefined,
    decided: () => undefined,
    status: () => undefined,
  });
  const { settings } = watching.engine.state;
  watching.reload();
  const after = watching.engine.state.settings;
  watching.engine.send({ kind: "stop", how: "end of the test" });
  return { wanted: [settings.shutdownreturn, after.shutdownreturn], record: files.texts.get(RECORD) };
}

it("tells no UPS to go off, not after a reload either, and leaves the record as it is", () => {
  expect(watch(true)).toEqual({ wanted: [false, false], record: BEFORE });
});

it("does both in earnest", () => {
  expect(watch(false)).toEqual({ wanted: [true, true], record: '{"measured":[]}\n' });
});
