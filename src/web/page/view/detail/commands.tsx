import { useState } from "preact/hooks";
import type { Command, Ups } from "../../api/types.ts";
import { session } from "../../session.ts";
import { useStore } from "../../store.ts";
import { useSpeech } from "../../words.ts";
import { OrderDialog, whyNoControl } from "./order.tsx";

export function Commands({ ups }: { readonly ups: Ups }) {
  const speech = useSpeech();
  const { say } = speech;
  useStore(session);
  const [asked, ask] = useState<Command | undefined>(undefined);
  const off = whyNoControl(speech);
  return (
    <section aria-labelledby="commands">
      <h2 id="commands">{say("commands")}</h2>
      {ups.commands.length === 0 && <p class="quiet">{say("noCommands")}</p>}
      {ups.commands.length > 0 && off !== undefined && <p class="quiet">{off}</p>}
      <ul class="commands">
        {ups.commands.map((command) => (
          <li key={command.name}>
            <span>
              <code>{command.name}</code>
              <small>{command.description}</small>
            </span>
            {off === undefined && (
              <button
                type="button"
                class={command.dangerous ? "danger" : ""}
                aria-label={`${say("run")}: ${command.name}`}
                onClick={() => ask(command)}
              >
                {say("run")}
              </button>
            )}
          </li>
        ))}
      </ul>
      {asked && (
        <OrderDialog
          title={say("runOf", { name: asked.name })}
          submit={say("run")}
          warning={asked.dangerous ? say("dangerous") : undefined}
          order={() => ({ ups: ups.id, command: asked.name })}
          close={() => ask(undefined)}
        >
          <p>{asked.description}</p>
        </OrderDialog>
      )}
    </section>
  );
}
