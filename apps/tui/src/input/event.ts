/** One press of a key that is not plain text; names are lower case ("a", "/", "enter", "f1", "pageup"). */
export type Key = {
	readonly name: string;
	readonly ctrl: boolean;
	readonly alt: boolean;
	readonly shift: boolean;
};

/** What the mouse did on a cell; columns and rows count from 0. */
export type Mouse = {
	readonly type: "mouse";
	readonly action: "press" | "release" | "move" | "wheel";
	readonly button: "left" | "middle" | "right" | "up" | "down" | "none";
	readonly column: number;
	readonly row: number;
	readonly ctrl: boolean;
	readonly alt: boolean;
	readonly shift: boolean;
};

/** An answer of the terminal to a question we asked; cursor rows and columns count from 1, as sent. */
export type Reply =
	| {
			readonly type: "reply";
			readonly kind: "cursor";
			readonly row: number;
			readonly column: number;
	  }
	| { readonly type: "reply"; readonly kind: "osc"; readonly code: number; readonly text: string }
	| { readonly type: "reply"; readonly kind: "dcs" | "apc"; readonly text: string }
	| {
			readonly type: "reply";
			readonly kind: "attributes" | "keyboard" | "mode" | "status" | "window";
			readonly prefix: string;
			readonly params: readonly number[];
	  };

/** One thing that came in from the terminal. */
export type InputEvent =
	| { readonly type: "key"; readonly key: Key }
	| { readonly type: "text"; readonly text: string }
	/** `cut`: there was more of it than is taken. */
	| { readonly type: "paste"; readonly text: string; readonly cut?: true }
	| { readonly type: "focus"; readonly focused: boolean }
	| Mouse
	| Reply;

/** The keys held down with another key. */
export type Held = { readonly ctrl?: boolean; readonly alt?: boolean; readonly shift?: boolean };

/** Makes a key from its name and what was held with it. */
export function createKey(name: string, held: Held = {}): Key {
	return {
		name,
		ctrl: held.ctrl ?? false,
		alt: held.alt ?? false,
		shift: held.shift ?? false,
	};
}

/** Makes the event of a pressed key. */
export function toKeyEvent(name: string, held: Held = {}): InputEvent {
	return { type: "key", key: createKey(name, held) };
}

/** The one spelling of a key in tables and settings: "ctrl+alt+shift+name". */
export function chordOf(key: Key): string {
	return `${key.ctrl ? "ctrl+" : ""}${key.alt ? "alt+" : ""}${key.shift ? "shift+" : ""}${key.name}`;
}
