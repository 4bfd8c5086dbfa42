import { isUtf8 } from "node:buffer";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { putInLine } from "../state/typing-line.ts";
import type { Desk } from "./desk.ts";

/** A text of more than this is not for a line. */
const longestBytes = 1024 * 1024;

/** The shell knows the person's editor, and what stands behind its name: `code --wait`. What would end it is for the editor. */
const script = `trap : INT QUIT TERM HUP; eval "\${VISUAL:-\${EDITOR:-vi}} \\"\\$1\\""`;

/** An editor that is told to end has so long to save. */
const endMs = 2_000;

const unchanged = "The line is as it was.";

/** Lets the person write the line in their own editor, and takes over what they saved; nothing is sent. */
export function editElsewhere(desk: Desk): void {
	const { current, editor } = desk.state();
	let text = editor.text;
	desk.terminal
		.lend(async (ended) => {
			const { sayLast } = desk.terminal;
			text = await writeElsewhere(editor.text, { ended, sayLast });
		})
		// The room need not be on screen any more.
		.then(() => desk.change((state) => putInLine(state, current, text)))
		.catch(desk.problem);
}

/** We may have to end before the editor does. */
type Ending = { readonly ended: AbortSignal; readonly sayLast: (words: string) => void };

const noEnding: Ending = { ended: new AbortController().signal, sayLast: () => {} };

/** The text as it is after the person's editor has had it. Throws when it could not be had. */
export async function writeElsewhere(text: string, ending = noEnding): Promise<string> {
	const { ended, sayLast } = ending;
	if (ended.aborted) return text;
	const folder = await mkdtemp(join(tmpdir(), "partyline-"));
	const file = join(folder, "message.txt");
	await writeFile(file, text, { mode: 0o600, flag: "wx" });
	let isRead = false;
	try {
		await runEditor(file, ended);
		const written = await readWritten(file);
		// An editor that was ended leaves what it had not saved beside the file.
		isRead = !ended.aborted || (await readdir(folder)).length === 1;
		if (!isRead) sayLast(`What your editor had not saved may be in ${folder}.`);
		return written;
	} catch (error) {
		isRead = !ended.aborted && (await readFile(file, "utf8").catch(() => text)) === text;
		const failure = failureOf(error, isRead ? "" : ` What you wrote is in ${file}.`);
		if (ended.aborted) sayLast(failure.message);
		throw failure;
	} finally {
		// What nobody could read is all there is of it.
		if (isRead) await rm(folder, { recursive: true, force: true });
	}
}

function failureOf(cause: unknown, where: string): Error {
	const reason = cause instanceof Error ? cause.message : String(cause);
	return new Error(`${reason} ${unchanged}${where}`, { cause });
}

async function runEditor(file: string, ended: AbortSignal): Promise<void> {
	const hearAgain = ignoreKeyboardSignals();
	const child = spawn("sh", ["-c", script, "sh", file], { stdio: "inherit" });
	const endless = Promise.withResolvers<never>();
	const end = () => void endEditor(child).catch(endless.reject);
	ended.addEventListener("abort", end);
	const [code, signal] = await Promise.race([once(child, "exit"), endless.promise]).finally(() => {
		ended.removeEventListener("abort", end);
		hearAgain();
	});
	// One that we have ended says so with its code.
	if (code === 0 || ended.aborted) return;
	if (code === 127 || code === 126)
		throw new Error("Your editor could not be started: set VISUAL or EDITOR to one that is there.");
	throw new Error(`Your editor ended with ${signal ?? code}.`);
}

/** Tells the editor to end; throws when it does not. */
async function endEditor(child: ChildProcess): Promise<void> {
	const gone = once(child, "exit", { signal: AbortSignal.timeout(endMs) });
	const tell = async () => {
		if (child.pid === undefined) return;
		for (const pid of await startedBy(child.pid)) sendTerm(pid);
	};
	// Where its processes cannot be found, it may end by itself.
	await Promise.all([gone, tell().catch(() => {})]).catch((error) => {
		child.unref();
		throw new Error("Your editor did not end.", { cause: error });
	});
}

/** The processes that a process has started, and those that these have; our own group has others in it. */
async function startedBy(parent: number): Promise<number[]> {
	const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=", "-o", "ppid="]);
	const pairs = stdout.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
	const below = (above: number): number[] =>
		pairs.flatMap(([pid = 0, ppid]) => (ppid === above ? [pid, ...below(pid)] : []));
	return below(parent);
}

function sendTerm(pid: number): void {
	try {
		process.kill(pid, "SIGTERM");
	} catch {
		// It has gone meanwhile.
	}
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
