/**
 * The text of a message of the bench, 100 bytes: a mark that stands nowhere else in any dialect, and the number of the
 * message. So a generator counts what came without parsing it, and is not the bottleneck.
 */
// Not a tilde: before the names of those whom nobody vouches for IRC servers write one.
const mark = "|".charCodeAt(0);
const zero = "0".charCodeAt(0);
const digits = 9;
const padding = "x".repeat(100 - 1 - digits);

/** Mark and number: a piece that ends within them is to be read with the next. */
const markBytes = 1 + digits;

/** The text of a message. */
export function textOf(number: number): string {
	return `|${String(number).padStart(digits, "0")}${padding}`;
}

/** The number of the message whose mark is at a place in the bytes. */
export function numberAt(bytes: Buffer, at: number): number {
	let value = 0;
	for (let digit = at + 1; digit < at + markBytes; digit++)
		value = value * 10 + (bytes[digit] ?? zero) - zero;
	return value;
}

/** Of a number the last digits: enough to tell messages of one moment apart, and quickly read. */
const lastDigits = 1_000;

/** The last digits of a number. */
export function lastDigitsOf(number: number): number {
	return number % lastDigits;
}

/** The last digits of the number of the message whose mark is at a place in the bytes. */
export function lastDigitsAt(bytes: Buffer, at: number): number {
	const digit = (place: number) => (bytes[at + place] ?? zero) - zero;
	return digit(digits - 2) * 100 + digit(digits - 1) * 10 + digit(digits);
}

/** Finds the messages in what comes on one connection, however it is cut; says where in the bytes each has its mark. */
export function createMarkFinder(
	onMark: (bytes: Buffer, at: number) => void,
): (piece: Buffer) => void {
	let rest: Buffer | undefined;
	return (piece) => {
		const bytes = rest === undefined ? piece : Buffer.concat([rest, piece]);
		rest = undefined;
		for (let at = bytes.indexOf(mark); at !== -1; at = bytes.indexOf(mark, at + markBytes)) {
			if (at + markBytes > bytes.length) {
				// Copied: the piece is read over by the next.
				rest = Buffer.from(bytes.subarray(at));
				return;
			}
			onMark(bytes, at);
		}
	};
}
