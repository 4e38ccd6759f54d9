/** `check`: by what one sees that a host is there. */
import type { SettingRow } from "../../conf/settings/section-settings.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export type Check =
  | { readonly kind: "none" }
  | { readonly kind: "ping"; readonly host: string }
  | ({ readonly kind: "port" } & Address)
  /** A shell command that returns 0 while the host is there. */
  | { readonly kind: "command"; readonly command: string };

export const CHECK_ROW: SettingRow = {
  name: "check",
  help: "port [HOST:]PORT, ping [HOST], command WORDS, or none",
};

const PORT = /^(?:(?:\[([^\]]+)\]|([^\s:]+)):)?(\d{1,5})$/;
const LARGEST_PORT = 65_535;

function portOf(text: string, host: string | undefined): Check | undefined {
  const [, bracketed, plain, digits] = PORT.exec(text) ?? [];
  const where = bracketed ?? plain ?? host;
  const port = Number(digits);
  return where === undefined || !(port >= 1 && port <= LARGEST_PORT) ? undefined : { kind: "port", host: where, port };
}

/** Undefined where the text is none. `usual`: where the kind reaches the host. */
export function parseCheck(text: string, usual: Address | undefined): Check | undefined {
  const [word = "", ...rest] = text.trim().split(/\s+/);
  const value = rest.join(" ");
  switch (word.toLowerCase()) {
    case "":
      return usual ? { kind: "port", ...usual } : { kind: "none" };
    case "none":
      return value === "" ? { kind: "none" } : undefined;
    case "ping": {
      const host = value || usual?.host;
      return host === undefined || /[\s]|^-/.test(host) ? undefined : { kind: "ping", host };
    }
    case "port":
      return portOf(value, usual?.host);
    case "command":
      return value === "" ? undefined : { kind: "command", command: value };
    default:
      return undefined;
  }
}

export function describeCheck(check: Check): string {
  switch (check.kind) {
    case "none":
      return "nothing";
    case "ping":
      return `ping ${check.host}`;
    case "port":
      return `port ${check.port} of ${check.host}`;
    case "command":
      return `command ${check.command}`;
  }
}
