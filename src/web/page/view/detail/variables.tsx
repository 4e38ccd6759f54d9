import { useState } from "preact/hooks";
import type { Ups, Variable, Writable } from "../../api/types.ts";
import type { Language } from "../../i18n/languages.ts";
import { meaningOf } from "../../i18n/meanings/meanings.ts";
import { session, useDegrees } from "../../session.ts";
import { useStore } from "../../store.ts";
import { withUnit } from "../../text/format.ts";
import { useSpeech } from "../../words.ts";
import { OrderDialog, whyNoControl } from "./order.tsx";

/** By its meaning in both languages: who has read it in a manual knows the English one. */
const matches = (name: string, { text, description = "" }: Variable, locale: Language, wanted: string): boolean =>
  `${name} ${text} ${description} ${meaningOf(name, description, locale)}`
    .toLowerCase()
    .includes(wanted.toLowerCase().trim());

function Entry({ writable, text }: { readonly writable: Writable; readonly text: string }) {
  if (writable.kind === "enum")
    return (
      <select id="value" name="value" defaultValue={text}>
        {writable.values.map((value) => (
          <option key={value} value={value} selected={value === text}>
            {value}
          </option>
        ))}
      </select>
    );
  if (writable.kind === "string")
    return <input id="value" name="value" maxLength={writable.max} defaultValue={text} required />;
  const [[min, max] = []] = writable.kind === "range" && writable.ranges.length === 1 ? writable.ranges : [];
  return <input id="value" name="value" type="number" step="any" min={min} max={max} defaultValue={text} required />;
}

interface Chosen {
  readonly name: string;
  readonly variable: Variable;
}

function Change({ ups, chosen, close }: { readonly ups: Ups; readonly chosen: Chosen; readonly close: () => void }) {
  const { say, locale } = useSpeech();
  const { name, variable } = chosen;
  if (!variable.writable) return null;
  const { writable } = variable;
  const ranges = writable.kind === "range" ? writable.ranges.map((range) => range.join(" – ")).join(", ") : "";
  return (
    <OrderDialog
      title={say("changeOf", { name })}
      submit={say("change")}
      order={(form) => ({ ups: ups.id, variable: name, value: String(form.get("value")) })}
      close={close}
    >
      <label for="value">
        <span>{`${meaningOf(name, variable.description, locale) || name}${ranges === "" ? "" : ` (${ranges})`}`}</span>
      </label>
      <Entry writable={writable} text={variable.text} />
    </OrderDialog>
  );
}

function Row({ name, variable, change }: Chosen & { readonly change: (() => void) | undefined }) {
  const { say, locale } = useSpeech();
  return (
    <tr>
      <th scope="row">
        <code>{name}</code>
      </th>
      <td>{withUnit(variable.text, variable.unit, useDegrees(), locale)}</td>
      <td>{meaningOf(name, variable.description, locale)}</td>
      <td>
        {variable.writable && change && (
          <button type="button" class="quiet" aria-label={say("changeOf", { name })} onClick={change}>
            {say("change")}
          </button>
        )}
      </td>
    </tr>
  );
}

export function Variables({ ups }: { readonly ups: Ups }) {
  const speech = useSpeech();
  const { say } = speech;
  useStore(session);
  const [wanted, want] = useState("");
  const [chosen, choose] = useState<Chosen | undefined>(undefined);
  const off = whyNoControl(speech);
  const all = Object.entries(ups.variables);
  const shown = all.filter(([name, variable]) => matches(name, variable, speech.locale, wanted));
  return (
    <section aria-labelledby="variables">
      <h2 id="variables">{say("variables")}</h2>
      <label class="search">
        <span>{say("search")}</span>
        <input type="search" value={wanted} onInput={({ currentTarget: { value } }) => want(value)} />
      </label>
      <p class="quiet" role="status">
        {say("found", { count: shown.length, all: all.length + ups.variablesLeftOut })}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("name")}</th>
            <th scope="col">{say("value")}</th>
            <th scope="col">{say("meaning")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {shown.map(([name, variable]) => (
            <Row
              key={name}
              name={name}
              variable={variable}
              change={off === undefined ? () => choose({ name, variable }) : undefined}
            />
          ))}
        </tbody>
      </table>
      {chosen && <Change ups={ups} chosen={chosen} close={() => choose(undefined)} />}
    </section>
  );
}
