import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plugin } from "rolldown";

/** Writes the licences of everything bundled beside the bundle: their terms ask to be shipped along. */
export const thirdPartyLicences: Plugin = {
	name: "third-party-licences",
	generateBundle() {
		const folders = new Set(
			[...this.getModuleIds()]
				.filter((id) => id.includes("/node_modules/"))
				.map(packageFolder)
				.filter((folder) => folder !== undefined),
		);
		const notices = new Map([...folders].map((folder) => [titleOf(folder), licenceOf(folder)]));
		notices.set(unicode.title, unicode.notice);
		const source = [...notices]
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([title, licence]) => `${title}\n\n${licence}\n`)
			.join(`\n${"-".repeat(80)}\n\n`);
		this.emitFile({ type: "asset", fileName: "THIRD-PARTY.txt", source });
	},
};

/** Of the data about characters that look alike, which is no package. */
const unicode = {
	title: "Unicode Data Files (confusable characters, UTS 39), Unicode-3.0",
	notice: readFileSync(new URL("unicode-licence.txt", import.meta.url), "utf8").trim(),
};

/** The folder of the package that a module belongs to. */
function packageFolder(id: string): string | undefined {
	for (let folder = dirname(id); folder !== dirname(folder); folder = dirname(folder))
		if (existsSync(join(folder, "package.json")) && nameIn(folder) !== undefined) return folder;
	return undefined;
}

function nameIn(folder: string): string | undefined {
	const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
	return typeof name === "string" && typeof version === "string" ? `${name} ${version}` : undefined;
}

function titleOf(folder: string): string {
	const { license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
	return `${nameIn(folder)}, ${license}`;
}

function licenceOf(folder: string): string {
	const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
	return file === undefined ? "" : readFileSync(join(folder, file), "utf8").trim();
}
