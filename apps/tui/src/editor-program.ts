import { isUtf8 } from "node:buffer";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Desk } from "./desk.ts";
import { putInLine } from "./state/typing-line.ts";

/** A text of more than this is not for a line. */
const longestBytes = 1024 * 1024;

/** The shell knows the person's editor, and what stands behind its name: `code --wait`. Ctrl+C is the editor's. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills it in
const script = 'trap : INT QUIT; eval "${VISUAL:-${EDITOR:-vi}} \\"\\$1\\""';

const unchanged = "The line is as it was.";

/** Lets the person write the line in their own editor, and takes over what they saved; nothing is sent. */
export function editElsewhere(desk: Desk): void {
	const { current, editor } = desk.state();
	let text = editor.text;
	desk.terminal
		.lend(async () => {
			text = await writeElsewhere(editor.text);
		})
		// The room need not be on screen any more.
		.then(() => desk.change((state) => putInLine(state, current, text)))
		.catch(desk.problem);
}

/** The text as it is after the person's editor has had it. Throws when it could not be had. */
export async function writeElsewhere(text: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), "partyline-"));
	const file = join(folder, "message.txt");
	await writeFile(file, text, { mode: 0o600, flag: "wx" });
	let isRead = false;
	try {
		await runEditor(file);
		const written = await readWritten(file);
		isRead = true;
		return written;
	} catch (error) {
		isRead = (await readFile(file, "utf8").catch(() => text)) === text;
		const message = error instanceof Error ? error.message : String(error);
		throw new Error(`${message} ${unchanged}${isRead ? "" : ` What you wrote is in ${file}.`}`, {
			cause: error,
		});
	} finally {
		// What nobody could read is all there is of it.
		if (isRead) await rm(folder, { recursive: true, force: true });
	}
}

async function runEditor(file: string): Promise<void> {
	const hearAgain = ignoreKeyboardSignals();
	const child = spawn("sh", ["-c", script, "sh", file], { stdio: "inherit" });
	const [code, signal] = await once(child, "exit").finally(hearAgain);
	if (code === 0) return;
	if (code === 127 || code === 126)
		throw new Error("Your editor could not be started: set VISUAL or EDITOR to one that is there.");
	throw new Error(`Your editor ended with ${signal ?? code}.`);
}

/** The keys of the terminal send their signals to us as well as to the editor, and mean the editor. */
function ignoreKeyboardSignals(): () => void {
	const signals = (["SIGINT", "SIGQUIT"] as const).map((signal) => ({
		signal,
		listeners: process.listeners(signal),
	}));
	const ignore = () => {};
	for (const { signal } of signals) process.removeAllListeners(signal).on(signal, ignore);
	return () => {
		for (const { signal, listeners } of signals) {
			process.off(signal, ignore);
			for (const listener of listeners) process.on(signal, listener);
		}
	};
}

async function readWritten(file: string): Promise<string> {
	const { size } = await stat(file);
	if (size > longestBytes) throw new Error("What you wrote is longer than 1 MiB.");
	const bytes = await readFile(file);
	if (!isUtf8(bytes)) throw new Error("What you wrote is not UTF-8.");
	// Editors end the last line; a message does not.
	return bytes.toString("utf8").replace(/\r?\n$/, "");
}
