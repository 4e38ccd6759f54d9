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
  /** Devices with another sysObjectID have the same objects, and a table that is meant for them. */
  readonly namedOnly?: true;
  load(): Promise<Mib>;
}

export const MIBS: readonly MibEntry[] = [
  {
    name: "apc_ats",
    version: "0.60",
    sysOid: "1.3.6.1.4.1.318.1.3.11",
    model: "1.3.6.1.4.1.318.1.1.8.1.5.0",
    load: async () => (await import("./apc-ats.ts")).MIB,
  },
  {
    name: "apc_pdu",
    version: "0.40",
    sysOid: "1.3.6.1.4.1.318.1.3.4.4",
    model: "1.3.6.1.4.1.318.1.1.4.1.4.0",
    load: async () => (await import("./apc-pdu.ts")).MIB,
  },
  {
    name: "apc_pdu",
    version: "0.40",
    sysOid: "1.3.6.1.4.1.318.1.3.4.5",
    model: "1.3.6.1.4.1.318.1.1.4.1.4.0",
    load: async () => (await import("./apc-pdu.ts")).MIB,
  },
  {
    name: "apc_pdu",
    version: "0.40",
    sysOid: "1.3.6.1.4.1.318.1.3.4.6",
    model: "1.3.6.1.4.1.318.1.1.4.1.4.0",
    load: async () => (await import("./apc-pdu.ts")).MIB,
  },
  {
    name: "apc",
    version: "0.10",
    sysOid: "1.3.6.1.4.1.318.1.3.4.9",
    model: "1.3.6.1.4.1.318.1.1.30.2.1.1.4.1",
    load: async () => (await import("./apc-epdu.ts")).MIB,
  },
  {
    name: "apcc",
    version: "1.61",
    sysOid: "1.3.6.1.4.1.318.1.1.1.1.1.1.0",
    model: "1.3.6.1.4.1.318.1.1.1.1.1.1.0",
    load: async () => (await import("./apcc.ts")).MIB,
  },
  {
    name: "baytech",
    version: "0.4035",
    sysOid: "1.3.6.1.4.1.4779",
    model: "1.3.6.1.4.1.4779.1.3.5.2.1.24.1",
    load: async () => (await import("./baytech.ts")).MIB,
  },
  {
    name: "baytech_rpc3nc",
    version: "0.4035",
    sysOid: "1.3.6.1.4.1.4779",
    model: "1.3.6.1.4.1.4779.1.3.5.5.1.3.2.1",
    load: async () => (await import("./baytech-rpc3nc.ts")).MIB,
  },
  {
    name: "bestpower",
    version: "0.40",
    sysOid: "1.3.6.1.4.1.2947.1.1.2.0",
    model: "1.3.6.1.4.1.2947.1.1.2.0",
    load: async () => (await import("./bestpower.ts")).MIB,
  },
  {
    name: "cpqpower",
    version: "1.67",
    sysOid: "1.3.6.1.4.1.232.165.3",
    model: "1.3.6.1.4.1.232.165.3.1.2.0",
    load: async () => (await import("./cpqpower.ts")).MIB,
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
    name: "delta_ups",
    version: "0.51",
    sysOid: "1.3.6.1.4.1.2254.2.4",
    model: "1.3.6.1.4.1.2254.2.4.1.2.0",
    load: async () => (await import("./delta-ups.ts")).MIB,
  },
  {
    name: "eaton_ats16_nmc",
    version: "0.21",
    sysOid: "1.3.6.1.4.1.705.1",
    model: "1.3.6.1.4.1.534.10.2.1.2.0",
    load: async () => (await import("./eaton-ats16-nmc.ts")).MIB,
  },
  {
    name: "eaton_ats16_nm2",
    version: "0.23",
    sysOid: "1.3.6.1.4.1.534.10.2",
    model: "1.3.6.1.4.1.534.10.2.1.2.0",
    load: async () => (await import("./eaton-ats16-nm2.ts")).MIB,
  },
  {
    name: "eaton_ats30",
    version: "0.03",
    sysOid: "1.3.6.1.4.1.534.10.1",
    model: "1.3.6.1.4.1.534.10.1.2.1.0",
    load: async () => (await import("./eaton-ats30.ts")).MIB,
  },
  {
    name: "eaton_epdu",
    version: "0.69",
    sysOid: "1.3.6.1.4.1.534.6.6.7",
    model: "1.3.6.1.4.1.534.6.6.7.1.2.1.2.0",
    load: async () => (await import("./eaton-epdu.ts")).MIB,
  },
  {
    name: "eaton_pdu_nlogic",
    version: "0.10",
    sysOid: "1.3.6.1.4.1.534.7.1",
    model: "1.3.6.1.4.1.534.7.1.1.2.1.3.1",
    load: async () => (await import("./eaton-pdu-nlogic.ts")).MIB,
  },
  {
    name: "eaton_pxg_ups",
    version: "0.105",
    sysOid: "1.3.6.1.4.1.534.2.12",
    model: "1.3.6.1.4.1.534.1.1.2.0",
    load: async () => (await import("./eaton-pxg-ups.ts")).MIB,
  },
  {
    name: "eaton_pw_nm2",
    version: "0.106",
    sysOid: "1.3.6.1.4.1.534.1",
    model: "1.3.6.1.4.1.534.1.1.2.0",
    load: async () => (await import("./eaton-pw-nm2.ts")).MIB,
  },
  {
    name: "emerson_avocent_pdu",
    version: "1.30",
    sysOid: "1.3.6.1.4.1.10418.17.1.7",
    model: "1.3.6.1.4.1.10418.17.2.5.3.1.5.1.0",
    load: async () => (await import("./emerson-avocent-pdu.ts")).MIB,
  },
  {
    name: "aphel_revelation",
    version: "0.52",
    sysOid: "1.3.6.1.4.1.534.6.6.6",
    model: "1.3.6.1.4.1.534.6.6.6.1.1.12.0",
    load: async () => (await import("./aphel-revelation.ts")).MIB,
  },
  {
    name: "aphel_genesisII",
    version: "0.52",
    sysOid: "1.3.6.1.4.1.17373",
    model: "1.3.6.1.4.1.17373.3.1.1.0",
    load: async () => (await import("./aphel-genesis2.ts")).MIB,
  },
  {
    name: "pulizzi_switched1",
    version: "0.50",
    sysOid: "1.3.6.1.4.1.20677.1",
    model: "1.3.6.1.4.1.20677.2.1.1.0",
    load: async () => (await import("./pulizzi-switched.ts")).MIB,
  },
  {
    name: "pulizzi_switched2",
    version: "0.50",
    sysOid: "1.3.6.1.4.1.20677.2",
    model: "1.3.6.1.4.1.20677.2.1.1.0",
    load: async () => (await import("./pulizzi-switched.ts")).MIB,
  },
  {
    name: "hpe_epdu",
    version: "0.34",
    sysOid: "1.3.6.1.4.1.232.165.7",
    model: "1.3.6.1.4.1.232.165.7.1.2.1.3.0",
    load: async () => (await import("./hpe-epdu.ts")).MIB,
  },
  {
    name: "hpe_pdu3_cis",
    version: "0.10",
    sysOid: "1.3.6.1.4.1.232.165.11",
    model: "1.3.6.1.4.1.232.165.11.1.2.1.3.1",
    load: async () => (await import("./hpe-pdu3-cis.ts")).MIB,
  },
  {
    name: "huawei",
    version: "0.40",
    sysOid: "1.3.6.1.4.1.8072.3.2.10",
    model: "1.3.6.1.4.1.2011.6.174.1.2.100.1.2.1",
    load: async () => (await import("./huawei.ts")).MIB,
  },
  {
    name: "mge",
    version: "0.55",
    sysOid: "1.3.6.1.4.1.705.1",
    model: "1.3.6.1.4.1.705.1.1.1.0",
    load: async () => (await import("./mge.ts")).MIB,
  },
  {
    name: "netvision",
    version: "0.45",
    sysOid: "1.3.6.1.4.1.4555.1.1.1",
    model: "1.3.6.1.4.1.4555.1.1.1.1.1.1.0",
    load: async () => (await import("./netvision.ts")).MIB,
  },
  {
    name: "raritan",
    version: "0.80",
    sysOid: "1.3.6.1.4.1.13742",
    model: "1.3.6.1.4.1.13742.1.1.12.0",
    load: async () => (await import("./raritan.ts")).MIB,
  },
  {
    name: "raritan-px2",
    version: "0.41",
    sysOid: "1.3.6.1.4.1.13742.6",
    model: "1.3.6.1.4.1.13742.6.3.2.1.1.3.1",
    load: async () => (await import("./raritan-px2.ts")).MIB,
  },
  {
    name: "vertiv",
    version: "0.01",
    sysOid: "1.3.6.1.4.1.476.1.42",
    model: "1.3.6.1.4.1.476.1.42.2.4.2.1.4.1",
    load: async () => (await import("./vertiv.ts")).MIB,
  },
  {
    name: "voltronic",
    version: "0.10",
    sysOid: "1.3.6.1.4.1.43943",
    model: "1.3.6.1.4.1.43943.1.1.1.3.0",
    load: async () => (await import("./voltronic.ts")).MIB,
  },
  {
    name: "xppc",
    version: "0.41",
    sysOid: "1.3.6.1.4.1.935",
    model: "1.3.6.1.4.1.935.1.1.1.1.1.1.0",
    load: async () => (await import("./xppc.ts")).MIB,
  },
  {
    name: "tripplite",
    version: "1.55",
    sysOid: "1.3.6.1.4.1.850.1",
    model: "1.3.6.1.2.1.33.1.1.2.0",
    namedOnly: true,
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
