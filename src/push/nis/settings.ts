/**
 * The section `[nis]` of web.conf:
 *
 *     [nis]
 *     listen = 127.0.0.1:3551
 *     ups = rack                which of several; the first if it is left out
 */
import { isIP } from "node:net";
import type { SectionShape } from "../../conf/web/web-conf.ts";

export interface NisSettings {
  readonly host: string;
  readonly port: number;
  readonly ups: string | undefined;
}

const KNOWN = ["listen", "ups"] as const;
const PORT = 3551;
const ADDRESS = /^(?:\[([\da-f:.]+)\]|([\d.]+))(?::(\d{1,5}))?$/i;

export const NIS_SECTION: SectionShape<(typeof KNOWN)[number], NisSettings> = {
  section: "nis",
  known: KNOWN,
  settings: (get) => {
    const [, six, four = "", digits] = ADDRESS.exec(get("listen") ?? "127.0.0.1") ?? [];
    const [host, port] = [six ?? four, Number(digits ?? PORT)];
    if (isIP(host) === 0) return "listen is an address of this machine: 127.0.0.1, 127.0.0.1:3551 or [::1]:3551";
    if (port < 1 || port > 65_535) return "the port of listen is 1 to 65535";
    return { host, port, ups: get("ups") };
  },
};
