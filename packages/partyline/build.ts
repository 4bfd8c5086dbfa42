import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "rolldown";
import { thirdPartyLicences } from "./third-party.ts";

/** Ink imports react-devtools-core only under DEV=true; the bundle leaves it out. */
const withoutDevtools: Plugin = {
	name: "without-devtools",
	resolveId: (id) => (id === "react-devtools-core" ? "\0empty" : null),
	load: (id) => (id === "\0empty" ? "export default {};" : null),
};

/**
 * Yoga would read the WebAssembly that it carries as base64 through `fetch`, and loading that costs a sixth of
 * the start; without one it decodes it itself.
 */
const withoutFetch: Plugin = {
	name: "without-fetch",
	transform(code, id) {
		if (!id.includes("yoga-wasm-base64")) return null;
		const without = code.replaceAll("typeof fetch", "typeof false");
		if (without === code) this.error("yoga-layout asks for fetch no more: this plugin can go");
		return { code: without, map: null };
	},
};

const wideEmoji = fileURLToPath(new URL("src/wide-emoji.ts", import.meta.url));

/** string-width asks a table of all emoji about each grapheme that is not ASCII; here it asks what can do without. */
export const withoutEmojiTable: Plugin = {
	name: "without-emoji-table",
	transform(code, id) {
		if (!/[\\/]string-width[\\/]index\.js$/.test(id)) return null;
		const without = code
			.replace(
				String.raw`const rgiEmojiRegex = /^\p{RGI_Emoji}$/v;`,
				() => `import { isWideEmoji } from ${JSON.stringify(wideEmoji)};`,
			)
			.replace("rgiEmojiRegex.test(segment)", "isWideEmoji(segment)");
		if (without.split("isWideEmoji").length !== 3 || without.includes("rgiEmojiRegex"))
			this.error("string-width asks its table otherwise: look whether this plugin is needed");
		return { code: without, map: null };
	},
};

const plainProcess = `
	export default globalThis.process;
	export const { cwd, env } = globalThis.process;
`;

/**
 * Builtins that libraries import and a start pays for: `node:process` as a module reads all its properties, and so
 * opens stdin; commander's `node:child_process` is for commands that are programs of their own, which none of ours is.
 */
const withoutCostlyBuiltins: Plugin = {
	name: "without-costly-builtins",
	resolveId(id, importer = "") {
		if (id === "node:process") return "\0process";
		return id === "node:child_process" && importer.includes("/commander/") ? "\0empty" : null;
	},
	load: (id) => (id === "\0process" ? plainProcess : null),
};

/** An import of a builtin as the bundler writes it: of its default, of some of its names, or of all of it. */
const builtinImport =
	/^import (?:\* as (?<all>[\w$]+)|(?<whole>[\w$]+)?(?:, )?(?:\{ (?<some>[^}]+) \})?) from "(?<id>node:[\w/]+)";$/gm;

/**
 * Takes builtins as they are: importing one reads all that it exports, and so loads what Node loads only where it is
 * read, such as the streams of `node:fs`. Not in the bins themselves, which an old Node must be able to read.
 */
const withoutFacades: Plugin = {
	name: "without-facades",
	renderChunk(code, { isEntry }) {
		if (isEntry) return null;
		// In one line each, so that the source map still fits.
		return {
			code: code.replace(builtinImport, (...match) => takeBuiltin(match.at(-1))),
			map: null,
		};
	},
};

type BuiltinImport = Readonly<Record<"all" | "whole" | "some", string | undefined>> & {
	readonly id: string;
};

function takeBuiltin({ all, whole, some, id }: BuiltinImport): string {
	const names = [all, whole, some && `{ ${some.replaceAll(" as ", ": ")} }`];
	return names
		.filter((name) => name !== undefined)
		.map((name) => `const ${name} = process.getBuiltinModule("${id}");`)
		.join(" ");
}

/**
 * What is always loaded together is one file: each one more costs a verb a third of a millisecond. A group takes what
 * its modules import, too, except what one above it has.
 */
const files = [
	// Before anything compiled is kept.
	{ name: "first", test: /partyline[\\/]src[\\/](?:compile-cache|crash|commands|end)\.ts$/ },
	{ name: "commander", test: /node_modules[\\/]commander[\\/]/ },
	{ name: "sanitize", test: /shared[\\/]src[\\/]text[\\/]sanitize\.ts$/ },
	{ name: "command-line", test: /tui[\\/]src[\\/]start[\\/]cli(?:-\w+)?\.ts$/ },
	// Without the protocol: how much is checked is said to it before the first schema is made.
	{ name: "zod", test: /node_modules[\\/]zod[\\/]/ },
	// Without what only new names and passwords need.
	{
		name: "shared",
		test: /shared[\\/]src[\\/](?:protocol|framing|text[\\/](?!new-|skeleton|confusables))/,
	},
	{
		name: "client",
		test: /tui[\\/]src[\\/](?:verbs[\\/](?:send|tail|rooms)|start[\\/]read-start)\.ts$/,
	},
];

const parcel = fileURLToPath(new URL(".", import.meta.url));

/** What a bundle has besides the program, for the tests. */
export type Additions = {
	/** More entries, by name. */
	readonly input?: Readonly<Record<string, string>>;
	readonly plugins?: readonly Plugin[];
};

/** Bundles both bins and the journal's worker threads, dependencies and all, into a folder. */
export async function bundle(
	dir = "dist",
	{ input = {}, plugins = [] }: Additions = {},
): Promise<void> {
	await build({
		cwd: parcel,
		input: {
			partyline: "src/partyline.ts",
			partylined: "src/partylined.ts",
			"journal-worker": "@partyline/server/journal-worker",
			"search-worker": "@partyline/server/search-worker",
			...input,
		},
		platform: "node",
		plugins: [
			...plugins,
			withoutDevtools,
			withoutFetch,
			withoutEmojiTable,
			withoutCostlyBuiltins,
			withoutFacades,
			thirdPartyLicences,
		],
		transform: {
			define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
		},
		output: {
			dir,
			cleanDir: true,
			sourcemap: true,
			codeSplitting: {
				groups: files.map((file, at) => ({ ...file, priority: files.length - at })),
			},
		},
		logLevel: "warn",
	});
}

/**
 * Bundles into dist/, which is replaced as a whole: a program that starts from it at this moment, in another
 * terminal, finds every file.
 */
async function replaceDist(): Promise<void> {
	const fresh = `dist.${process.pid}`;
	await bundle(fresh);
	const dist = join(parcel, "dist");
	const old = join(parcel, `${fresh}.old`);
	moveIfThere(dist, old);
	// Another build may have been quicker: its bundle is as good as this one.
	if (!moveIfThere(join(parcel, fresh), dist)) rmSync(join(parcel, fresh), { recursive: true });
	rmSync(old, { recursive: true, force: true });
}

/** Moves a folder; whether it could be moved. */
function moveIfThere(from: string, to: string): boolean {
	try {
		renameSync(from, to);
		return true;
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		if (code === "ENOENT" || code === "ENOTEMPTY" || code === "EEXIST") return false;
		throw error;
	}
}

if (import.meta.main) await replaceDist();
