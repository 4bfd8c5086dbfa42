/** The lines sent before, and where in them the person is looking. */
export type InputHistory = {
	/** Oldest first. */
	readonly lines: readonly string[];
	/** The line shown; the number of lines when it is the draft. */
	readonly at: number;
	/** What was typed and not sent when the look back began. */
	readonly draft: string;
	/** What was changed in lines during the look back, by the line as it was sent. */
	readonly edits: ReadonlyMap<string, string>;
};

/** A step in the history: the history after it and the text to show. */
export type Recall = { readonly history: InputHistory; readonly text: string };

const historyLines = 500;
const noEdits: ReadonlyMap<string, string> = new Map();
/** Characters of lines kept on disk: each line that is sent writes them all. */
const keptChars = 256 * 1024;

/** Makes a history of the lines given, oldest first. */
export function createHistory(lines: readonly string[] = []): InputHistory {
	const kept = lines
		.filter((line, index) => line.trim() !== "" && line !== lines[index - 1])
		.slice(-historyLines);
	return endLook(kept);
}

/** Adds a line that was sent and goes back to an empty draft; a line sent twice running is kept once. */
export function remember(history: InputHistory, line: string): InputHistory {
	const isKept = line.trim() !== "" && line !== history.lines.at(-1);
	return endLook(isKept ? [...history.lines, line].slice(-historyLines) : history.lines);
}

/** One line back; undefined at the oldest. The text being left is there again when one comes back to it. */
export function older(history: InputHistory, current: string): Recall | undefined {
	return history.at === 0 ? undefined : recallAt(history, current, history.at - 1);
}

/** One line forward, the draft at the end; undefined when the draft is already shown. */
export function newer(history: InputHistory, current: string): Recall | undefined {
	return isLookingBack(history) ? recallAt(history, current, history.at + 1) : undefined;
}

function recallAt(history: InputHistory, current: string, at: number): Recall {
	const left = leaveLine(history, current);
	const line = left.lines[at];
	const text = line === undefined ? left.draft : (left.edits.get(line) ?? line);
	return { history: { ...left, at }, text };
}

/** The history with the text being left put aside: as the draft, or as what the line shown was changed to. */
export function leaveLine(history: InputHistory, current: string): InputHistory {
	const line = history.lines[history.at];
	if (line === undefined) return { ...history, draft: current };
	return { ...history, edits: new Map(history.edits).set(line, current) };
}

/** Whether a line sent before is shown, and the draft put aside. */
export function isLookingBack({ lines, at }: InputHistory): boolean {
	return at < lines.length;
}

/** What a look back has put aside; empty if there is none. */
export function asideOf(history: InputHistory): string {
	return isLookingBack(history) && history.draft.trim() !== "" ? history.draft : "";
}

/** A look back taken up again, whatever was sent meanwhile; without one, the lines with an empty draft. */
export function resumeLook(lines: readonly string[], look: InputHistory | undefined): InputHistory {
	const line = look?.lines[look.at];
	if (look === undefined || line === undefined) return endLook(lines);
	return { ...look, lines, at: Math.max(0, lines.lastIndexOf(line)) };
}

/** The lines with an empty draft. */
export function endLook(lines: readonly string[]): InputHistory {
	return { lines, at: lines.length, draft: "", edits: noEdits };
}

/** What is not to be lost of a line: itself, but in a look back what is put aside, with what one has changed. */
export function unsentText(history: InputHistory, current: string): string {
	const aside = asideOf(history);
	const isOwn = current.trim() !== "" && current !== history.lines[history.at];
	if (aside === "") return current;
	return isOwn ? `${aside}\n${current}` : aside;
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
