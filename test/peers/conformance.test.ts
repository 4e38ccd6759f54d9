/** The C upsd and ours, examined: no reason to complain. */
import { afterEach, expect, it } from "@jest/globals";
import { run } from "../../src/clients/conformance/program.ts";
import { CONFORMANCE } from "../../src/commands/conformance.ts";
import { FakeIo, lineOf } from "../sim/machine/fake-io.ts";
import { NutFolder } from "./c-upsd.ts";
import { describePeers } from "./peer.ts";

const DUMP = [
  'SETINFO ups.status "OL"',
  'SETINFO battery.charge "100"',
  'SETINFO ups.id "harmless"',
  "SETFLAGS ups.id RW STRING",
  "SETAUX ups.id 16",
  'SETINFO input.sensitivity "low"',
  "SETFLAGS input.sensitivity RW",
  'ADDENUM input.sensitivity "low"',
  'ADDENUM input.sensitivity "high"',
  "ADDCMD test.battery.start",
  "DATAOK",
  "DUMPDONE",
];

describePeers("the C project's upsd and ours, examined by conformance", ["upsd"], ({ upsd }) => {
  const folder = new NutFolder();

  afterEach(() => folder.clear());

  const examined = async (port: number) => {
    const io = new FakeIo();
    const password = folder.write("password", "secret\n");
    const argv = [`127.0.0.1:${port}`, "--user", "admin", "--password-file", password, "--write", "ups.id"];
    const status = await run(lineOf(CONFORMANCE.table, ...argv), io, CONFORMANCE.table);
    return { status, complaints: io.stdout.split("\n").filter((line) => /^(ODD|MISSING|-)/.test(line)) };
  };

  it("give no reason to complain", async () => {
    folder.write("ups.conf", '[rack]\ndriver = fake\nport = none\ndesc = "Rack"\n');
    folder.write("upsd.users", "[admin]\npassword = secret\nactions = SET\ninstcmds = ALL\n");
    await folder.driver("rack", DUMP);
    expect(await examined(await folder.cUpsd(upsd))).toEqual({ status: 0, complaints: [] });
    expect(await examined((await folder.ourUpsd()).port)).toEqual({ status: 0, complaints: [] });
  });
});
