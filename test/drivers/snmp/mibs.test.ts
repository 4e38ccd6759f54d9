/** What holds for every MIB. */
import { describe, expect, it } from "@jest/globals";
import type { SnmpValue } from "../../../src/device/snmp.ts";
import { itemOf } from "../../../src/drivers/snmp/instances.ts";
import type { Item, Mib, SnmpRow } from "../../../src/drivers/snmp/mib.ts";
import { MIBS, type MibEntry } from "../../../src/drivers/snmp/mibs/index.ts";
import { isCommandName } from "../../../src/nut/catalogue/commands.ts";
import { isVariableName } from "../../../src/nut/catalogue/variables.ts";
import { checkValue, typeFacts } from "../../../src/nut/var-type.ts";

const mibs: { readonly entry: MibEntry; readonly mib: Mib }[] = [];
for (const entry of MIBS) mibs.push({ entry, mib: await entry.load() });

const VIEW = { known: () => undefined, option: () => undefined, note: () => undefined, holds: () => false };
const bytes = (text: string): SnmpValue => ({ type: "OCTET STRING", bytes: Buffer.from(text) });

const oidsOf = (row: SnmpRow): readonly string[] => ("oid" in row ? [row.oid] : "send" in row ? [row.send.oid] : []);
const withNumbers = (text: string): string => text.replace(/[#@]/g, "1");
const rowName = (row: SnmpRow): string => JSON.stringify(row);
const OID = /^[12](\.\d+)+$/;

const firstOid = ({ rows }: Mib, name: string): string | undefined =>
  rows.flatMap((row) => ("var" in row && row.var === name && "oid" in row ? [row.oid.replace("@", "0")] : []))[0];

describe("the list of MIBs", () => {
  it("tries those of makers before the standard", () => {
    expect(MIBS.at(-1)?.name).toBe("ietf");
    expect(MIBS.map(({ name }) => name).indexOf("tripplite")).toBe(MIBS.length - 2);
  });

  it("tells devices of one sysObjectID apart by the objects of their models", () => {
    const keys = MIBS.map(({ sysOid, model }) => `${sysOid} ${model}`);
    expect(keys).toEqual([...new Set(keys)]);
  });
});

describe.each(mibs.map((one) => [`${one.entry.name} (${one.entry.sysOid})`, one] as const))(
  "%s",
  (_, { entry, mib }) => {
    const { rows } = mib;

    it("is recognised by the object of its own model", () => {
      const probe = mib.probe?.oid.replace("@", "0");
      expect(entry.model).toBe(probe ?? firstOid(mib, "device.model") ?? firstOid(mib, "ups.model"));
    });

    it("has OIDs that are some", () => {
      const oids = rows.flatMap(oidsOf).map(withNumbers);
      expect(oids.filter((oid) => !OID.test(oid))).toEqual([]);
    });

    it("has names of the catalogue", () => {
      const names = rows.flatMap((row) => ("var" in row ? [row.var] : [])).map(withNumbers);
      expect(names.filter((name) => !isVariableName(name))).toEqual([]);
      const commands = rows.flatMap((row) => ("cmd" in row ? [row.cmd] : [])).map(withNumbers);
      expect(commands.filter((name) => !isCommandName(name))).toEqual([]);
    });

    it("puts a number into each OID of what there are several of, and into no other", () => {
      const wrong = rows.filter((row) => oidsOf(row).some((oid) => oid.includes("#")) && itemOf(row) === undefined);
      expect(wrong.map(rowName)).toEqual([]);
    });

    it("can count what there are several of", () => {
      const items = new Set(rows.flatMap((row) => itemOf(row) ?? []));
      const countable = (item: Item): boolean =>
        rows.some((row) => ("var" in row && row.var === `${item}.count`) || ("oid" in row && itemOf(row) === item));
      expect([...items].filter((item) => !countable(item))).toEqual([]);
    });

    it("has each row once", () => {
      const keys = rows.map((row) => {
        const what = "var" in row ? row.var : "cmd" in row ? row.cmd : "status" in row ? row.status : rowName(row);
        return [what, ...oidsOf(row), "phases" in row ? row.phases : "", "when" in row ? rowName(row) : ""].join();
      });
      expect(keys.filter((key, at) => "var" in (rows[at] ?? {}) && keys.indexOf(key) !== at)).toEqual([]);
    });

    it("writes what it reads, and nothing that is none", () => {
      for (const row of rows) {
        if (!("rw" in row) || !("as" in row)) continue;
        const type = typeof row.rw === "function" ? row.rw(bytes(""), VIEW) : row.rw;
        const samples = type.kind === "enum" ? type.values : type.kind === "number" ? ["10"] : ["7"];
        const again = samples.map((text) => {
          const raw = row.as.write(text, VIEW);
          return raw === undefined ? undefined : row.as.read(raw, VIEW);
        });
        expect([rowName(row), again]).toEqual([rowName(row), [...samples]]);
        expect(samples.map((text) => checkValue({ ...typeFacts(type), rw: true }, text))).toEqual(
          samples.map(() => "ok"),
        );
        if (type.kind === "enum") expect(row.as.write("no such word", VIEW)).toBeUndefined();
      }
    });
  },
);
