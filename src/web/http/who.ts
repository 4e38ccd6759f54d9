/** Who asks. */

/**
 *  - `nobody`: not logged in.
 *  - `unasked`: not logged in, and nobody has to be, because access control is off.
 *  - `user`: logged in by `how`: Basic in this request, a session (whose changes need `csrf`), a trusted proxy's header.
 */
export type Who =
  | { readonly kind: "nobody" }
  | { readonly kind: "unasked" }
  | { readonly kind: "user"; readonly name: string; readonly how: "basic" | "proxy" }
  | { readonly kind: "user"; readonly name: string; readonly how: "session"; readonly csrf: string };
