import type { Client } from "@partyline/client";
import type { RoomSummary } from "@partyline/shared/protocol/shapes";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Settings } from "../start/settings.ts";
import { safeJson } from "./safe-json.ts";
import { withClient } from "./session.ts";

/** Prints the rooms one may see: name or title, members, last seq and topic, or one JSON object a line. */
export async function rooms(
	settings: Settings,
	{ json, print }: { readonly json: boolean; readonly print: (line: string) => void },
): Promise<void> {
	const run = async (client: Client) => {
		const all = (await client.rooms()).map((summary) => ({
			summary,
			called: sanitizeLine(summary.title ?? summary.room),
		}));
		const widest = Math.max(0, ...all.map(({ called }) => called.length));
		for (const { summary, called } of all) {
			const { members, lastSeq, topic } = summary;
			const people = `${members} ${members === 1 ? "member" : "members"}`;
			const about = `${kindText(summary)} ${sanitizeLine(topic)}`.trim();
			const line = `${called.padEnd(widest)}  ${people.padEnd(12)} ✓${lastSeq}  ${about}`;
			print(json ? safeJson(summary) : line.trimEnd());
		}
	};
	await withClient(settings, { run });
}

function kindText({ kind, with: people = [] }: RoomSummary): string {
	if (kind === "direct") return `(${people.join(", ")})`;
	return kind === "private" ? "(private)" : "";
}
