import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@partyline/client";
import { accountName } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { Machine } from "../support/machine.ts";
import { NativePeer } from "../support/native-peer.ts";
import type { Screen } from "../support/pty.ts";

const host = "127.0.0.1";
const password = "correct horse battery staple";
const eve = accountName.parse("eve");
const ann = accountName.parse("ann");

async function running(): Promise<Machine> {
	const machine = await Machine.create();
	await machine.startDaemon();
	return machine;
}

/** Eve, who has an account, and made and moderates a room. */
async function moderator({ port }: Machine, room = "#den"): Promise<NativePeer> {
	const peer = await NativePeer.connect({ host, port });
	onTestFinished(() => void peer.socket.destroy());
	await peer.call("hello", { protocol: 1, client: "test" });
	await peer.call("register", { account: eve, password });
	await peer.call("create", { room });
	return peer;
}

/** The chat of ann, who has an account, and whose device is signed in. */
async function signedIn(machine: Machine): Promise<Screen> {
	const stateDir = join(machine.home, "state", "partyline", "client");
	const signIn = { password, register: {} };
	const client = createClient({ host, port: machine.port, as: ann, stateDir, signIn });
	client.start();
	await client.live();
	await client.close();
	return await machine.connectedChat("ann");
}

test("whoever is kicked while typing is told why, posts nothing elsewhere, and has the text when back", async () => {
	const machine = await running();
	const peer = await moderator(machine);
	const chat = await machine.connectedChat("ann");
	chat.say("/join #den");
	await chat.until("the den", ([title = ""]) => title.startsWith("#den"));
	chat.type("what I wanted to");
	await chat.hasTyped("what I wanted to");
	await peer.call("kick", { room: "#den", account: ann, reason: "too loud" });
	await chat.sees("eve took you out of #den: too loud.");
	await chat.until("another room", ([title = ""]) => title.startsWith("#general"));
	chat.doesNotSee("what I wanted to");
	// Any key that types nothing says that one has seen it.
	chat.type("\x01");
	chat.say("/join #den");
	await chat.until("the den again", ([title = ""]) => title.startsWith("#den"));
	await chat.hasTyped("what I wanted to");
	const { events } = await peer.call("history", { room: "#den" });
	expect(events.filter(({ type }) => type === "message")).toEqual([]);
});

test("the rest of a sentence and its Enter go nowhere, when one is kicked in the middle of it", async () => {
	const machine = await running();
	const peer = await moderator(machine);
	const chat = await machine.connectedChat("ann");
	chat.say("/join #den");
	await chat.until("the den", ([title = ""]) => title.startsWith("#den"));
	chat.type("half a");
	await chat.hasTyped("half a");
	await peer.call("kick", { room: "#den", account: ann });
	await chat.until("another room", ([title = ""]) => title.startsWith("#general"));
	// As it comes from somebody whose fingers are faster than the eye.
	chat.type(" sentence\r");
	await chat.sees("Not sent: what you were writing is kept for #den");
	await peer.call("join", { room: "#general" });
	const { events } = await peer.call("history", { room: "#general" });
	expect(events.filter(({ type }) => type === "message")).toEqual([]);
});

test("whoever is brought into a private room sees it at once, by its name and its sign", async () => {
	const machine = await running();
	const peer = await moderator(machine);
	const { room } = await peer.call("create", { room: "#secret", private: true });
	const chat = await signedIn(machine);
	await peer.call("invite", { room, account: ann });
	await chat.sees(/eve brought you into ▣#secret; Alt\+2 or .* goes there/);
	chat.type("\x1bg");
	chat.type("secret");
	await chat.sees("▣#secret");
	chat.type("\r");
	await chat.until("the room", ([title = ""]) => title.startsWith("▣#secret"));
	await chat.sees("eve brought ann in");
	chat.say("hello you");
	await peer.event(room, (event) => event.type === "message" && event.text === "hello you");
});

test("d takes a chosen message back: its text is on no screen and in no file any more", async () => {
	const machine = await running();
	const chat = await machine.connectedChat("ann");
	const bob = await machine.connectedChat("bob");
	chat.say("my password is tulip-7");
	await bob.sees("tulip-7");
	chat.type("\x1b[1;5A");
	await chat.sees("Selection: j k move");
	chat.type("d");
	await chat.sees("Take this message back?");
	chat.say("yes");
	await chat.sees("message taken back by ann");
	await bob.sees("message taken back by ann");
	bob.doesNotSee("tulip-7");
	chat.doesNotSee("tulip-7");
	expect(readFileSync(join(machine.dataDir, "partyline.db")).includes("tulip-7")).toBe(false);
});

test.each(["xterm-256color", "dumb"])(
	"without a screen no letter of a password stands on the terminal, with TERM=%s",
	async (term) => {
		const machine = await running();
		machine.welcome("ann");
		const server = ["--plain", "--port", `${machine.port}`, "--as", "ann"];
		const chat = machine.screen([
			"env",
			`TERM=${term}`,
			...machine.command("partyline", ...server),
		]);
		await chat.sees("You are in #general");
		chat.say("/password");
		await chat.sees("The password of now:");
		chat.say("tulip-seven");
		await chat.sees("The new password; a few words in a row are good:");
		chat.say("rose-eight");
		await chat.sees("The new password once more:");
		chat.say("rose-nine");
		await chat.sees("The two were not the same; your password is as it was.");
		chat.say("said aloud");
		await chat.sees("said aloud");
		expect(chat.raw).not.toMatch(/tulip|seven|rose|eight|nine/);
	},
);
