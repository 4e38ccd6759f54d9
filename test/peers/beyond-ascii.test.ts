/** Names and passwords beyond ASCII between C programs, which drop those letters, and ours, which keep them. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { NutClient } from "../../src/netproto/client/nut-client.ts";
import { until } from "../sim/machine/started.ts";
import { NutFolder } from "./c-upsd.ts";
import { describePeers } from "./peer.ts";

const DUMP = ['SETINFO ups.status "OL"', "ADDCMD load.off", "DATAOK", "DUMPDONE"];

let folder: NutFolder;
beforeEach(async () => {
  folder = new NutFolder();
  folder.write("ups.conf", "[büro]\ndriver = fake\nport = none\n");
  folder.write("upsd.users", "[jürgen]\npassword = päss\ninstcmds = ALL\nupsmon primary\n");
  await folder.driver("bro", DUMP, { "load.off": 0 });
});
afterEach(() => folder.clear());

describePeers("C clients of our upsd", ["upsmon", "upscmd", "upsc"], ({ upsmon, upscmd, upsc }) => {
  it("upsmon logs in with what it reads from its file", async () => {
    const { port, lines } = await folder.ourUpsd();
    folder.write("upsmon.conf", `MONITOR büro@127.0.0.1:${port} 1 jürgen päss primary\nSHUTDOWNCMD true\n`);
    folder.upsmon(upsmon);
    await until("a login", () => lines.some((line) => line.includes("logged into UPS [büro]")));
  });

  it("upscmd with the bytes of its command line", async () => {
    const { port } = await folder.ourUpsd();
    const ended = await folder.ran(upscmd, "-u", "jürgen", "-p", "päss", `büro@127.0.0.1:${port}`, "load.off");
    expect(ended).toMatchObject({ status: 0 });
  });

  it("upsc by the shorter name, which it lists itself", async () => {
    const { port } = await folder.ourUpsd();
    expect((await folder.ran(upsc, "-l", `127.0.0.1:${port}`)).out).toBe("bro\n");
    expect((await folder.ran(upsc, `bro@127.0.0.1:${port}`, "ups.status")).out).toBe("OL\n");
  });
});

describePeers("our client of the C upsd", ["upsd"], ({ upsd }) => {
  it("logs in and asks, by the name and password of the C server's own files", async () => {
    const port = await folder.cUpsd(upsd);
    const client = await NutClient.connect({ host: "127.0.0.1", port, tls: { mode: "off" } });
    await client.authenticate("jürgen", "päss");
    await client.login("büro");
    await client.primary("büro");
    expect(await client.getVar("büro", "ups.status")).toBe("OL");
    expect((await client.listVar("büro")).get("ups.status")).toBe("OL");
    expect(await client.numLogins("büro")).toBe(1);
    expect(await client.instcmd("büro", "load.off")).toBe("accepted");
    await client.close();
  });
});
