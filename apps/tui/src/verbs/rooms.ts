import type { Client } from "@partyline/client";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Settings } from "../start/settings.ts";
import { safeJson } from "./safe-json.ts";
import { withClient } from "./session.ts";

/** Prints the rooms one may see: name, members, last seq and topic, or one JSON object a line. */
export async function rooms(
	settings: Settings,
	{ json, print }: { readonly json: boolean; readonly print: (line: string) => void },
): Promise<void> {
	const run = async (client: Client) => {
		const all = await client.rooms();
		const widest = Math.max(0, ...all.map(({ room }) => room.length));
		for (const summary of all) {
			const { room, members, lastSeq, topic } = summary;
			const people = `${members} ${members === 1 ? "member" : "members"}`;
			const line = `${room.padEnd(widest)}  ${people.padEnd(12)} ✓${lastSeq}  ${sanitizeLine(topic)}`;
			print(json ? safeJson(summary) : line.trimEnd());
		}
	};
	await withClient(settings, { run });
}
