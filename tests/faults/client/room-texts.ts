import type { Machine } from "../../support/machine.ts";

/** Every message of a room's log, in order; fails on a gap. */
export async function readTexts(machine: Machine, room: string): Promise<string[]> {
	const reader = await machine.peer("reader", room);
	const texts: string[] = [];
	for (let after = 0, more = true; more; ) {
		const page = await reader.call("history", { room, after, limit: 200 });
		for (const event of page.events) {
			if (event.seq !== after + 1) throw new Error(`${room} has no event ${after + 1}`);
			after = event.seq;
			if (event.type === "message") texts.push(event.text);
		}
		more = page.more;
	}
	reader.socket.destroy();
	return texts;
}
