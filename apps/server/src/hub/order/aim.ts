import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import { type Hub, inTurn } from "../hub.ts";
import { accountOf, membershipKey } from "../membership.ts";
import { type Deed, memberRoom, requireAbove, requireMay } from "../permissions.ts";
import type { Session } from "../ports.ts";
import type { Room } from "../room.ts";

/** Somebody in a room to whom something is to be done. */
export type Target = { readonly room: RoomName; readonly account: AccountName };

/** The room and the account that are meant. */
export type Aim = { readonly room: Room; readonly who: AccountName };

/**
 * Does something to somebody in a room, if one may and stands above them; after all other work on their
 * membership, so that of a ban and a join at the same moment the ban has the last word.
 */
export async function aimAt<T>(
	{ hub, session, deed }: { readonly hub: Hub; readonly session: Session; readonly deed: Deed },
	target: Target,
	work: (aim: Aim) => Promise<T>,
): Promise<T> {
	const room = memberRoom(hub, target.room, session.account);
	const asking = { hub, session, room };
	requireMay(asking, deed);
	if (room.kind === "direct")
		throw new WireError("not_allowed", {
			message: "In a direct conversation nobody stands above the others.",
		});
	const who = accountOf(hub, target.account);
	return await inTurn(hub, membershipKey(room, who), async () => {
		// Both may have become something else while this waited.
		memberRoom(hub, room.name, session.account);
		requireMay(asking, deed);
		requireAbove(asking, who);
		return await work({ room, who });
	});
}
