import { expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { undress } from "../testing/screen-rows.ts";
import { statusLine } from "../view/status-line.ts";
import { clipboardBytes } from "./clipboard.ts";
import { openLink } from "./open-link.ts";

test("a text goes to the clipboard of the terminal byte by byte", () => {
	const bytes = clipboardBytes("héllo\n世界", false) ?? "";
	const [, base64 = ""] = /\]52;c;([A-Za-z0-9+/=]*)/.exec(bytes) ?? [];
	expect(bytes).toBe(`\x1b]52;c;${base64}\x07`);
	expect(Buffer.from(base64, "base64").toString()).toBe("héllo\n世界");
});

test("in tmux it is asked both ways: for itself, and handed through", () => {
	const bare = clipboardBytes("x", false) ?? "";
	expect(clipboardBytes("x", true)).toBe(`${bare}\x1bPtmux;\x1b${bare}\x1b\\`);
});

test("what terminals would not take whole is not sent at all", () => {
	expect(clipboardBytes("x".repeat(74_994), false)?.length).toBeLessThan(100_001);
	expect(clipboardBytes("x".repeat(74_995), false)).toBeUndefined();
	expect(clipboardBytes("é".repeat(37_498), false)).toBeUndefined();
});

const inTmux = "in tmux: set -g set-clipboard on";

test.each([
	[80, `copied the address; ${inTmux}`],
	[160, `copied the address: no desktop here to open it on; ${inTmux}`],
])(
	"at %i columns the hint fits with what tmux needs; why it was copied where there is room",
	(columns, hint) => {
		const chat = new Chat({ columns }, { opener: undefined, inTmux: true });
		chat.client.goLive("ann", "#general");
		openLink(chat.desk, "https://example.org/");
		expect(undress(statusLine(chat.state, 0))).toContain(`${hint}  `);
	},
);

test("without tmux there is room for why it was copied", () => {
	const chat = new Chat();
	openLink(chat.desk, "ftp://example.org/");
	expect(chat.state.hint).toBe("copied the address: only web links are opened");
});
