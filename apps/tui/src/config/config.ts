import type { Scheme } from "@partyline/client";
import type { BindingEntry } from "./bindings.ts";
import type { Problem } from "./problem.ts";

/** A server of the file, by the name it has there. */
export type ServerEntry = {
	readonly name: string;
	readonly host: string;
	readonly port: number;
	/** Whether it is encrypted; as for a bare host unless told. */
	readonly scheme?: Scheme | undefined;
	readonly as: string | undefined;
	readonly room: string | undefined;
};

/** When a part of the screen is there: by the width of the terminal, or as one likes it. */
export type Showing = "auto" | "always" | "never";

/** What the config file says; flags and variables win over it. */
export type Config = {
	/** The name of a built-in theme, or a file. */
	readonly theme: string;
	readonly mouse: boolean;
	readonly emoji: "auto" | "names" | "characters";
	readonly clock: "24h" | "12h" | "none";
	readonly plain: boolean;
	readonly layout: {
		readonly rooms: Showing;
		readonly members: Showing;
		readonly pane: Showing;
		/** The most columns a line of text takes. */
		readonly textMax: number;
	};
	/** To be read with `readBindings`, which knows the actions. */
	readonly keys: readonly BindingEntry[];
	readonly servers: readonly ServerEntry[];
};

/** What holds where no file says otherwise. */
export const defaultConfig: Config = {
	theme: "auto",
	mouse: true,
	emoji: "auto",
	clock: "24h",
	plain: false,
	layout: { rooms: "auto", members: "auto", pane: "auto", textMax: 100 },
	keys: [],
	servers: [],
};

/** A config, and what of its file could not be taken: each such setting has its default. */
export type ReadConfig = { readonly config: Config; readonly problems: readonly Problem[] };
