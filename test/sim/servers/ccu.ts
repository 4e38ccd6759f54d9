/** A HomeMatic CCU as far as its system variables can be set: JSON-RPC, and the XML-API add-on 2.3 with its token. */
import { HttpSink, type SinkAnswer, type SinkRequest } from "./http-sink.ts";

const MOST_SESSIONS = 3;
/** All that the add-on decodes. */
const DECODED: Readonly<Record<string, string>> = {
  "20": " ",
  "21": "!",
  "23": "#",
  "25": "%",
  "2A": "*",
  "2F": "/",
  "3C": "<",
  "3E": ">",
  "3F": "?",
  "5E": "^",
  "3D": "=",
  "2C": ",",
};

interface Rpc {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export class Ccu {
  /** By name for JSON-RPC, by ise_id for the add-on. */
  readonly variables = new Map<string, unknown>();
  readonly sink: HttpSink;
  readonly user = { username: "nutts", password: "s3cr3tpw" };
  readonly token = "t0kenOfTheAddOn";
  readonly sessions = new Set<string>();
  readonly methods: string[] = [];
  down = false;
  #made = 0;

  private constructor(sink: HttpSink) {
    this.sink = sink;
    sink.answer = (request) => this.#answer(request);
  }

  static async start(...names: readonly string[]): Promise<Ccu> {
    const ccu = new Ccu(await HttpSink.start());
    for (const name of names) ccu.variables.set(name, undefined);
    return ccu;
  }

  #answer(request: SinkRequest): SinkAnswer {
    if (this.down) return { status: 503, echo: true };
    const { pathname } = new URL(request.path, this.sink.url);
    if (pathname === "/api/homematic.cgi")
      return { status: 200, body: JSON.stringify(this.#rpc(JSON.parse(request.body))) };
    if (pathname === "/addons/xmlapi/statechange.cgi") return { status: 200, body: this.#stateChange(request.path) };
    return { status: 404 };
  }

  #rpc({ method, params }: Rpc) {
    this.methods.push(method);
    const error = (code: number, message: string) => ({
      version: "1.1",
      result: null,
      error: { name: "JSONRPCError", code, message },
    });
    const result = (value: unknown) => ({ version: "1.1", result: value, error: null });
    if (method === "Session.login") {
      if (params.username !== this.user.username || params.password !== this.user.password)
        return error(501, `invalid credentials ${JSON.stringify(params)}`);
      if (this.sessions.size >= MOST_SESSIONS) return error(503, "too many sessions");
      const session = `session${++this.#made}`;
      this.sessions.add(session);
      return result(session);
    }
    const session = String(params._session_id_);
    if (!this.sessions.has(session)) return error(400, "access denied");
    if (method === "Session.logout") return result(this.sessions.delete(session));
    if (method === "ReGa.runScript") return result(this.#script(String(params.script)));
    return result(
      this.#set(String(params.name), method === "SysVar.setFloat" ? Number(params.value) : params.value === 1),
    );
  }

  #set(name: string, value: unknown): boolean {
    if (!this.variables.has(name)) return false;
    this.variables.set(name, value);
    return true;
  }

  #script(text: string): string {
    const [, name = "", value = ""] = /^dom\.GetObject\("([^"\\]+)"\)\.State\("([^"\\]*)"\);$/.exec(text) ?? [];
    return this.#set(name, value) ? "" : "error";
  }

  #stateChange(path: string): string {
    const query = new Map(
      path
        .replace(/^[^?]*\?/, "")
        .split("&")
        .map((pair) => [pair.replace(/=.*/, ""), pair.replace(/^[^=]*=/, "")]),
    );
    if (query.get("sid") !== this.token) return "<result><not_authenticated/></result>";
    const values = (query.get("new_value") ?? "").split(",");
    const told = (query.get("ise_id") ?? "").split(",").map((id, at) => {
      const value = (values[at] ?? "").replace(/%(..)/g, (whole, hex: string) => DECODED[hex.toUpperCase()] ?? whole);
      return this.#set(id, value) ? `<changed id="${id}" new_value="${value}" success="true" />` : "<not_found />";
    });
    return `<?xml version="1.0" encoding="ISO-8859-1" ?><result>${told.join("")}</result>`;
  }
}
