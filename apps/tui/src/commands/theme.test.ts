import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { Chat } from "../testing/chat.ts";

/** A chat with a folder for its configuration and one theme file in it. */
function withThemes(): Chat {
	const folder = mkdtempSync(join(tmpdir(), "partyline-themes-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, "config.toml"), "");
	writeFileSync(
		join(folder, "mine.toml"),
		'base = "light"\n[roles]\nok = { colour = 201 }\nlnk = {}\n',
	);
	const chat = new Chat({ columns: 120 });
	chat.client.goLive("ann", "#general");
	chat.desk.looks?.change({ configPath: join(folder, "config.toml"), background: "dark" });
	return chat;
}

async function tells(chat: Chat, words: string): Promise<void> {
	await vi.waitFor(() => expect(chat.rows.join(" ")).toContain(words));
}

test("/theme changes how everything looks at once, and keeps what the keys do", async () => {
	const chat = withThemes();
	const { keymap, style } = chat.look;
	chat.say("/theme contrast");
	await tells(chat, 'theme = "contrast" in config.toml keeps it');
	expect(chat.look.style.ok("x")).not.toBe(style.ok("x"));
	expect(chat.look.style.dim("x")).toBe("x");
	expect(chat.look.keymap).toBe(keymap);
});

test("/theme takes a file beside the configuration, and tells what is wrong in it", async () => {
	const chat = withThemes();
	chat.say("/theme mine.toml");
	await tells(chat, "mine.toml line 4");
	expect(chat.look.style.ok("x")).toContain("38;5;201");
});

test("/theme alone says which is on, and which there are", async () => {
	const chat = withThemes();
	chat.say("/theme");
	await tells(chat, 'The theme is "auto"; there are "auto", "dark",');
	await tells(chat, 'and "mine.toml".');
});

test.each([
	["drak", 'there is no theme "drak"; did you mean "dark"?'],
	["other.toml", "there is no such file"],
])("/theme %s changes nothing and says why", async (name, why) => {
	const chat = withThemes();
	const before = chat.look;
	chat.say(`/theme ${name}`);
	await tells(chat, why);
	expect(chat.look).toBe(before);
});

test("where colours are unwelcome /theme says that there will be none", async () => {
	const chat = withThemes();
	chat.desk.looks?.change({ noColor: true });
	chat.say("/theme dark");
	await tells(chat, "NO_COLOR is set");
});
