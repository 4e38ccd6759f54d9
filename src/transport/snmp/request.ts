/** One request of `net-snmp` and what came of it, as a value. */
import snmp, { type Varbind } from "net-snmp";

export type Outcome =
  | { readonly kind: "objects"; readonly binds: readonly Varbind[] }
  /** The agent answered with an error; `oid` is the object that it blames. */
  | { readonly kind: "failed"; readonly status: number; readonly why: string; readonly oid: string | undefined }
  /** No answer, or none to this request. */
  | { readonly kind: "silent"; readonly why: string }
  /** SNMPv3: the agent does not know the user, or not by this password. */
  | { readonly kind: "stranger"; readonly why: string }
  | { readonly kind: "closed"; readonly why: string };

/** `NoSuchName: 1.3.6.1.2.1.1.1.0` */
const BLAMED = /: ([\d.]+)$/;

function outcomeOf(error: Error): Outcome {
  const why = error.message;
  if (error instanceof snmp.RequestFailedError)
    return { kind: "failed", status: error.status, why: why.replace(BLAMED, ""), oid: BLAMED.exec(why)?.[1] };
  if (error instanceof snmp.RequestTimedOutError) return { kind: "silent", why: "no answer" };
  if (error instanceof snmp.ResponseInvalidError && error.code === snmp.ResponseInvalidCode.EAuthFailure)
    return { kind: "stranger", why };
  return /forcibly closed|not running/i.test(why) ? { kind: "closed", why: "closed" } : { kind: "silent", why };
}

type Callback = (error: Error | null, binds: readonly (Varbind | Varbind[])[]) => void;

/** The package throws where its socket is closed already. */
export const request = (send: (done: Callback) => void): Promise<Outcome> =>
  new Promise((resolve) => {
    try {
      send((error, binds) => resolve(error ? outcomeOf(error) : { kind: "objects", binds: binds.flat() }));
    } catch (error) {
      resolve(outcomeOf(error instanceof Error ? error : new Error(String(error))));
    }
  });
