import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { foreignControls } from "../../support/control-sequences.ts";
import { Machine } from "../../support/machine.ts";
import { type Attack, attacks, everything, halves, lineEnds } from "./attacks.ts";
import { isUndisturbed, leave } from "./chat.ts";
import { Recorder, timeless } from "./recorder.ts";

const room = "#general";

/** What the server stores as it is; of the rest it takes topics, and cleans them. */
const stored = [...attacks, ...halves.flat(), ...lineEnds].filter(({ refused }) => !refused);

/** Mallory says it all, in #general of a real server, to Ann with the chat and Bob with `tail`. */
async function tellEverybody(key: keyof Attack & ("text" | "shown")) {
	const machine = await Machine.create();
	await machine.startDaemon();
	const mallory = await machine.peer("mallory");
	const run = (name: string, ...args: readonly string[]) =>
		new Recorder(
			machine.command("partyline", ...args, "--port", `${machine.port}`, "--as", name),
			machine,
			{ columns: 170, rows: 4 * stored.length + 60 },
		);
	machine.welcome("ann");
	const ann = run("ann");
	await ann.sees("● connected");
	const bob = run("bob", "tail", room);
	await bob.sees("bob joined");
	for (const each of stored) {
		const id = newMessageId;
		await mallory.call("post", { room, id: id(), text: `«${each[key]}»` });
		await mallory.call("post", { room, id: id(), text: `«${each[key]}»`, action: true });
		await mallory.call("topic", { room, topic: `«${each[key]}»` });
	}
	const topic = key === "text" ? `${everything}the end` : "the end";
	await mallory.call("topic", { room, topic });
	const picture = await ann.sees("set the topic: the end");
	await bob.sees("set the topic: the end");
	bob.type("\x03");
	expect(await bob.exited).toBe(0);
	await leave(ann);
	return { ann, bob, picture };
}

/** Without the time of day. */
function undated(text: string): string {
	return text.replaceAll(/(?:\d{4}-\d\d-\d\d )?\d\d:\d\d(?::\d\d)?/g, "");
}

test("what a real server passes on from one person is only words to the others", async () => {
	const [plain, hostile] = await Promise.all([tellEverybody("shown"), tellEverybody("text")]);
	const attack = `${stored.map(({ text }) => text).join("«")}${everything}`;
	expect(undated(hostile.bob.bytes.toString())).toBe(undated(plain.bob.bytes.toString()));
	expect(undated(JSON.stringify(timeless(hostile.picture).rows))).toBe(
		undated(JSON.stringify(timeless(plain.picture).rows)),
	);
	expect(foreignControls(plain.ann.bytes, hostile.ann.bytes, attack)).toEqual([]);
	isUndisturbed(hostile.ann.effects);
	expect(hostile.bob.effects).toEqual({ titles: [], bells: 0, answers: [] });
});
