const marks = /\p{M}/gu;
const ascii = /^[ -~]*$/;

// What people type to say the same where there is only ASCII, as far as decomposition does not tell.
const readings = new Map([
	["ß", "ss"],
	["ẞ", "SS"],
	["æ", "ae"],
	["Æ", "AE"],
	["œ", "oe"],
	["Œ", "OE"],
	["ø", "o"],
	["Ø", "O"],
	["ł", "l"],
	["Ł", "L"],
	["đ", "d"],
	["Đ", "D"],
	["ð", "d"],
	["Ð", "D"],
	["þ", "th"],
	["Þ", "Th"],
	["ħ", "h"],
	["ı", "i"],
	["‘", "'"],
	["’", "'"],
	["‚", ","],
	["“", '"'],
	["”", '"'],
	["„", '"'],
	["«", "<<"],
	["»", ">>"],
	["‹", "<"],
	["›", ">"],
	["‐", "-"],
	["‑", "-"],
	["–", "-"],
	["—", "--"],
	["−", "-"],
	["•", "*"],
	["·", "."],
	["×", "x"],
	["÷", "/"],
	["⁄", "/"],
	["±", "+-"],
	["≈", "~"],
	["≠", "!="],
	["≤", "<="],
	["≥", ">="],
	["→", "->"],
	["←", "<-"],
	["↔", "<->"],
	["⇒", "=>"],
	["↑", "^"],
	["↓", "v"],
	["€", "EUR"],
	["£", "GBP"],
	["¥", "YEN"],
	["©", "(c)"],
	["®", "(R)"],
	["°", "deg"],
	["§", "S"],
	["¿", "?"],
	["¡", "!"],
	["✓", "v"],
	["✔", "v"],
	["✗", "x"],
	["─", "-"],
	["━", "-"],
	["═", "="],
	["│", "|"],
	["┃", "|"],
	["║", "|"],
]);

/** How one would read a letter or sign aloud in ASCII, or nothing if it has no such reading. */
export function readInAscii(grapheme: string): string | undefined {
	const spelled = Array.from(grapheme.normalize("NFKD").replace(marks, ""), toAscii).join("");
	return spelled !== "" && ascii.test(spelled) ? spelled : undefined;
}

function toAscii(char: string): string {
	// Corners and crossings.
	return readings.get(char) ?? (/[\u2500-\u257f]/.test(char) ? "+" : char);
}
