import { widthOf } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";
import { findLinks, type Link, linkText } from "./links.ts";
import type { Setting } from "./message-lines.ts";

/** A row of what somebody said. */
export type TextRow = {
	readonly text: string;
	/** Whether it takes the whole row: a link too long for its column begins at the first one of the pane. */
	readonly isWhole: boolean;
};

/** The columns that a text has. */
export type Columns = {
	readonly width: number;
	/** Those of the first row. */
	readonly firstWidth?: number;
	/** Those of the pane. */
	readonly whole: number;
};

/** A piece of what is shown, and where it leads if it is a link. */
type Piece = { readonly text: string; readonly link: Link | undefined; readonly id: string };

/** The rows of a sanitised text. `id` begins the ids of its links. */
export function textRows(
	{ text, id }: { readonly text: string; readonly id: string },
	{ show, style }: Pick<Setting, "show" | "style">,
	columns: Columns,
): readonly TextRow[] {
	const links = findLinks(text);
	if (links.length === 0)
		return wrap(show(text), columns.width, columns).map((row) => ({ text: row, isWhole: false }));
	const dress: Dress = ({ link, id: name }, shown) =>
		link === undefined ? shown : linkText(style.link(shown), link.url, name);
	return layOut(piecesOf(text, links, { show, id }), columns, dress);
}

/** The text cut at its links, as it is shown. */
function piecesOf(
	text: string,
	links: readonly Link[],
	{ show, id }: { readonly show: (text: string) => string; readonly id: string },
): Piece[] {
	const pieces: Piece[] = [];
	let at = 0;
	for (const [index, link] of links.entries()) {
		const name = `${id}-${index}`;
		const raw = text.slice(link.start, link.end);
		const host = link.host === undefined ? "" : ` (${link.host})`;
		pieces.push({ text: show(text.slice(at, link.start)), link: undefined, id: name });
		// What is opened is what one sees: where the terminal cannot show it, the address in ASCII.
		pieces.push({ text: show(raw) === raw ? raw : link.url, link, id: name });
		if (host !== "") pieces.push({ text: host, link: undefined, id: name });
		at = link.end;
	}
	pieces.push({ text: show(text.slice(at)), link: undefined, id });
	return pieces.filter((piece) => piece.text !== "");
}

type Dress = (piece: Piece, shown: string) => string;

/** The pieces in rows: what fits into its column is wrapped, a longer link has rows of its own. */
function layOut(pieces: readonly Piece[], columns: Columns, dress: Dress): TextRow[] {
	const rows: TextRow[] = [];
	let run: Piece[] = [];
	const endRun = () => {
		const first = rows.length === 0 ? columns.firstWidth : undefined;
		rows.push(...wrapRun(run, { width: columns.width, firstWidth: first }, dress));
		run = [];
	};
	for (const piece of pieces) {
		if (piece.link === undefined || widthOf(piece.text) <= columns.width) {
			run.push(piece);
			continue;
		}
		const before = run.at(-1);
		if (before !== undefined && before.link === undefined)
			run.splice(-1, 1, { ...before, text: before.text.replace(/[ \t]*\n?[ \t]*$/, "") });
		if (run.some(({ text }) => text !== "") || rows.length === 0) endRun();
		run = [];
		const cut = wrap(piece.text, columns.whole);
		rows.push(...cut.map((shown) => ({ text: dress(piece, shown), isWhole: true })));
	}
	const rest = trimStart(run);
	if (rest.length > 0) {
		run = rest;
		endRun();
	}
	return rows;
}

/** What follows a link on rows of its own begins a row anyway. */
function trimStart(run: readonly Piece[]): Piece[] {
	const [first, ...rest] = run;
	if (first === undefined) return [];
	const text = first.text.replace(/^[ \t]*\n?/, "");
	return text === "" ? rest : [{ ...first, text }, ...rest];
}

/** The rows of pieces that are wrapped as one text, each dressed wherever it came to stand. */
function wrapRun(
	run: readonly Piece[],
	columns: { readonly width: number; readonly firstWidth: number | undefined },
	dress: Dress,
): TextRow[] {
	const { width, firstWidth = width } = columns;
	const rows = wrap(run.map(({ text }) => text).join(""), width, { firstWidth });
	const queue = run.map((piece) => ({ piece, left: inkOf(piece.text) }));
	return rows.map((row) => ({ text: dressRow(row, queue, dress), isWhole: false }));
}

type Queued = { readonly piece: Piece; left: number };

/** Wrapping moves spaces and nothing else: what is no space is counted off piece by piece. */
function dressRow(row: string, queue: Queued[], dress: Dress): string {
	let dressed = "";
	let at = 0;
	while (at < row.length) {
		while (queue[0]?.left === 0) queue.shift();
		const head = queue[0];
		if (head === undefined) return dressed + row.slice(at);
		let end = at;
		while (end < row.length && head.left > 0) {
			if (isInk(row, end)) head.left--;
			end++;
		}
		const shown = row.slice(at, end);
		const bare = shown.trimStart();
		dressed += shown.slice(0, shown.length - bare.length) + dress(head.piece, bare);
		at = end;
	}
	return dressed;
}

function inkOf(text: string): number {
	let ink = 0;
	for (let at = 0; at < text.length; at++) if (isInk(text, at)) ink++;
	return ink;
}

function isInk(text: string, at: number): boolean {
	const char = text[at];
	return char !== " " && char !== "\t" && char !== "\n";
}
