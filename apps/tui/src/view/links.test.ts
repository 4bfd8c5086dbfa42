import { expect, test } from "vitest";
import { findLinks, linkText } from "./links.ts";

function foundIn(text: string): string[] {
	return findLinks(text).map(({ start, end, url }) => `${text.slice(start, end)} -> ${url}`);
}

test.each([
	["see https://a.example/b?c=d#e.", ["https://a.example/b?c=d#e -> https://a.example/b?c=d#e"]],
	["(http://localhost:8080/x), ok", ["http://localhost:8080/x -> http://localhost:8080/x"]],
	["https://w.example/A_(b)", ["https://w.example/A_(b) -> https://w.example/A_(b)"]],
	["ftp://f.example/a", ["ftp://f.example/a -> ftp://f.example/a"]],
	["www.example.org/x", ["www.example.org/x -> http://www.example.org/x"]],
	["HTTPS://EXAMPLE.ORG", ["HTTPS://EXAMPLE.ORG -> https://example.org/"]],
	[
		"http://a.example http://b.example",
		["http://a.example -> http://a.example/", "http://b.example -> http://b.example/"],
	],
])("in %j the links are %j", (text, links) => {
	expect(foundIn(text)).toEqual(links);
});

test.each([
	"javascript://alert(1)",
	"data://text/html,x",
	"file:///etc/passwd",
	"mailto:bob@example.org ://",
	"bob@example.org ://",
	"//example.org/x ://",
	"example.com, www.",
	"ssh://host.example/x",
])("in %j there is none", (text) => {
	expect(foundIn(text)).toEqual([]);
});

test("what is opened is ASCII, and a host in other letters is told in ASCII too", () => {
	const [link] = findLinks("https://аpple.example/é");
	expect(link).toMatchObject({
		url: "https://xn--pple-43d.example/%C3%A9",
		host: "xn--pple-43d.example",
	});
	expect(findLinks("https://apple.example/é")[0]?.host).toBeUndefined();
});

test("one who is named before the host is part of the link, so that nobody takes the name for the host", () => {
	expect(foundIn("https://good.example@evil.example/x")).toEqual([
		"https://good.example@evil.example/x -> https://good.example@evil.example/x",
	]);
});

test("a link is written for the terminal with its id", () => {
	expect(linkText("x", "http://a/", "e1-0")).toBe("\x1b]8;id=e1-0;http://a/\x1b\\x\x1b]8;;\x1b\\");
});

test("a text made to be slow is searched in no time", { timeout: 5_000 }, () => {
	for (const part of ["http://", "www.", "://", "https://x.y/(", "http://a.b/?!", "http://a@"]) {
		const text = part.repeat(16_384 / part.length);
		expect(findLinks(text).length).toBeLessThanOrEqual(text.length);
	}
});
