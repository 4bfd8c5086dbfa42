/** Dresses text that is already clean in colours and weights. */
export type Paint = (text: string) => string;

/** All the paints; colours are left out where they are not wanted, weights stay. */
export type Style = {
	readonly bold: Paint;
	readonly dim: Paint;
	readonly italic: Paint;
	readonly inverse: Paint;
	readonly problem: Paint;
	readonly ok: Paint;
	readonly warn: Paint;
	readonly hint: Paint;
	/** The paint of a person's name: always the same for the same name. */
	readonly nameColour: (name: string) => Paint;
};

const defaultForeground = "39";

function createPaint(open: string, close: string): Paint {
	const start = `\x1b[${open}m`;
	const end = `\x1b[${close}m`;
	return (text) => {
		if (text === "") {
			return "";
		}
		// Paint inside paint: the inner end must not end the outer one.
		return start + (text.includes(end) ? text.replaceAll(end, end + start) : text) + end;
	};
}

const plain: Paint = (text) => text;

/** Eight colours of the 256 that stand out on black and on white, and apart for colour-blind eyes. */
export const namePalette: readonly number[] = [25, 58, 59, 69, 93, 136, 137, 139];

/** Which of the palette's colours a name has. */
export function nameColourOf(name: string): number {
	// FNV-1a: spreads short names that differ in one letter.
	let hash = 0x811c9dc5;
	for (let at = 0; at < name.length; at++) {
		hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
	}
	return namePalette[((hash ^ (hash >>> 15)) >>> 0) % namePalette.length] ?? 0;
}

/** Makes the paints; without colour only weights remain. */
export function createStyle(options: { readonly colour: boolean }): Style {
	const createColour = (open: string): Paint =>
		options.colour ? createPaint(open, defaultForeground) : plain;
	const names = new Map(namePalette.map((code) => [code, createColour(`38;5;${code}`)]));
	return {
		bold: createPaint("1", "22"),
		dim: createPaint("2", "22"),
		italic: createPaint("3", "23"),
		inverse: createPaint("7", "27"),
		problem: createColour("31"),
		ok: createColour("32"),
		warn: createColour("33"),
		hint: createColour("36"),
		nameColour: (name) => names.get(nameColourOf(name)) ?? plain,
	};
}
