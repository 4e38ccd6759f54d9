import { render } from "preact";
import { colours, dress, language } from "./preferences.ts";
import { begin } from "./session.ts";
import { App } from "./view/app.tsx";

for (const store of [language, colours]) store.listen(dress);
dress();
const root = document.getElementById("app");
if (root) render(<App />, root);
void begin();
