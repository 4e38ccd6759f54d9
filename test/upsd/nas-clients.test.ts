/** A Synology and a QNAP, whose UPS names, users and passwords cannot be changed, as clients of one device. */
import { describe, expect, it } from "@jest/globals";
import { ask, upsdWorld, type WorldTexts } from "../sim/servers/upsd-world.ts";

const WORLD: WorldTexts = {
  "ups.conf": '[rack]\ndriver = fake\nport = none\naliases = "ups qnapups"\n',
  "upsd.users":
    "[monuser]\npassword = secret\nupsmon secondary\n[admin]\npassword = 123456\nupsmon secondary\n" +
    "[mon]\npassword = pw\nupsmon primary\n",
  drivers: {
    rack: [
      'SETINFO ups.mfr "ACME"',
      'SETINFO ups.model "500"',
      'SETINFO ups.status "OL"',
      'SETINFO battery.charge "100"',
      "DATAOK",
      "DUMPDONE",
    ],
  },
};

const SYNOLOGY = "192.168.1.20";
const QNAP = "192.168.1.30";
const TLS_NO = "ERR FEATURE-NOT-CONFIGURED\n";
const status = (name: string): string => `GET VAR ${name} ups.status\n`;

async function network() {
  const world = await upsdWorld(WORLD);
  const primary = world.visit("127.0.0.1");
  ask(primary, "USERNAME mon\nPASSWORD pw\nLOGIN rack\nPRIMARY rack\n");
  /** DSM's upsmon: one connection, for as long as it runs. */
  const dsm = world.visit(SYNOLOGY);
  /** What `upsc` asks, DSM's and QTS's alike, is a connection of its own. */
  const upsc = (address: string, line: string): string => {
    const session = world.visit(address);
    const answer = ask(session, line);
    expect(ask(session, "LOGOUT\n")).toBe("OK Goodbye\n");
    session.end();
    return answer;
  };
  return { ...world, primary, dsm, upsc };
}

describe("a Synology", () => {
  it("tries TLS, logs in as monuser on the UPS ups, and asks for the status on that connection", async () => {
    const { dsm, lines } = await network();
    expect(ask(dsm, "STARTTLS\n")).toBe(TLS_NO);
    expect(ask(dsm, "USERNAME monuser\n")).toBe("OK\n");
    expect(ask(dsm, "PASSWORD secret\n")).toBe("OK\n");
    expect(ask(dsm, "LOGIN ups\n")).toBe("OK\n");
    for (let poll = 0; poll < 3; poll++) expect(ask(dsm, status("ups"))).toBe('VAR ups ups.status "OL"\n');
    expect(lines).toContain(`User monuser@${SYNOLOGY} logged into UPS [rack]`);
  });

  it("finds the maker and the model that its control panel asks for", async () => {
    const { upsc } = await network();
    expect(upsc(SYNOLOGY, `STARTTLS\nGET VAR ups ups.mfr\nGET VAR ups ups.model\n`)).toBe(
      `${TLS_NO}VAR ups ups.mfr "ACME"\nVAR ups ups.model "500"\n`,
    );
    expect(upsc(SYNOLOGY, "LIST VAR ups\n")).toMatch(/^BEGIN LIST VAR ups\nVAR ups [\s\S]*\nEND LIST VAR ups\n$/);
  });

  it("cannot become primary, command or force a shutdown", async () => {
    const { dsm } = await network();
    ask(dsm, "USERNAME monuser\nPASSWORD secret\nLOGIN ups\n");
    expect(ask(dsm, "PRIMARY ups\nMASTER ups\nFSD ups\n")).toBe("ERR ACCESS-DENIED\n".repeat(3));
  });
});

describe("a QNAP", () => {
  it("asks for the status and the last battery test of qnapups again and again, each on a connection of its own", async () => {
    const { upsc } = await network();
    for (let poll = 0; poll < 3; poll++) {
      expect(upsc(QNAP, status("qnapups"))).toBe('VAR qnapups ups.status "OL"\n');
      expect(upsc(QNAP, "GET VAR qnapups ups.test.result\n")).toBe("ERR VAR-NOT-SUPPORTED\n");
    }
    expect(upsc(QNAP, "LIST VAR qnapups\n")).toContain('VAR qnapups battery.charge "100"\n');
  });

  it("may log in as admin, and is a secondary and nothing more", async () => {
    const { visit } = await network();
    const nas = visit(QNAP);
    expect(ask(nas, "USERNAME admin\nPASSWORD 123456\nLOGIN qnapups\nPRIMARY qnapups\nFSD qnapups\n")).toBe(
      "OK\nOK\nOK\nERR ACCESS-DENIED\nERR ACCESS-DENIED\n",
    );
  });
});

describe("both on one UPS", () => {
  it("hear of a forced shutdown by their own names, and the primary waits until the last has gone", async () => {
    const { visit, primary, dsm, upsc } = await network();
    const qts = visit(QNAP);
    ask(dsm, "USERNAME monuser\nPASSWORD secret\nLOGIN ups\n");
    ask(qts, "USERNAME admin\nPASSWORD 123456\nLOGIN qnapups\n");
    expect(ask(primary, "FSD rack\nGET NUMLOGINS rack\n")).toBe("OK FSD-SET\nNUMLOGINS rack 3\n");
    expect(ask(dsm, status("ups"))).toBe('VAR ups ups.status "FSD OL"\n');
    expect(upsc(QNAP, status("qnapups"))).toBe('VAR qnapups ups.status "FSD OL"\n');
    ask(dsm, "LOGOUT\n");
    dsm.end();
    expect(ask(primary, "LIST CLIENT rack\n")).toBe(
      `BEGIN LIST CLIENT rack\nCLIENT rack ${QNAP}\nCLIENT rack 127.0.0.1\nEND LIST CLIENT rack\n`,
    );
    qts.end();
    expect(ask(primary, "GET NUMLOGINS rack\n")).toBe("NUMLOGINS rack 1\n");
  });
});
