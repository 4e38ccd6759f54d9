/** The form by which a card takes a new value. */

const BOUNDARY = "NUTTS-OBJECTS";

export const SET_PAGE = "/Forms/set_obj_2";
export const SET_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
]);

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (one) => ESCAPES.get(one) ?? one);

export const setForm = (object: string, value: string): string =>
  [
    `--${BOUNDARY}`,
    'Content-Disposition: form-data; name="file"; filename="Configuration.xml"',
    "Content-Type: application/octet-stream",
    "",
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<SET_OBJECT>",
    `  <OBJECT name="${object}">${escaped(value)}</OBJECT>`,
    "</SET_OBJECT>",
    `--${BOUNDARY}--`,
    "",
  ].join("\r\n");
