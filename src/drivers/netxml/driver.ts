/** netxml-ups: network cards of Eaton and MGE that tell their objects in XML over HTTP. */
import { hostname } from "node:os";
import type { HttpSession } from "../../device/http.ts";
import type { TcpStream } from "../../device/tcp.ts";
import { Held, notThere } from "../kit/held.ts";
import { numberOf } from "../kit/options.ts";
import {
  DeviceError,
  type Driver,
  type DriverContext,
  type DriverDefinition,
  type Identity,
  type Outcome,
  type Reading,
} from "../types.ts";
import { hostOf, OPTIONS, shutdownDuration, targetOf } from "./options.ts";
import { PRODUCT_PAGES, type Product, productOf } from "./product.ts";
import { objectsIn, readingOf } from "./reading.ts";
import { SET_PAGE, SET_TYPE, setForm } from "./set-object.ts";
import { type Objects, tellsSource } from "./status.ts";
import { listen, subscribe } from "./subscription.ts";
import { OBJECTS } from "./tables/objects.ts";

/** No battery lasts so long: the card counts the runtime as too low, and ends the output. */
const SHUT_DOWN_NOW = ["System.RunTimeToEmptyLimit", "999999999"] as const;

class NetxmlDriver implements Driver {
  readonly #context: DriverContext;
  readonly #held = new Held<HttpSession>();
  #product: Product | undefined;
  /** Of the page with everything. */
  #all: Objects = new Map();
  /** The summary alone tells the status. */
  #quick = false;
  #calls: TcpStream | undefined;
  #wake: () => void = () => undefined;

  constructor(context: DriverContext) {
    this.#context = context;
  }

  async open(wake: () => void): Promise<Identity> {
    await this.close();
    this.#wake = wake;
    const { openers, settings } = this.#context;
    const session = await this.#held.take(() => openers.http.open(targetOf(settings)));
    const product = await this.#identify(session);
    if (!product.summary && !product.getobject)
      throw new DeviceError("absent", `${session.name} names no page with the state of a UPS`);
    this.#product = product;
    const published = new Map([["driver.version.data", "MGEXML/0.36"]]);
    return { title: `${product.card} at ${session.name}`, published };
  }

  async #identify(session: HttpSession): Promise<Product> {
    const tried: string[] = [];
    for (const page of PRODUCT_PAGES) {
      const { status, body } = await session.get(page).catch(notThere("check port in ups.conf"));
      const product = status === 200 ? productOf(await this.#context.openers.xml.parse(body)) : undefined;
      if (product) return product;
      tried.push(`${page} (${status === 200 ? "something else" : `HTTP ${status}`})`);
    }
    const advice = tried.some((one) => one.includes("401")) ? "set login and password in ups.conf" : "try snmp-ups";
    throw new DeviceError("absent", `${session.name} is no card that speaks XML: ${tried.join(", ")}: ${advice}`);
  }

  async poll(depth: "full" | "quick"): Promise<Reading> {
    const { product, session } = this.#opened();
    await this.#subscribeAgain();
    if (depth === "full" || !this.#quick) this.#all = (await this.#objects(product.getobject)) ?? new Map();
    const summary = await this.#objects(product.summary);
    this.#quick = summary !== undefined && tellsSource(summary);
    const objects = new Map([...this.#all, ...(summary ?? [])]);
    if (objects.size === 0) throw new DeviceError("stale", `${session.name} has no objects on its pages`);
    const { settings } = this.#context;
    return readingOf(objects, { product, settings }, shutdownDuration(settings));
  }

  /** Undefined where the card does not have the page. */
  async #objects(page: string | undefined): Promise<Objects | undefined> {
    const { session } = this.#opened();
    if (page === undefined) return undefined;
    const { status, body } = await session.get(page);
    if (status !== 200) return undefined;
    const objects = objectsIn(await this.#context.openers.xml.parse(body));
    if (objects) return objects;
    throw new DeviceError("stale", `${session.name}${page} is no list of objects`);
  }

  /** A card that does not let us is polled all the same. */
  async #subscribeAgain(): Promise<void> {
    const { session, product } = this.#opened();
    const { settings, openers, log } = this.#context;
    if (!settings.has("subscribe") || product.subscribe === undefined || this.#calls) return;
    const { base, timeoutMs } = targetOf(settings);
    try {
      this.#calls = await subscribe(session, openers.tcp, {
        page: product.subscribe,
        host: hostOf(base),
        hostname: hostname(),
        shutdownDuration: shutdownDuration(settings),
        shutdownTimer: numberOf(settings.get("shutdown_timer")),
        timeoutMs,
      });
      void this.#listen(this.#calls);
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      log.debug(1, `${error.message}; polled meanwhile`);
    }
  }

  async #listen(calls: TcpStream): Promise<void> {
    await listen(calls, () => this.#wake());
    if (this.#calls === calls) this.#calls = undefined;
  }

  async setvar(name: string, value: string): Promise<Outcome> {
    const row = [...OBJECTS.values()].find((one) => one.rw && one.var === name.toLowerCase());
    return row ? this.#set(row.object, value) : "unknown";
  }

  async #set(object: string, value: string): Promise<Outcome> {
    const { session } = this.#opened();
    const { status } = await session.post(SET_PAGE, SET_TYPE, setForm(object, value));
    if (status < 400) return "handled";
    const advice = status === 401 || status === 403 ? ": check login and password in ups.conf" : "";
    this.#context.log.warning(`${session.name} does not take ${object} (HTTP ${status})${advice}`);
    return "failed";
  }

  instcmd(): Promise<Outcome> {
    return Promise.resolve("unknown");
  }

  killpower(): Promise<Outcome> {
    return this.#set(...SHUT_DOWN_NOW);
  }

  async close(): Promise<void> {
    const calls = this.#calls;
    this.#product = undefined;
    this.#calls = undefined;
    await calls?.close();
    await this.#held.close();
  }

  giveUp(): void {
    void this.close();
  }

  #opened(): { readonly session: HttpSession; readonly product: Product } {
    const session = this.#held.opened;
    if (!this.#product) throw new DeviceError("lost", "the card is not known yet");
    return { session, product: this.#product };
  }
}

export const NETXML_UPS: DriverDefinition = {
  name: "netxml-ups",
  title: "UPSes and power strips with a network card of Eaton or MGE that speaks XML",
  version: "0.49",
  options: OPTIONS,
  quick: true,
  create: (context) => new NetxmlDriver(context),
};
