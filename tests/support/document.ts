import { readFileSync } from "node:fs";

/** One fenced block of a Markdown document. */
export type Block = {
	readonly language: string;
	/** Who talks in it, if it is a conversation. */
	readonly who: string;
	readonly lines: readonly string[];
};

/** The folder of the documents. */
export const docs = new URL("../../docs/", import.meta.url);

/** A document of the project. */
export function readDocument(name: string): string {
	return readFileSync(new URL(name, docs), "utf8");
}

/** The fenced blocks of a document, in order. */
export function blocksOf(document: string): Block[] {
	return [...document.matchAll(/^```(\w*) ?(.*)\n([\s\S]*?)^```$/gm)].map(
		([, language = "", who = "", text = ""]) => ({
			language,
			who,
			lines: text.split("\n").slice(0, -1),
		}),
	);
}

/** What stands where the real value is another each time: recorded by the first answer that has it. */
const changing: Readonly<Record<string, RegExp>> = {
	at: /^\d{13}$/,
	createdAt: /^\d{13}$/,
	seenAt: /^\d{13}$/,
	device: /^[0-9a-f]{12}$/,
	epoch: /^[0-9a-f]{32}$/,
	/** Of a message that the server made the id of. */
	id: /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
	older: /^[\w-]{48}$/,
	token: /^[\w-]{43}$/,
	room: /^@[0-9a-z]{8,40}$/,
	version: /^\d+\.\d+\.\d+$/,
};

/** Compares frames as written with frames as they are, and remembers what is called what. */
export class Translation {
	readonly #real = new Map<string, string>();

	/** A written line with the real values in it. */
	toReal(written: string): string {
		let line = written;
		for (const [name, value] of this.#real) line = line.replaceAll(name, value);
		return line;
	}

	/** The real value with everything that changes written as in the document; the rest stays as it is. */
	toWritten(real: unknown, written: unknown, key = ""): unknown {
		if (Array.isArray(real) && Array.isArray(written))
			return real.map((item, index) => this.toWritten(item, written[index], key));
		if (isRecord(real) && isRecord(written))
			return Object.fromEntries(
				Object.entries(real).map(([name, value]) => [
					name,
					this.toWritten(value, written[name], name),
				]),
			);
		return this.#mayDiffer(key, real, written) ? written : real;
	}

	#mayDiffer(key: string, real: unknown, written: unknown): boolean {
		const shape = changing[key];
		if (typeof real !== typeof written || !shape?.test(`${real}`) || !shape.test(`${written}`))
			return false;
		if (typeof real !== "string" || typeof written !== "string") return true;
		const known = this.#real.get(written);
		this.#real.set(written, known ?? real);
		return known === undefined || known === real;
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
