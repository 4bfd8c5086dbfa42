import type { Params, Result } from "@partyline/shared/protocol/methods";
import type { Logger } from "pino";
import type { Hub } from "../../hub/hub.ts";
import type { Session } from "../../hub/ports.ts";
import { search as searchRooms } from "../../hub/search.ts";
import { fitFirst } from "./fit.ts";
import { fromOlder, toOlder } from "./older.ts";

/** Who searches, and where it is noted what no frame can hold. */
type Asker = { readonly hub: Hub; readonly session: Session; readonly log: Logger };

/** A page of what was found; what does not fit in a frame is on the next. */
export async function search(
	{ hub, session, log }: Asker,
	{ older, ...wanted }: Params<"search">,
): Promise<Result<"search">> {
	const { hits, end, partial } = await searchRooms(hub, session, {
		...wanted,
		...(older !== undefined && { older: fromOlder(session.account, older) }),
	});
	const { entries, more } = fitFirst(
		hits.map(({ event }) => event),
		log,
	);
	const last = entries.at(-1);
	const next = more ? hits.find(({ event }) => event === last)?.place : end;
	return {
		events: [...entries],
		...(next !== undefined && { older: toOlder(session.account, next) }),
		...(partial && { partial }),
	};
}
