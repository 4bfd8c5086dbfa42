import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pin } from "./machine.ts";
import { keepChild } from "./take-away.ts";

/** No program takes longer: the longest lets 10,000 clients in over TLS. */
const limitMs = 10 * 60_000;

/**
 * Runs a program, by its path from `clients`, in a process of its own, with a job as JSON, and resolves with what it prints as JSON. It has
 * the core of the load; what is hardly ever at work, or is server and load in one, is better without.
 */
export async function runApart<Outcome>(
	program: string,
	job: object,
	side: "load" | "none" = "load",
): Promise<Outcome> {
	const command = [
		process.execPath,
		join(import.meta.dirname, "clients", `${program}.ts`),
		JSON.stringify(job),
	] as const;
	const [file, ...args] = side === "load" ? pin("load", command) : command;
	const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], timeout: limitMs });
	keepChild(child);
	const [printed, complaint, [code]] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		once(child, "exit"),
	]);
	if (code !== 0) throw new Error(sayWhy(complaint, code), { cause: complaint });
	return JSON.parse(printed);
}

/** The sentence of what a program died of, without the stack around it. */
function sayWhy(complaint: string, code: number | null): string {
	if (code === null) return `It was ended, at the latest after ${limitMs / 60_000} minutes.`;
	return (
		/^\w*Error(?: \[\w+\])?: (.*)$/m.exec(complaint)?.[1] ?? `It ended with ${code}: ${complaint}`
	);
}
