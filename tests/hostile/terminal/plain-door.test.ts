import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { kindsIn } from "../../support/control-sequences.ts";
import { Machine } from "../../support/machine.ts";
import { PlainPeer } from "../../support/plain-peer.ts";
import { attacks, everything, halves, lineEnds } from "./attacks.ts";
import { pictureOf } from "./recorder.ts";

const room = "#general";
const all = [...attacks, ...halves.flat(), ...lineEnds];

/** A person with `nc`, and every byte that came to them. */
class Reader extends PlainPeer {
	readonly #chunks: Buffer[] = [];

	constructor(port: number) {
		super({ host: "127.0.0.1", port });
		this.socket.on("data", (text) => this.#chunks.push(Buffer.from(`${text}`, "latin1")));
	}

	get bytes(): Buffer {
		return Buffer.concat(this.#chunks);
	}
}

async function isHarmless(reader: Reader): Promise<void> {
	expect(kindsIn(reader.bytes)).toEqual(["C0 0A"]);
	const { titles, bells, answers, buffer } = await pictureOf(reader.bytes);
	expect({ titles, bells, answers, buffer }).toEqual({
		titles: [],
		bells: 0,
		answers: [],
		buffer: "normal",
	});
}

/** What is not of letters alone, and so no name. */
const nameless = all.filter(({ text }) => !/^[\p{L}\p{N}\p{M}_.-]*$/u.test(text));

/** The lines that a reader is to see of something said. */
function saidLines(head: string, shown: string): string[] {
	return shown.split("\n").map((line) => `${head} ${line}`);
}

function linesOf(reader: Reader, name: string): string[] {
	return reader.screen
		.split("\n")
		.filter((line) => line.startsWith(`<${name}> `) || line.startsWith(`* ${name} `));
}

test("what is said, done and set as topic comes to the plain door as the words of it, line by line", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const bob = new Reader(machine.port);
	await bob.signIn("bob");
	const mallory = await machine.peer("mallory");
	const expected: string[] = [];
	for (const { text, shown, refused } of all) {
		const said = await mallory.ask("post", { room, id: newMessageId(), text: `«${text}»` });
		expect(said.type).toBe(refused ? "error" : "result");
		await mallory.ask("post", { room, id: newMessageId(), text: `«${text}»`, action: true });
		await mallory.call("topic", { room, topic: `«${text}»` });
		if (!refused)
			expected.push(
				...saidLines("<mallory>", `«${shown}»`),
				...saidLines("* mallory", `«${shown}»`),
			);
	}
	for (const { text } of nameless) {
		await mallory.refusal("nick", { name: `x${text}` });
		await mallory.refusal("create", { room: `#x${text}` });
	}
	await mallory.call("post", { room, id: newMessageId(), text: "that was all" });
	await bob.sees("<mallory> that was all");
	expect(linesOf(bob, "mallory")).toEqual([...expected, "<mallory> that was all"]);
	const topics = bob.screen.split("\n").filter((line) => line.includes(" set the topic: "));
	expect(topics).toEqual(
		all.map(({ shown }) => `*** mallory set the topic: «${shown.replaceAll("\n", " ")}»`),
	);
	const kept = mallory
		.events(room)
		.flatMap((event) => (event.type === "topic" ? [event.topic] : []));
	expect(kept).toEqual(all.map(({ shown }) => `«${shown.replaceAll("\n", " ")}»`));
	bob.type("/rooms");
	await bob.sees("#general (");
	await isHarmless(bob);
});

test("whatever bytes somebody types at the plain door, nobody there gets them as more than words", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const bob = new Reader(machine.port);
	await bob.signIn("bob");
	const mallory = new Reader(machine.port);
	// Each of them is a name that is refused, and quoted in the refusal.
	for (const { text } of nameless.filter((_, index) => index % 50 === 0)) mallory.type(`x${text}`);
	await mallory.signIn("mallory");
	for (const { text } of all) mallory.type(`«${text}»`);
	for (let byte = 0x80; byte <= 0xff; byte++) mallory.write(Buffer.of(0x61, byte, 0x0a));
	mallory.type(`/${everything}`);
	mallory.type(`/join #x${everything}`);
	mallory.type(`/me ${"txt.\u202eexe"}`);
	mallory.type("that was all");
	await bob.sees("<mallory> that was all");
	const expected = all
		.filter(({ text, refused }) => !refused && !/\n/.test(text))
		.flatMap(({ shown }) => saidLines("<mallory>", `«${shown}»`));
	expect(linesOf(bob, "mallory")).toEqual(expect.arrayContaining(expected));
	expect(bob.screen).toContain("* mallory txt.exe");
	await isHarmless(bob);
	await isHarmless(mallory);
});

test("a character that comes in pieces is read as the character, and half of one as no text", async () => {
	const machine = await Machine.create();
	await machine.startDaemon();
	const bob = new Reader(machine.port);
	await bob.signIn("bob");
	const mallory = new Reader(machine.port);
	await mallory.signIn("mallory");
	const [c1 = 0, csi = 0] = Buffer.from("\x9b");
	for (const pieces of [
		// A C1 CSI of which each half comes by itself, and an override.
		[[c1], [csi, 0x33, 0x31, 0x6d, 0x0a]],
		[[...Buffer.from("txt.\u202e").subarray(0, 5)], [...Buffer.from("\u202eexe\n").subarray(1)]],
		// The second half alone, which is a CSI to a terminal that takes 8 bits.
		[[csi], [0x33, 0x31, 0x6d, 0x0a]],
		// The first half at the end of one line, the second at the beginning of the next.
		[
			[0x61, c1, 0x0a],
			[csi, 0x33, 0x31, 0x6d, 0x0a],
		],
		// The way round of overlong forms of ESC.
		[
			[0xc0, 0x9b],
			[0x5b, 0x33, 0x31, 0x6d, 0x0a],
		],
	])
		for (const piece of pieces) {
			mallory.write(Uint8Array.from(piece));
			await passed(mallory);
		}
	mallory.type("that was all");
	await bob.sees("<mallory> that was all");
	expect(linesOf(bob, "mallory")).toEqual(["<mallory> txt.exe", "<mallory> that was all"]);
	await isHarmless(bob);
	await isHarmless(mallory);
});

/** Resolves when the kernel has taken what was written, so that the next write is a piece of its own. */
async function passed({ socket }: Reader): Promise<void> {
	await new Promise<void>((resolve, reject) =>
		socket.write("", (error) => (error ? reject(error) : resolve())),
	);
	await new Promise((resolve) => setImmediate(resolve));
}
