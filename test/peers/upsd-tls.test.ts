/** TLS with Debian's programs, whose certificates live in NSS databases made with certutil. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { NutClient } from "../../src/netproto/client/nut-client.ts";
import { NutError } from "../../src/nut/errors.ts";
import { until } from "../sim/machine/started.ts";
import { NutFolder } from "./c-upsd.ts";
import { describePeers } from "./peer.ts";

const RACK = ['SETINFO ups.status "OL"', "DATAOK", "DUMPDONE"];
const DB_PASSWORD = "database";
const DIRECT = { host: "localhost", family: 4 } as const;

describePeers("TLS", ["upsd", "upsc", "upsmon", "certutil", "pk12util", "openssl"], (peers) => {
  let folder: NutFolder;
  let database: string;

  const tool = async (path: string, ...args: readonly string[]): Promise<string> => {
    const { status, out, err } = await folder.ran(path, ...args);
    if (status !== 0) throw new Error(`${path} ${args.join(" ")}: ${err}${out}`);
    return out;
  };
  const certutil = (...args: readonly string[]): Promise<string> =>
    tool(peers.certutil, ...args, "-d", `sql:${database}`, "-f", join(folder.folder, "password"));
  const pem = (name: string): string => join(folder.folder, `${name}.pem`);

  /** An authority and a server certificate in a database, as NUT's security chapter has it. */
  beforeEach(async () => {
    folder = new NutFolder();
    folder.write("ups.conf", "[rack]\ndriver = fake\nport = none\n");
    folder.write("upsd.users", "[mon]\npassword = pw\nupsmon primary\n");
    folder.write("password", `${DB_PASSWORD}\n`);
    folder.write("noise", "0123456789".repeat(20));
    await folder.driver("rack", RACK);
    database = join(folder.folder, "db");
    mkdirSync(database);
    const noise = ["-z", join(folder.folder, "noise"), "-v", "120"];
    await certutil("-N");
    await tool(
      "/bin/sh",
      "-c",
      `printf 'y\\n0\\ny\\n' | ${peers.certutil} -S -x -n ca -s CN=authority -t CT,C,C -2 -d sql:${database} -f ${folder.folder}/password ${noise.join(" ")}`,
    );
    await certutil("-S", "-n", "server", "-s", "CN=localhost", "-c", "ca", "-t", "u,u,u", "-m", "2", ...noise);
    folder.write("ca.pem", await certutil("-L", "-n", "ca", "-a"));
  });
  afterEach(() => folder.clear());

  /** What the error of our upsd tells people to do. */
  async function exported(): Promise<string> {
    const refusal = await folder.ourUpsd(`CERTPATH ${database}\nCERTIDENT server ${DB_PASSWORD}\n`).then(
      () => "",
      (error: unknown) => (error instanceof NutError ? (error.detail ?? "") : String(error)),
    );
    const command = /^ {2}(pk12util .*)$/m.exec(refusal)?.[1] ?? "false";
    const answered = command
      .replace("pk12util ", `${peers.pk12util} -k ${folder.folder}/password -W export `)
      .replace("openssl pkcs12 ", `${peers.openssl} pkcs12 -passin pass:export `);
    await tool("/bin/sh", "-c", `cd ${folder.folder} && ${answered}`);
    return pem("upsd");
  }

  it("of ours takes the certificate that the named command exports from the database", async () => {
    const { port } = await folder.ourUpsd(`CERTFILE ${await exported()}\n`);
    const client = new NutClient({
      ...DIRECT,
      port,
      tls: { mode: "require", verify: true, ca: [readFileSync(pem("ca"), "utf8")], certName: "localhost" },
    });
    await client.connect();
    expect(await client.getVar("rack", "ups.status")).toBe("OL");
    await client.close();
  });

  it("of ours is used by Debian's upsc", async () => {
    const { port, lines } = await folder.ourUpsd(`CERTFILE ${await exported()}\n`);
    const { out } = await folder.ran(peers.upsc, `rack@localhost:${port}`, "ups.status");
    expect(out).toBe("OL\n");
    expect(lines.join("\n")).toMatch(/Client 127\.0\.0\.1: encrypted with TLSv1\.[23]/);
  });

  it("of ours satisfies Debian's upsmon with CERTVERIFY and FORCESSL", async () => {
    const { port, lines } = await folder.ourUpsd(`CERTFILE ${await exported()}\n`);
    folder.write(
      "upsmon.conf",
      [
        `MONITOR rack@localhost:${port} 1 mon pw primary`,
        'SHUTDOWNCMD "true"',
        `CERTPATH ${database}`,
        `CERTIDENT server ${DB_PASSWORD}`,
        "CERTHOST localhost localhost 1 1",
        "CERTVERIFY 1",
        "FORCESSL 1",
        "",
      ].join("\n"),
    );
    folder.upsmon(peers.upsmon);
    await until("a login", () => lines.includes("User mon@127.0.0.1 logged into UPS [rack] (SSL)"));
  });

  it("of Debian's upsd is used by our client, which checks its certificate", async () => {
    const port = await folder.cUpsd(peers.upsd, `CERTPATH ${database}\nCERTIDENT server ${DB_PASSWORD}\n`);
    const ca = [readFileSync(pem("ca"), "utf8")];
    const client = new NutClient({
      ...DIRECT,
      port,
      tls: { mode: "require", verify: true, ca, certName: "localhost" },
    });
    await client.connect();
    expect(await client.getVar("rack", "ups.status")).toBe("OL");
    await client.close();
    expect(existsSync(pem("ca"))).toBe(true);
  });
});
