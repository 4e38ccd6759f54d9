/**
 * A client of a NUT server (TCP 3493, RFC 9271).
 *
 *     const client = await NutClient.connect({ host: "nas" });
 *     await client.listVar("ups");         // Map { "battery.charge" => "100", … }
 *     await client.close();
 *
 * Calls may overlap: requests go out in order, several in one packet where the server has shown that it reads them all
 * (pace.ts), and answers come back in that order. Every call takes an AbortSignal.
 * Whatever a server sends, a call resolves or rejects with a NutError (`protocol-error` for what is not the
 * protocol), or with the reason of the signal.
 */
import { NutError } from "../../nut/errors.ts";
import type { Range } from "../../nut/ups-state.ts";
import { REQUESTS } from "../requests.ts";
import { RESPONSES } from "../responses.ts";
import { ConnectionSetup, checkLine, sendCredentials, subscribe } from "./connection-setup.ts";
import { BACKOFF, type LinkState, ServerLink } from "./link.ts";
import type { News } from "./news.ts";
import {
  type CallOptions,
  type ChangeOptions,
  type ChangeOutcome,
  type CommandOptions,
  type NutClientOptions,
  openOptions,
} from "./nut-client-options.ts";
import { open } from "./open.ts";
import { RequestChannel } from "./request-channel.ts";
import { ChangeTracker } from "./tracking.ts";
import { type TypeInfo, typeInfo } from "./type-info.ts";

const TRACKING_TIMEOUT_MS = 10_000;

export class NutClient {
  readonly #memory = new ConnectionSetup();
  readonly #link: ServerLink;
  readonly #channel: RequestChannel;
  readonly #tracking: ChangeTracker;

  constructor(options: NutClientOptions = {}) {
    const how = openOptions(options);
    const { username, password = "", reconnect = false } = options;
    if (username !== undefined) this.#memory.credentials = { username, password };
    this.#link = new ServerLink({
      clock: how.clock,
      backoff: reconnect === true ? BACKOFF : reconnect || undefined,
      patienceMs: how.answerTimeoutMs,
      open: async (signal) => {
        const opened = await open(how, signal);
        try {
          await this.#memory.replay(opened.connection, signal);
          return opened;
        } catch (error) {
          opened.connection.close();
          throw error;
        }
      },
    });
    this.#channel = new RequestChannel(this.#link);
    this.#tracking = new ChangeTracker(this.#channel, how.clock);
  }

  /** A client that is connected. Rejects with NutError `no-such-host`, `connect-failed`, `ssl-failed` … */
  static async connect(options: NutClientOptions & CallOptions = {}): Promise<NutClient> {
    const client = new NutClient(options);
    await client.connect(options);
    return client;
  }

  connect({ signal }: CallOptions = {}): Promise<void> {
    return this.#link.start(signal);
  }

  /** `connecting`, `up` (and whether over TLS), `down` (why, and when it is tried again) or `closed`. */
  get state(): LinkState {
    return this.#link.state;
  }

  /** Calls `hear` at every change of the state; returns the way to stop. */
  onState(hear: (state: LinkState) => void): () => void {
    return this.#link.onState(hear);
  }

  /**
   * Says LOGOUT, if connected, and closes when the server has answered that and whatever was asked before.
   * Never rejects.
   */
  async close(): Promise<void> {
    if (this.#link.state.kind === "up") await this.#channel.line(REQUESTS.logout.format({})).catch(() => undefined);
    this.#link.close();
  }

  /** Closes at once; what is under way fails with `server-disconnected`. */
  destroy(): void {
    this.#link.close();
  }

  /** Sends a line of the protocol and gives the line that comes back, `ERR …` too. Not for lists. */
  ask(request: string, { signal }: CallOptions = {}): Promise<string> {
    return this.#channel.line(request, signal);
  }

  /** The server's own version line. */
  ver({ signal }: CallOptions = {}): Promise<string> {
    return this.#channel.line(REQUESTS.ver.format({}), signal);
  }

  /** The version of the protocol: `1.3`. */
  netver({ signal }: CallOptions = {}): Promise<string> {
    return this.#channel.line(REQUESTS.netver.format({}), signal);
  }

  /** The UPSes of the server with their descriptions. */
  async listUps({ signal }: CallOptions = {}): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#channel.list(REQUESTS.listUps.format({}), RESPONSES.ups, signal);
    return new Map(rows.map(({ ups, desc }) => [ups, desc ?? ""]));
  }

  /** All variables of a UPS in the server's order. */
  async listVar(ups: string, { signal }: CallOptions = {}): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#channel.list(REQUESTS.listVar.format({ ups }), RESPONSES.variable, signal);
    return new Map(rows.map((row) => [row.var, row.value ?? ""]));
  }

  /** The variables that can be set. Some servers (UniFi's) refuse this list. */
  async listRw(ups: string, { signal }: CallOptions = {}): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#channel.list(REQUESTS.listRw.format({ ups }), RESPONSES.rw, signal);
    return new Map(rows.map((row) => [row.var, row.value ?? ""]));
  }

  async listCmd(ups: string, { signal }: CallOptions = {}): Promise<readonly string[]> {
    const rows = await this.#channel.list(REQUESTS.listCmd.format({ ups }), RESPONSES.cmd, signal);
    return rows.map(({ cmd }) => cmd);
  }

  async listEnum(ups: string, name: string, { signal }: CallOptions = {}): Promise<readonly string[]> {
    const request = REQUESTS.listEnum.format({ ups, var: name });
    return (await this.#channel.list(request, RESPONSES.enumeration, signal)).map(({ value }) => value);
  }

  async listRange(ups: string, name: string, { signal }: CallOptions = {}): Promise<readonly Range[]> {
    const rows = await this.#channel.list(REQUESTS.listRange.format({ ups, var: name }), RESPONSES.range, signal);
    return rows.map(({ min, max }) => ({ min: Number.parseFloat(min), max: Number.parseFloat(max) }));
  }

  /** The addresses of the clients that are logged into a UPS. */
  async listClient(ups: string, { signal }: CallOptions = {}): Promise<readonly string[]> {
    const rows = await this.#channel.list(REQUESTS.listClient.format({ ups }), RESPONSES.client, signal);
    return rows.map(({ address }) => address);
  }

  /** The value of a variable. */
  async getVar(ups: string, name: string, { signal }: CallOptions = {}): Promise<string> {
    const request = REQUESTS.getVar.format({ ups, var: name });
    return (await this.#channel.get(request, RESPONSES.variable, signal)).value ?? "";
  }

  async type(ups: string, name: string, { signal }: CallOptions = {}): Promise<TypeInfo> {
    const request = REQUESTS.getType.format({ ups, var: name });
    return typeInfo((await this.#channel.get(request, RESPONSES.type, signal)).types);
  }

  /** What a variable means, in words. */
  async description(ups: string, name: string, { signal }: CallOptions = {}): Promise<string> {
    const request = REQUESTS.getDesc.format({ ups, var: name });
    return (await this.#channel.get(request, RESPONSES.desc, signal)).desc ?? "";
  }

  async commandDescription(ups: string, cmd: string, { signal }: CallOptions = {}): Promise<string> {
    const request = REQUESTS.getCmddesc.format({ ups, cmd });
    return (await this.#channel.get(request, RESPONSES.cmddesc, signal)).desc ?? "";
  }

  async upsDescription(ups: string, { signal }: CallOptions = {}): Promise<string> {
    return (await this.#channel.get(REQUESTS.getUpsdesc.format({ ups }), RESPONSES.upsdesc, signal)).desc ?? "";
  }

  /** How many clients are logged into a UPS. */
  async numLogins(ups: string, { signal }: CallOptions = {}): Promise<number> {
    const { count } = await this.#channel.get(REQUESTS.getNumlogins.format({ ups }), RESPONSES.numlogins, signal);
    if (/^\d+$/.test(count)) return Number(count);
    throw new NutError("protocol-error", `"${count.slice(0, 80)}" is no number of logins`);
  }

  /**
   * USERNAME and PASSWORD. The server looks at the pair when it is needed: `login`, `primary`, `fsd`, `set` and
   * `instcmd` then reject with `access-denied`.
   */
  async authenticate(username: string, password: string, { signal }: CallOptions = {}): Promise<void> {
    const who = { username, password };
    checkLine(username + password);
    const { connection } = await this.#link.ready(signal);
    await sendCredentials(connection, who, signal);
    this.#memory.credentials = who;
  }

  /**
   * Asks the server to tell at once what changes of a UPS, or of all; `hear` gets it, on later connections too. What is
   * told first is what changes after this. Rejects with `unknown-command` where the server knows no news: ask as before.
   */
  async subscribe(hear: (news: News) => void, ups?: string, { signal }: CallOptions = {}): Promise<void> {
    const subscription = { ups, hear };
    const { connection } = await this.#link.ready(signal);
    await subscribe(connection, subscription, signal);
    this.#memory.subscription = subscription;
  }

  /** Counts this client as one that the UPS feeds, and that must go down before the UPS is switched off. */
  async login(ups: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#channel.ok(REQUESTS.login.format({ ups }), signal);
    this.#memory.login = ups;
  }

  /** Asks for the role of the primary, by its old name where the server is older than 2.8.0. */
  async primary(ups: string, { signal }: CallOptions = {}): Promise<void> {
    try {
      await this.#channel.ok(REQUESTS.primary.format({ ups }), signal);
    } catch (error) {
      if (!(error instanceof NutError) || error.code !== "unknown-command") throw error;
      await this.#channel.ok(REQUESTS.master.format({ ups }), signal);
    }
  }

  /** Sets the forced-shutdown flag: every client of this UPS shuts down. */
  async fsd(ups: string, { signal }: CallOptions = {}): Promise<void> {
    await this.#channel.ok(REQUESTS.fsd.format({ ups }), signal);
  }

  /** Sets a variable. `accepted` means that the driver has been told; with `tracking`, `done` that it has done it. */
  set(ups: string, name: string, value: string, options: ChangeOptions = {}): Promise<ChangeOutcome> {
    return this.#change(REQUESTS.setVar.format({ ups, var: name, value }), options);
  }

  /** Runs an instant command, as `set`. */
  instcmd(ups: string, cmd: string, { param, ...options }: CommandOptions = {}): Promise<ChangeOutcome> {
    return this.#change(REQUESTS.instcmd.format({ ups, cmd, param }), options);
  }

  async #change(request: string, { signal, tracking = false }: ChangeOptions): Promise<ChangeOutcome> {
    if (tracking === false) {
      await this.#channel.ok(request, signal);
      return "accepted";
    }
    const timeoutMs = tracking === true ? TRACKING_TIMEOUT_MS : tracking;
    await this.#tracking.change(checkLine(request), { timeoutMs, signal });
    return "done";
  }
}
