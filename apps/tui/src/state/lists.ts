/** The lists beside the conversation, or over it. */
export type List = "rooms" | "members";

/** What stands first in the lists that one has scrolled. */
export type Scrolled = { readonly [list in List]?: number };

/** Every list as it is by itself. */
export const unscrolled: Scrolled = {};
