import { isLanguage, LANGUAGES } from "../i18n/languages.ts";
import { world } from "../live.ts";
import { choose, colours, language, type Theme } from "../preferences.ts";
import { leave, session } from "../session.ts";
import { useStore } from "../store.ts";
import { useSpeech } from "../words.ts";

const THEMES = { auto: "themeAuto", light: "themeLight", dark: "themeDark" } as const;

export function Footer() {
  const { say } = useSpeech();
  const chosen = useStore(language);
  const theme = useStore(colours);
  const { version } = useStore(world);
  const who = useStore(session);
  return (
    <footer>
      <label>
        <span>{say("language")}</span>
        <select
          value={chosen}
          onChange={({ currentTarget: { value } }) => isLanguage(value) && choose({ language: value })}
        >
          {Object.entries(LANGUAGES).map(([code, { name }]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{say("theme")}</span>
        <select value={theme} onChange={({ currentTarget: { value } }) => choose({ theme: value as Theme })}>
          {Object.entries(THEMES).map(([name, key]) => (
            <option key={name} value={name}>
              {say(key)}
            </option>
          ))}
        </select>
      </label>
      {who?.login === "in" && (
        <button type="button" class="quiet" onClick={() => void leave()}>
          {`${say("logOut")}${who.name === null ? "" : ` (${who.name})`}`}
        </button>
      )}
      <span class="version">{version === "" ? "" : `nutts ${version}`}</span>
    </footer>
  );
}
