/** Who a request comes from, and what they may have. */
import type { IncomingMessage } from "node:http";
import { basicCredentials, type Credentials, matches } from "./credentials.ts";
import { type Answer, json, type Route } from "./route.ts";
import type { Who } from "./who.ts";

export interface AccessSettings {
  /** Absent: access control is off. */
  readonly user?: Credentials | undefined;
  /** Commands and settings may be given by those who are logged in. */
  readonly control: boolean;
}

const UNAUTHORIZED = json("Unauthorized", 401);

const forbidden = (error: string): Answer => json({ error }, 403);

const OFF = forbidden(
  "Nothing can be commanded while access control is off: set WEB_USERNAME and WEB_PASSWORD, and start with --control",
);
const READ_ONLY = forbidden("Nothing can be commanded here: start nutts web with --control");

export class Access {
  readonly #settings: AccessSettings;

  constructor(settings: AccessSettings) {
    this.#settings = settings;
  }

  /** Why nothing can be commanded; undefined where it can, by those who are logged in. */
  get closed(): Answer | undefined {
    const { user, control } = this.#settings;
    if (user === undefined) return OFF;
    return control ? undefined : READ_ONLY;
  }

  admit({ access }: Route, incoming: IncomingMessage): Who | Answer {
    const who = this.#whoIs(incoming);
    if (access === "open") return who;
    if (who.kind === "nobody") return UNAUTHORIZED;
    return (access === "control" && this.closed) || who;
  }

  #whoIs({ headers }: IncomingMessage): Who {
    const { user } = this.#settings;
    if (user === undefined) return { kind: "unasked" };
    const given = basicCredentials(headers.authorization);
    return given && matches(user, given) ? { kind: "user", name: given.username, how: "basic" } : { kind: "nobody" };
  }
}
