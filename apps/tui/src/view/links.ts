import { LinkifyIt } from "linkify-it";

/** A link in a text. */
export type Link = {
	/** Where it stands, UTF-16. */
	readonly start: number;
	readonly end: number;
	/** What is opened, in ASCII. */
	readonly url: string;
	/** The host in ASCII, where the text says it in letters that may look like others. */
	readonly host: string | undefined;
};

const schemes = new Set(["http:", "https:", "ftp:"]);

/** Longer ones are no links for the terminals that have any. */
const longestUrl = 2_000;

let finder: LinkifyIt | undefined;

/** Made when the first text needs it: no window needs it to open. */
function createFinder(): LinkifyIt {
	// Without `urlAuth` a link would begin behind what is in front of its "@".
	return new LinkifyIt({ fuzzyLink: true, fuzzyEmail: false, urlAuth: true });
}

/** The links of a clean text, in order. */
export function findLinks(text: string): readonly Link[] {
	if (!text.includes("://") && !/www\./i.test(text)) return [];
	finder ??= createFinder();
	return (finder.match(text) ?? []).flatMap(({ schema, index, lastIndex, raw, url }) => {
		// Without a scheme any word with a dot in it could be one.
		if (schema === "" && !/^www\./i.test(raw)) return [];
		const parsed = URL.parse(url);
		if (parsed === null || !schemes.has(parsed.protocol) || parsed.href.length > longestUrl)
			return [];
		const host = /^[ -~]*$/.test(raw) || isAscii(hostIn(raw)) ? undefined : parsed.hostname;
		return [{ start: index, end: lastIndex, url: parsed.href, host }];
	});
}

function hostIn(raw: string): string {
	return raw.replace(/^[a-z]+:\/\//i, "").replace(/[/?#].*$/s, "");
}

function isAscii(text: string): boolean {
	return /^[ -~]*$/.test(text);
}

/** A text that opens a link where the terminal can do that (OSC 8); rows of one link have one id. */
export function linkText(text: string, url: string, id: string): string {
	return `\x1b]8;id=${id};${url}\x1b\\${text}\x1b]8;;\x1b\\`;
}
