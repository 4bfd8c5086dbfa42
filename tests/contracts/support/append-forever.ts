import { openStore } from "@partyline/server/journal";
import { accountName, newMessageId, roomName } from "@partyline/shared/protocol/ids";

// Run by sqlite.test.ts, which kills it: appends without end and prints each receipt once it has it.

const [dataDir = ""] = process.argv.slice(2);
const room = roomName.parse("#general");
const by = accountName.parse("Ann");
const { journal } = await openStore({
	dataDir,
	onFatal(error) {
		throw error;
	},
});
await journal.append([
	{ key: newMessageId(), event: { room, at: 1, by, type: "create", kind: "public" } },
]);

async function appendForever(lane: number): Promise<never> {
	for (let count = 0; ; count += 1) {
		const id = newMessageId();
		const text = `lane ${lane}, message ${count}`;
		const receipts = await journal.append([
			{ key: id, event: { room, at: 1, by, type: "message", id, text } },
		]);
		// What is printed was acked. A pipe is written at once, and waits for its reader when it is full.
		for (const { event } of receipts) process.stdout.write(`${JSON.stringify(event)}\n`);
	}
}

await Promise.all([1, 2, 3].map(appendForever));
