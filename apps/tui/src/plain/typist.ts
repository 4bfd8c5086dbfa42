import type { State } from "../state/state.ts";

/** What a person who types does. */
export type TypistEvents = {
	/** A line is whole; resolves when the next one may come. */
	readonly onLine: (line: string) => Promise<void>;
	/** Ctrl+C. */
	readonly onInterrupt: () => void;
	/** Nothing more will come. */
	readonly onEnd: () => void;
};

/** Who types, and where lines are written in between. */
export type Typist = {
	/** Writes whole lines so that what is being typed stays what it is. */
	readonly print: (text: string) => void;
	/** Shows where one is, and what one had begun to type there. */
	readonly follow: (state: State) => void;
	readonly close: () => void;
};
