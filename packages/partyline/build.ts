import { fileURLToPath } from "node:url";
import { build, type Plugin } from "rolldown";
import { thirdPartyLicences } from "./third-party.ts";

/** Ink imports react-devtools-core only under DEV=true; the bundle leaves it out. */
const withoutDevtools: Plugin = {
	name: "without-devtools",
	resolveId: (id) => (id === "react-devtools-core" ? "\0empty" : null),
	load: (id) => (id === "\0empty" ? "export default {};" : null),
};

/** Bundles both bins and the journal's worker thread, dependencies and all, into a folder. */
export async function bundle(dir = "dist"): Promise<void> {
	await build({
		cwd: fileURLToPath(new URL(".", import.meta.url)),
		input: {
			partyline: "src/partyline.ts",
			partylined: "src/partylined.ts",
			"journal-worker": "@partyline/server/journal-worker",
		},
		platform: "node",
		plugins: [withoutDevtools, thirdPartyLicences],
		transform: {
			define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
		},
		output: { dir, cleanDir: true, sourcemap: true },
		logLevel: "warn",
	});
}

if (import.meta.main) await bundle();
