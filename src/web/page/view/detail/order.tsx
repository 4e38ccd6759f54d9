/** A dialog that asks for the user and password of upsd.users, and does what was asked. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { control, type Order, RequestError } from "../../api/requests.ts";
import { session } from "../../session.ts";
import { type Speech, useSpeech } from "../../words.ts";
import { WhoFields } from "../who-fields.tsx";

interface Props {
  readonly title: string;
  readonly submit: string;
  readonly warning?: string | undefined;
  /** The order without who gives it; undefined where the form has nothing to say yet. */
  readonly order: (form: FormData) => Omit<Order, "username" | "password">;
  readonly close: () => void;
  readonly children?: ComponentChildren;
}

function whyNot(error: unknown, { say }: Speech): string {
  if (!(error instanceof RequestError) || error.status === 0) return say("unreachable");
  if (error.code === "access-denied") return say("refused");
  return say("failed", { reason: error.message });
}

type Outcome = { readonly kind: "asking" | "busy" } | { readonly kind: "done" | "problem"; readonly text: string };

export function OrderDialog({ title, submit, warning, order, close, children }: Props) {
  const speech = useSpeech();
  const { say } = speech;
  const dialog = useRef<HTMLDialogElement>(null);
  const [outcome, setOutcome] = useState<Outcome>({ kind: "asking" });
  useEffect(() => dialog.current?.showModal(), []);
  const give = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const who = { username: String(form.get("username")), password: String(form.get("password")) };
    setOutcome({ kind: "busy" });
    control({ ...order(form), ...who }, session.value?.csrf ?? null).then(
      ({ result }) => setOutcome({ kind: "done", text: say(result) }),
      (error: unknown) => setOutcome({ kind: "problem", text: whyNot(error, speech) }),
    );
  };
  const done = outcome.kind === "done";
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="order">
      <form onSubmit={give}>
        <h2 id="order">{title}</h2>
        {warning !== undefined && <p class="warning">{warning}</p>}
        {!done && children}
        {!done && <Who />}
        <p class={done ? "success" : "problem"} role="alert">
          {"text" in outcome ? outcome.text : ""}
        </p>
        <div class="buttons">
          <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
            {done ? "OK" : say("cancel")}
          </button>
          {!done && (
            <button type="submit" class={warning === undefined ? "" : "danger"} disabled={outcome.kind === "busy"}>
              {submit}
            </button>
          )}
        </div>
      </form>
    </dialog>
  );
}

function Who() {
  const { say } = useSpeech();
  return (
    <fieldset>
      <legend>{say("credentials")}</legend>
      <WhoFields />
    </fieldset>
  );
}

/** Why nothing can be changed from here; undefined where it can. */
export function whyNoControl({ say }: Speech): string | undefined {
  const now = session.value;
  if (now?.control) return undefined;
  return say("controlOff", { reason: now?.reason ?? say("controlOffHint") });
}
