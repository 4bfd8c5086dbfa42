import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Figure, Home, quantile, type Size } from "./chat.ts";
import { World } from "./world.ts";

const size: Size = { columns: 80, rows: 24 };
const messages = 300;

/**
 * From the start of the process to the first frame, by turns with a Node that writes one letter. The window was open
 * before, and the frame that counts has its last message: the server is there, but nobody waits for it.
 */
export async function measureStart(dist: string, runs = 10): Promise<Figure[]> {
	await using world = await World.open(dist, messages);
	using home = new Home(dist);
	const bare = join(home.path, "bare.js");
	writeFileSync(bare, 'process.stdout.write("x");');
	const mark = await fillCache(home, world);
	const took = { bare: [] as number[], chat: [] as number[], empty: 0 };
	for (let run = 0; run < runs; run++) {
		const node = home.run([process.execPath, bare], size);
		const first = await node.sees("x");
		took.bare.push(first.at - node.startedAt);
		await node.end();
		const chat = home.chat(world.port, size);
		const { at } = await chat.sees(mark);
		took.chat.push(at - chat.startedAt);
		if (!chat.firstFrame().includes(mark)) took.empty++;
		// Ended in good order: what a start may leave for the next is written then.
		await chat.end("SIGTERM");
	}
	const least = Math.min(...took.chat) - Math.min(...took.bare);
	const middle = quantile(took.chat, 0.5) - quantile(took.bare, 0.5);
	return [
		{ what: "bare node, least", value: Math.min(...took.bare), unit: "ms" },
		{ what: "start to cached messages over bare node, least", value: least, unit: "ms", goal: 150 },
		{ what: "start to cached messages over bare node, median", value: middle, unit: "ms" },
		{ what: "starts whose first frame was without them", value: took.empty, unit: "", goal: 0 },
	];
}

/** Opens the chat once; gives the mark of what was said last then. */
async function fillCache(home: Home, world: World): Promise<string> {
	home.signIn(world.port);
	const chat = home.chat(world.port, size);
	const mark = world.say();
	await chat.sees(mark);
	await chat.isQuiet(300);
	await chat.end("SIGTERM");
	return mark;
}
