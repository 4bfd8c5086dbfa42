import type { Desk } from "../desk/desk.ts";
import type { Editor } from "../input/editor.ts";

/** What a key of the chat can do. The help, the configuration and the key table are made from these. */
export type Action = {
	/** As the configuration calls it. */
	readonly name: string;
	/** The chords it has unless bound otherwise; of two keys in a row with a space between. */
	readonly keys: readonly string[];
	readonly help: string;
	readonly run: (desk: Desk) => void;
};

/** An action that changes the line. */
export function editing(told: Omit<Action, "run">, edit: (editor: Editor) => Editor): Action {
	return { ...told, run: (desk) => desk.edit(edit) };
}
