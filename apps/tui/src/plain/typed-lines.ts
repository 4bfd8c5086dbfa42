/** Puts the lines that are typed together to messages. */
export type TypedLines = {
	/** Takes a line; gives what is whole with it. */
	readonly take: (line: string) => string | undefined;
	/** Whether something is begun. */
	readonly isOpen: () => boolean;
	/** Whether everything up to `/end` is one message. */
	readonly isPasting: () => boolean;
	/** Begins to gather up to `/end`. */
	readonly beginPaste: () => void;
	/** Lets go of what is begun; gives it. */
	readonly drop: () => string;
};

/** A backslash at the end of a line goes on in the next; a paste goes on up to `/end`. */
export function createTypedLines(): TypedLines {
	let lines: string[] = [];
	let pasting = false;
	const drop = () => {
		const text = lines.join("\n");
		lines = [];
		pasting = false;
		return text;
	};
	return {
		take: (line) => {
			if (pasting && line.trim() === "/end") return drop();
			if (pasting) {
				lines.push(line);
				return undefined;
			}
			const goesOn = /(?<!\\)(?:\\\\)*\\$/.test(line);
			lines.push(goesOn ? line.slice(0, -1) : line);
			return goesOn ? undefined : drop();
		},
		isOpen: () => pasting || lines.length > 0,
		isPasting: () => pasting,
		beginPaste: () => {
			pasting = true;
		},
		drop,
	};
}
