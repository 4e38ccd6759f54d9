/** The settings of nutauth.conf: clients/authconf.c of the C project's master after 2.8.5. */
import { truthOf } from "../values.ts";

/** What a client says to a server, and what it wants of TLS. Undefined where a section leaves it to a wider one. */
export interface AuthSettings {
  readonly user?: string;
  readonly pass?: string;
  readonly certpath?: string;
  readonly certfile?: string;
  readonly certidentName?: string;
  readonly certidentPass?: string;
  readonly certhost?: string;
  readonly certverify?: boolean;
  readonly forcessl?: boolean;
}

export interface AuthKey {
  readonly names: readonly string[];
  readonly form: string;
  /** Names are in upper case but where this is set. */
  readonly anyCase?: boolean;
  /** The settings of a value; undefined when it cannot be read. Without a value: `undefined`. */
  read(value: string | undefined): AuthSettings | undefined;
}

const textKey = (names: readonly string[], form: string, of: (value: string) => AuthSettings): AuthKey => ({
  names,
  form,
  read: (value) => (value === undefined ? undefined : of(value)),
});

/** -1 leaves it to a wider section; the bare name is `yes`, as in C. */
const switchKey = (name: string, of: (value: boolean) => AuthSettings): AuthKey => ({
  names: [name],
  form: "yes|no|-1",
  read: (value = "1") => {
    if (value === "-1") return {};
    const truth = truthOf(value);
    return truth === undefined ? undefined : of(truth);
  },
});

export const NUTAUTH_KEYS: readonly AuthKey[] = [
  { ...textKey(["user", "username"], "<username>", (user) => ({ user })), anyCase: true },
  { ...textKey(["pass", "password"], "<password>", (pass) => ({ pass })), anyCase: true },
  textKey(["CERTPATH"], "<path>", (certpath) => ({ certpath })),
  textKey(["CERTFILE"], "<path>", (certfile) => ({ certfile })),
  textKey(["CERTIDENT_NAME"], "<certificate name>", (certidentName) => ({ certidentName })),
  textKey(["CERTIDENT_PASS"], "<password>", (certidentPass) => ({ certidentPass })),
  textKey(["CERTHOST"], "<certificate name>", (certhost) => ({ certhost })),
  switchKey("CERTVERIFY", (certverify) => ({ certverify })),
  switchKey("FORCESSL", (forcessl) => ({ forcessl })),
  // Which library C is to use: Node has one.
  textKey(["SSLBACKEND"], "<name>", () => ({})),
];
