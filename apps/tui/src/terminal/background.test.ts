import { expect, test } from "vitest";
import type { Reply } from "../input/event.ts";
import { KeyDecoder } from "../input/keys.ts";
import { readBackground } from "./background.ts";

const answer = (text: string, code = 11): Reply => ({ type: "reply", kind: "osc", code, text });

test.each([
	["rgb:0000/0000/0000", "dark"],
	["rgb:1e1e/1e1e/2e2e", "dark"],
	["rgb:ffff/ffff/ffff", "light"],
	["rgb:fd/f6/e3", "light"],
	["rgb:0/0/0", "dark"],
	["rgb:f/f/f", "light"],
	["rgb:fff/ff0/eee", "light"],
	["RGB:FDFD/F6F6/E3E3", "light"],
	["rgba:ffff/ffff/ffff/8000", "light"],
	["#002b36", "dark"],
	["#fdf6e3", "light"],
	["#fff", "light"],
	["#fdfdf6f6e3e3", "light"],
	["rgb:0000/0000/ffff", "dark"],
	["rgb:0000/ffff/0000", "light"],
	["rgb:7000/7000/7000", "dark"],
	["rgb:8000/8000/8000", "light"],
])("the background %s is %s", (text, background) => {
	expect(readBackground(answer(text))).toBe(background);
});

test.each(["", "?", "black", "rgb:", "rgb:12345/0/0", "rgb:00/00", "#ff", "#ffff", "hsl:0/0/0"])(
	"%j is no colour",
	(text) => {
		expect(readBackground(answer(text))).toBeUndefined();
	},
);

test("only the answer to our question is read", () => {
	expect(readBackground(answer("rgb:00/00/00", 10))).toBeUndefined();
	expect(readBackground({ type: "reply", kind: "cursor", row: 1, column: 1 })).toBeUndefined();
});

test.each(["\x07", "\x1b\\"])("the answer is read as it comes in, ended by %j", (end) => {
	const [event] = new KeyDecoder().push(Buffer.from(`\x1b]11;rgb:ffff/ffff/ffff${end}`));
	expect(event?.type === "reply" && readBackground(event)).toBe("light");
});
