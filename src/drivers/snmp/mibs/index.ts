/** All MIBs in the order in which they are tried. Their rows are loaded only for the one that is chosen. */
import type { Mib } from "../mib.ts";

export interface MibEntry {
  /** As `mibs` of ups.conf names it. */
  readonly name: string;
  readonly version: string;
  /** sysObjectID of its devices. */
  readonly sysOid?: string;
  /** The object that all its devices have: their model. */
  readonly model: string;
  load(): Promise<Mib>;
}

export const MIBS: readonly MibEntry[] = [
  {
    name: "apcc",
    version: "1.61",
    sysOid: "1.3.6.1.4.1.318.1.1.1.1.1.1.0",
    model: "1.3.6.1.4.1.318.1.1.1.1.1.1.0",
    load: async () => (await import("./apcc.ts")).MIB,
  },
  {
    name: "cyberpower",
    version: "0.56",
    sysOid: "1.3.6.1.4.1.3808.1.1.1",
    model: "1.3.6.1.4.1.3808.1.1.1.1.1.1.0",
    load: async () => (await import("./cyberpower.ts")).MIB,
  },
  {
    name: "cyberpower",
    version: "0.56",
    sysOid: "1.3.6.1.4.1.3808",
    model: "1.3.6.1.4.1.3808.1.1.1.1.1.1.0",
    load: async () => (await import("./cyberpower.ts")).MIB,
  },
  {
    name: "eaton_pw_nm2",
    version: "0.106",
    sysOid: "1.3.6.1.4.1.534.1",
    model: "1.3.6.1.4.1.534.1.1.2.0",
    load: async () => (await import("./eaton-pw-nm2.ts")).MIB,
  },
  {
    name: "mge",
    version: "0.55",
    sysOid: "1.3.6.1.4.1.705.1",
    model: "1.3.6.1.4.1.705.1.1.1.0",
    load: async () => (await import("./mge.ts")).MIB,
  },
  {
    name: "tripplite",
    version: "1.55",
    sysOid: "1.3.6.1.4.1.850.1",
    model: "1.3.6.1.2.1.33.1.1.2.0",
    load: async () => (await import("./ietf.ts")).MIB,
  },
  {
    name: "ietf",
    version: "1.55",
    sysOid: "1.3.6.1.2.1.33",
    model: "1.3.6.1.2.1.33.1.1.2.0",
    load: async () => (await import("./ietf.ts")).MIB,
  },
];
