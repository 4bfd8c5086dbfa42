import { roomName, seq as seqOf } from "@partyline/shared/protocol/ids";
import { Machine } from "../support/machine.ts";
import { createdFor } from "./upkeep-history.ts";
import { fileOf, general, linesOf, openJournal, say, stop, succeed } from "./upkeep-support.ts";

/** Makes a small server; resolves with the lines of its export. */
export async function exportSmallServer(): Promise<string[]> {
	const server = await Machine.create();
	await server.startDaemon();
	const ann = await server.peer("ann");
	await say(ann, 2);
	await ann.call("read", { room: general, seq: 3 });
	await stop(server);
	const journal = await openJournal(server.dataDir);
	await journal.append([createdFor(roomName.parse("#old")), createdFor(roomName.parse("#new"))]);
	await journal.trim(roomName.parse("#old"), seqOf.parse(2));
	await journal.close();
	await succeed(server, "export", fileOf(server, "small.jsonl"));
	return linesOf(fileOf(server, "small.jsonl"));
}
