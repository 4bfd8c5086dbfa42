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

const parcel = fileURLToPath(new URL(".", import.meta.url));

/** What a bundle has besides the program, for the tests. */
export type Additions = {
	/** More entries, by name. */
	readonly input?: Readonly<Record<string, string>>;
	readonly plugins?: readonly Plugin[];
};

/** Bundles both bins and the journal's worker thread, dependencies and all, into a folder. */
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
			...input,
		},
		platform: "node",
		plugins: [...plugins, withoutDevtools, withoutFetch, thirdPartyLicences],
		transform: {
			define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
		},
		output: { dir, cleanDir: true, sourcemap: true },
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
