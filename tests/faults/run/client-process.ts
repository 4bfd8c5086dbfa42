import { createInterface } from "node:readline";
import { createClient } from "@partyline/client";
import { z } from "zod";
import { toSeen } from "./recorder.ts";
import type { Told } from "./told.ts";

// A program of its own around the client library, so that it can be killed: it says what it is told to
// say on stdin, and tells on stdout what the library told it, one JSON object a line.

const options = z.object({
	host: z.string(),
	port: z.int(),
	as: z.string(),
	stateDir: z.string(),
	rooms: z.array(z.string()),
});
const order = z.union([
	z.object({ room: z.string(), text: z.string() }),
	z.object({ hurry: z.literal(true) }),
]);

function tell(told: Told): void {
	process.stdout.write(`${JSON.stringify(told)}\n`);
}

function run(): void {
	const client = createClient({
		...options.parse(JSON.parse(process.argv[2] ?? "")),
		// From the beginning, when it comes to a room for the first time.
		backlog: 200,
	});
	const texts = new Map<string, string>(client.outbox().map(({ id, text }) => [id, text]));
	tell({ type: "start", outbox: [...texts.values()] });
	client.subscribe((notice) => {
		if (notice.type === "event")
			tell({ type: "seen", room: notice.event.room, event: toSeen(notice.event) });
		if (notice.type !== "post") return;
		if (notice.state === "kept") {
			const { id, room, seq } = notice;
			tell({ type: "acked", id, room, seq, text: texts.get(id) ?? "" });
		}
		if (notice.state === "refused") {
			const { text, refused } = notice.entry;
			tell({ type: "refused", text, code: refused?.code ?? "" });
		}
	});
	client.start();
	createInterface({ input: process.stdin })
		.on("line", (line) => {
			const told = order.parse(JSON.parse(line));
			if ("hurry" in told) {
				client.retryNow();
				return;
			}
			const { id } = client.post(told.room, told.text);
			texts.set(id, told.text);
			tell({ type: "taken", text: told.text });
		})
		.on("close", () => void client.close());
}

run();
