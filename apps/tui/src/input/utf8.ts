// The decoder keeps bytes as a string with one char a byte ("binary"): it is searched and cut like any text,
// and becomes real text only when a run is known to be whole.

// String.fromCharCode spreads its arguments on the stack.
const sliceBytes = 8192;
// The BOM is kept, or the first character after a cut would differ from one read whole.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Turns bytes into a string with one char a byte. */
export function toBinary(bytes: Uint8Array): string {
	let binary = "";
	for (let at = 0; at < bytes.length; at += sliceBytes) {
		binary += String.fromCharCode(...bytes.subarray(at, at + sliceBytes));
	}
	return binary;
}

/** Reads a binary string as UTF-8; what is not UTF-8 becomes U+FFFD. */
export function decodeUtf8(binary: string): string {
	const bytes = new Uint8Array(binary.length);
	for (let at = 0; at < binary.length; at++) {
		bytes[at] = binary.charCodeAt(at);
	}
	return decoder.decode(bytes);
}

/** The number of bytes a character takes that starts with this byte; 1 for a byte that starts none. */
export function sequenceLength(lead: number): number {
	if (lead < 0xc2 || lead > 0xf4) {
		return 1;
	}
	if (lead < 0xe0) {
		return 2;
	}
	return lead < 0xf0 ? 3 : 4;
}

/** How many bytes at the end are the start of a character whose rest has not come yet. */
export function incompleteTail(binary: string): number {
	for (let length = 1; length <= Math.min(3, binary.length); length++) {
		const byte = binary.charCodeAt(binary.length - length);
		if (byte >= 0xc0) {
			return sequenceLength(byte) > length ? length : 0;
		}
		if (byte < 0x80) {
			return 0;
		}
	}
	return 0;
}
