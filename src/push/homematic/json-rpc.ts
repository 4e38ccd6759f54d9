/** System variables of a CCU by its JSON-RPC: a session for each batch, given back whatever becomes of it, because there are few. */

import type { Ask, Fate, Outcome } from "../chosen/chosen-output.ts";
import type { Waiting } from "../chosen/newest.ts";
import type { HttpAnswer } from "../http-ask.ts";
import { bareUrl } from "../setting-forms.ts";
import { asciiWords } from "./ascii-words.ts";
import type { HomematicAccess } from "./settings.ts";

interface Call {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

type Reply =
  | { readonly kind: "result"; readonly result: unknown }
  | { readonly kind: "error"; readonly why: string }
  | { readonly kind: "none"; readonly why: string; readonly waitMs: number | undefined };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function replyOf({ status, body, why, waitMs }: HttpAnswer): Reply {
  const reply = status === 200 ? parsed(body) : undefined;
  if (!isRecord(reply)) return { kind: "none", why, waitMs };
  if (isRecord(reply.error)) {
    const { code, message } = reply.error;
    return { kind: "error", why: `the CCU says ${code}: ${String(message).slice(0, 160)}` };
  }
  return { kind: "result", result: reply.result };
}

/** Texts have no method of their own. */
function callOf({ row: { target: name }, told }: Waiting): Call {
  if (told.kind === "number") return { method: "SysVar.setFloat", params: { name, value: told.value } };
  if (told.kind === "flag") return { method: "SysVar.setBool", params: { name, value: told.on ? 1 : 0 } };
  const script = `dom.GetObject("${name}").State("${asciiWords(told.text)}");`;
  return { method: "ReGa.runScript", params: { script } };
}

function fateOf(waiting: Waiting, reply: Exclude<Reply, { kind: "none" }>): Fate {
  if (reply.kind === "error") return { kind: "refused", waiting, why: reply.why };
  if (reply.result !== false) return { kind: "taken", waiting };
  return {
    kind: "refused",
    waiting,
    why: "the CCU does not take it: is there a system variable of this name and type?",
  };
}

type JsonAccess = Extract<HomematicAccess, { kind: "json" }>;

const LOGIN = "check username and password of [homematic], or wait until the CCU has a session free";

export class JsonRpc {
  readonly #url: string;
  readonly #access: JsonAccess;

  constructor(url: string, access: JsonAccess) {
    this.#url = `${bareUrl(url)}/api/homematic.cgi`;
    this.#access = access;
  }

  async deliver(all: readonly Waiting[], ask: Ask): Promise<Outcome> {
    const { username, password } = this.#access;
    const login = await this.#call({ method: "Session.login", params: { username, password } }, ask);
    if (login.kind === "none") return { fates: [], later: login };
    const session = login.kind === "result" ? login.result : undefined;
    const why = login.kind === "error" ? login.why : "the CCU opens no session";
    if (typeof session !== "string" || session === "") return { fates: [], later: { why: `${why}: ${LOGIN}` } };
    try {
      return await this.#tell(all, session, ask);
    } finally {
      await this.#call({ method: "Session.logout", params: { _session_id_: session } }, ask, true);
    }
  }

  async #tell(all: readonly Waiting[], session: string, ask: Ask): Promise<Outcome> {
    const fates: Fate[] = [];
    for (const waiting of all) {
      const { method, params } = callOf(waiting);
      const reply = await this.#call({ method, params: { _session_id_: session, ...params } }, ask);
      if (reply.kind === "none") return { fates, later: reply };
      fates.push(fateOf(waiting, reply));
    }
    return { fates };
  }

  async #call({ method, params }: Call, ask: Ask, last = false): Promise<Reply> {
    const body = JSON.stringify({ jsonrpc: "1.1", id: 0, method, params });
    const headers = { "content-type": "application/json" };
    return replyOf(await ask({ method: "POST", url: this.#url, headers, body }, last));
  }
}
