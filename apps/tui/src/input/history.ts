/** The lines sent before, and where in them the person is looking. */
export type InputHistory = {
	/** Oldest first. */
	readonly lines: readonly string[];
	/** The line shown; the number of lines when it is the draft. */
	readonly at: number;
	/** What was typed and not sent when the look back began. */
	readonly draft: string;
};

/** A step in the history: the history after it and the text to show. */
export type Recall = { readonly history: InputHistory; readonly text: string };

const historyLines = 500;
/** Characters of lines kept on disk: each line that is sent writes them all. */
const keptChars = 256 * 1024;

/** Makes a history of the lines given, oldest first. */
export function createHistory(lines: readonly string[] = []): InputHistory {
	const kept = lines
		.filter((line, index) => line.trim() !== "" && line !== lines[index - 1])
		.slice(-historyLines);
	return { lines: kept, at: kept.length, draft: "" };
}

/** Adds a line that was sent and goes back to an empty draft; a line sent twice running is kept once. */
export function remember(history: InputHistory, line: string): InputHistory {
	const isKept = line.trim() !== "" && line !== history.lines.at(-1);
	const lines = isKept ? [...history.lines, line].slice(-historyLines) : history.lines;
	return { lines, at: lines.length, draft: "" };
}

/** One line back; undefined at the oldest. The text being left is kept only if it is the draft. */
export function older(history: InputHistory, current: string): Recall | undefined {
	const text = history.lines[history.at - 1];
	if (text === undefined) {
		return undefined;
	}
	const draft = history.at === history.lines.length ? current : history.draft;
	return { history: { ...history, at: history.at - 1, draft }, text };
}

/** One line forward, the draft at the end; undefined when the draft is already shown. */
export function newer(history: InputHistory): Recall | undefined {
	if (history.at >= history.lines.length) {
		return undefined;
	}
	const at = history.at + 1;
	return { history: { ...history, at }, text: history.lines[at] ?? history.draft };
}

/** Reads lines that `writeLines` has written; what is none of ours is left out. */
export function parseLines(text: string): string[] {
	return text.split("\n").flatMap((json) => {
		const line = parseJson(json);
		return typeof line === "string" ? [line] : [];
	});
}

function parseJson(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

/** Lines as they are kept, one JSON string a line; the newest, as many as there is room for. */
export function writeLines(lines: readonly string[]): string {
	let chars = 0;
	const written = lines.map((line) => JSON.stringify(line));
	const over = written.findLastIndex((json) => {
		chars += json.length + 1;
		return chars > keptChars;
	});
	return written.slice(over + 1).join("\n");
}
