import type { Cell, Colour, Grid } from "./grid.ts";

/** What the terminal of a picture looks like. */
export type Paper = {
	readonly background: string;
	readonly foreground: string;
	/** The frame around it, and what is written there. */
	readonly frame: string;
	readonly caption: string;
	/** The first sixteen of the 256 colours. */
	readonly ansi: readonly string[];
};

export const darkPaper: Paper = {
	background: "#161821",
	foreground: "#d6d9e4",
	frame: "#232634",
	caption: "#8b90a5",
	ansi: [
		..."#2b2e3b #ef7a85 #8fcf8f #e5c07b #7aa2f7 #c792ea #6fc7d1 #c8ccd9".split(" "),
		..."#6b7089 #ff9aa2 #a8e6a3 #ffd88a #9ab8ff #dcb0ff #93e0e8 #ffffff".split(" "),
	],
};

export const lightPaper: Paper = {
	background: "#fafaf7",
	foreground: "#2a2d37",
	frame: "#e6e6e1",
	caption: "#6c7080",
	ansi: [
		..."#2a2d37 #b3293a #2c7a34 #8a5a00 #2456b5 #8136a8 #0f6f80 #e6e6e1".split(" "),
		..."#6c7080 #c93648 #358d3e #a06a00 #3367cc #9446bd #15808f #ffffff".split(" "),
	],
};

const cell = { width: 9, height: 20, baseline: 14.5 };
const fontSize = 15;
const padding = 14;
const bar = 34;
const fonts =
	"ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/** Letters that every monospaced font has, one cell wide. */
const plainLetter = /^[!-~]$/;
/** Lines are drawn, as fonts leave gaps between them: from the centre of the cell to these sides. */
const lineSides: Readonly<Record<string, string>> = {
	"─": "lr",
	"│": "tb",
	"┌": "rb",
	"┐": "lb",
	"└": "rt",
	"┘": "lt",
	"├": "tbr",
	"┤": "tbl",
	"┬": "lrb",
	"┴": "lrt",
	"┼": "lrtb",
	"╭": "rb",
	"╮": "lb",
	"╰": "rt",
	"╯": "lt",
};

/** What a cell looks like once its dress is put on that paper. */
type Look = {
	readonly colour: string;
	readonly background: string | undefined;
	readonly style: string;
};

/** Cells of one row that follow one another and look the same. */
type Run = { readonly column: number; readonly look: Look; readonly cells: Cell[] };

/** A screen as an SVG: each letter in its cell, whatever font there is. */
export function pictureOf(grid: Grid, paper: Paper, title: string): string {
	const width = grid.columns * cell.width + 2 * padding;
	const height = grid.rows.length * cell.height + 2 * padding + bar;
	const rows = grid.rows.map((cells, row) => rowOf(cells, row, paper).join(""));
	const lines = [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeXml(title)}">`,
		`<rect width="${width}" height="${height}" rx="10" fill="${paper.frame}"/>`,
		`<path d="M0 ${bar}H${width}V${height - 10}a10 10 0 0 1 -10 10H10a10 10 0 0 1 -10 -10z" fill="${paper.background}"/>`,
		...[20, 40, 60].map(
			(x) => `<circle cx="${x}" cy="${bar / 2}" r="6" fill="${paper.caption}" opacity=".45"/>`,
		),
		`<text x="${width / 2}" y="${bar / 2 + 5}" text-anchor="middle" font-family="system-ui, sans-serif" font-size="13" fill="${paper.caption}">${escapeXml(title)}</text>`,
		`<g transform="translate(${padding} ${bar + padding})" font-family="${fonts}" font-size="${fontSize}" fill="${paper.foreground}" xml:space="preserve">`,
		...rows.filter((row) => row !== ""),
		...cursorOf(grid, paper),
		"</g>",
		"</svg>",
	];
	return `${lines.join("\n")}\n`;
}

function cursorOf({ cursor }: Grid, { foreground }: Paper): string[] {
	if (cursor === undefined) return [];
	const [x, y] = [cursor.column * cell.width, cursor.row * cell.height];
	return [
		`<rect x="${x}" y="${y}" width="${cell.width}" height="${cell.height}" fill="${foreground}" opacity=".8"/>`,
	];
}

function rowOf(cells: readonly Cell[], row: number, paper: Paper): string[] {
	const runs = runsOf(cells, paper);
	return [
		...runs.flatMap(({ look, column, cells: { length } }) => {
			if (look.background === undefined) return [];
			return [
				`<rect x="${column * cell.width}" y="${row * cell.height}" width="${length * cell.width}" height="${cell.height}" fill="${look.background}"/>`,
			];
		}),
		...runs.flatMap((run) => drawRun(run, row, paper)),
	];
}

function runsOf(cells: readonly Cell[], paper: Paper): Run[] {
	const runs: Run[] = [];
	for (const [column, one] of cells.entries()) {
		const look = lookOf(one, paper);
		const last = runs.at(-1);
		if (last !== undefined && isSameLook(last.look, look)) last.cells.push(one);
		else runs.push({ column, look, cells: [one] });
	}
	return runs;
}

function isSameLook(a: Look, b: Look): boolean {
	return a.colour === b.colour && a.background === b.background && a.style === b.style;
}

function lookOf({ dress }: Cell, paper: Paper): Look {
	const foreground = colourOf(dress.foreground, paper) ?? paper.foreground;
	const background = colourOf(dress.background, paper);
	const [ink, ground] = dress.inverse
		? [background ?? paper.background, foreground]
		: [foreground, background];
	return {
		colour: dress.dim ? mix(ink, ground ?? paper.background) : ink,
		background: ground,
		style: [
			dress.bold ? ' font-weight="bold"' : "",
			dress.italic ? ' font-style="italic"' : "",
			dress.underline ? ' text-decoration="underline"' : "",
		].join(""),
	};
}

/** Words in one piece, stretched to the cells they have; everything else in the middle of its own. */
function drawRun({ column, look, cells }: Run, row: number, paper: Paper): string[] {
	const top = row * cell.height;
	const fill = look.colour === paper.foreground ? "" : ` fill="${look.colour}"`;
	const drawn: string[] = [];
	for (let at = 0; at < cells.length; ) {
		const length = wordLength(cells, at);
		const x = (column + at) * cell.width;
		const one = cells[at];
		if (length > 0) {
			const text = cells.slice(at, at + length).map((letter) => letter.text);
			const size =
				length === 1 ? "" : ` textLength="${length * cell.width}" lengthAdjust="spacingAndGlyphs"`;
			drawn.push(
				`<text x="${x}" y="${top + cell.baseline}"${size}${fill}${look.style}>${escapeXml(text.join(""))}</text>`,
			);
		} else if (one !== undefined) drawn.push(...drawSign(one, { x, top, look, fill }));
		at += Math.max(1, length);
	}
	return drawn;
}

type Spot = {
	readonly x: number;
	readonly top: number;
	readonly look: Look;
	readonly fill: string;
};

function drawSign({ text, width }: Cell, { x, top, look, fill }: Spot): string[] {
	if (text === "" || text === " ") return [];
	const sides = lineSides[text];
	if (sides !== undefined) return [drawLine(sides, x, { top, colour: look.colour })];
	const middle = x + (width * cell.width) / 2;
	return [
		`<text x="${middle}" y="${top + cell.baseline}" text-anchor="middle"${fill}${look.style}>${escapeXml(text)}</text>`,
	];
}

function drawLine(
	sides: string,
	x: number,
	{ top, colour }: { top: number; colour: string },
): string {
	const [middle, centre] = [x + cell.width / 2, top + cell.height / 2];
	const ends: Readonly<Record<string, string>> = {
		l: `H${x}`,
		r: `H${x + cell.width}`,
		t: `V${top}`,
		b: `V${top + cell.height}`,
	};
	const path = [...sides].map((side) => `M${middle} ${centre}${ends[side]}`).join("");
	return `<path d="${path}" stroke="${colour}" stroke-width="1.2"/>`;
}

/** How many cells from there on are letters, with single blanks between them. */
function wordLength(cells: readonly Cell[], from: number): number {
	let length = 0;
	const isPlain = (at: number) => plainLetter.test(cells[at]?.text ?? "");
	while (isPlain(from + length)) {
		length++;
		if (cells[from + length]?.text === " " && isPlain(from + length + 1)) length++;
	}
	return length;
}

function colourOf(colour: Colour, { ansi }: Paper): string | undefined {
	if (colour === "default") return undefined;
	if (typeof colour === "string") return colour;
	if (colour < 16) return ansi[colour];
	if (colour >= 232) return hexOf(Array.from({ length: 3 }, () => 8 + (colour - 232) * 10));
	const levels = [0, 95, 135, 175, 215, 255];
	const at = colour - 16;
	return hexOf([Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map((n) => levels[n] ?? 0));
}

function hexOf(parts: readonly number[]): string {
	return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

/** A colour that is dimmed: on the way to the ground it stands on. */
function mix(ink: string, ground: string): string {
	const [a, b] = [ink, ground].map((hex) =>
		[1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)),
	);
	return hexOf((a ?? []).map((part, at) => part * 0.62 + (b?.[at] ?? 0) * 0.38));
}

function escapeXml(text: string): string {
	return text
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}
