/** Characters of a name, of a text, and the notes of one account on one server: 10,000 drafts of 16 KiB are 160 MiB. */
export const noteLimits = { nameChars: 256, textChars: 1_048_576, notes: 10_000 } as const;

/** What a window wants to find again next time, each text under its name; of one account on one server. */
export type Notes = {
	/** The notes whose name begins with `prefix`; the one that was written longest ago comes first. */
	read(prefix: string): ReadonlyMap<string, string>;
	/** Durable when it returns; false if it would be one note too many. */
	write(name: string, text: string): boolean;
	forget(name: string): void;
};

/** Notes that end with the process. */
export function memoryNotes(): Notes {
	const notes = new Map<string, string>();
	return {
		read: (prefix) => new Map([...notes].filter(([name]) => name.startsWith(prefix))),
		write(name, text) {
			if (!notes.has(name) && notes.size >= noteLimits.notes) return false;
			notes.delete(name);
			notes.set(name, text);
			return true;
		},
		forget: (name) => void notes.delete(name),
	};
}

/** Writes a note, or forgets it without a text. Throws RangeError when it is more than may be kept. */
export function takeNote(notes: Notes, name: string, text: string | undefined): void {
	const { nameChars, textChars, notes: most } = noteLimits;
	if (name.length > nameChars)
		throw new RangeError(`The name of a note has at most ${nameChars} characters.`);
	if (text === undefined) {
		notes.forget(name);
		return;
	}
	if (text.length > textChars)
		throw new RangeError(
			`A note has at most ${textChars} characters, and this one ${text.length}.`,
		);
	if (!notes.write(name, text))
		throw new RangeError(`There are ${most} notes already, and no place for ${name}.`);
}
