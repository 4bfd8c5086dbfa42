import { measure } from "./width.ts";

/** As much of the end of a text as fits in these columns. */
export function tailOf(text: string, width: number): string {
	const pieces = measure(text);
	let left = width;
	const tooMuch = pieces.findLastIndex((piece) => {
		left -= piece.width;
		return left < 0;
	});
	return pieces
		.slice(tooMuch + 1)
		.map((piece) => piece.text)
		.join("");
}
