import { roomRole, roomSettings } from "@partyline/shared/protocol/events";
import { type AccountName, type RoomName, roomName } from "@partyline/shared/protocol/ids";
import { type Act, role } from "@partyline/shared/protocol/shapes";
import { z } from "zod";
import { append, type Hub, orUnavailable } from "../hub.ts";
import type { Draft, Receipt, StoredAct } from "../ports.ts";

/** What undoing an act takes, as it was before; which of it depends on what the act is. */
export const undoing = z.object({
	/** The ban or mute that was taken back. */
	until: z.number().optional(),
	reason: z.string().optional(),
	/** The network that was banned, or is no more. */
	network: z.string().optional(),
	/** The role somebody had, on the server or in the room. */
	role: z.union([role, roomRole]).optional(),
	/** What was set of the room, with every value that was changed. */
	settings: roomSettings.optional(),
	/** What the room was called. */
	name: roomName.optional(),
	/** The invitation that was made. */
	invite: z.int().optional(),
});
export type Undoing = z.output<typeof undoing>;

/** An act that is to be noted. Without `undo` it cannot be undone; `{}` where nothing needs to be known for it. */
export type NewAct = {
	readonly by: AccountName;
	readonly what: Act["what"];
	readonly who?: AccountName | undefined;
	readonly room?: RoomName | undefined;
	readonly reason?: string | undefined;
	readonly detail?: string | undefined;
	readonly undo?: Undoing | undefined;
};

/** Notes who did what to whom in the journal of admin acts. */
export async function recordAct(hub: Hub, act: NewAct): Promise<Act> {
	const { by, what, who, room, reason, detail, undo } = act;
	const stored = await orUnavailable(
		hub.acts.append({
			at: hub.clock.now(),
			by,
			what,
			...(who !== undefined && { who }),
			...(room !== undefined && { room }),
			...(reason && { reason }),
			...(detail && { detail }),
			...(undo !== undefined && { undo: JSON.stringify(undo) }),
		}),
	);
	return toldAct(hub, stored);
}

/**
 * Stores events and the act that tells of them. What is given to the journal in one turn is committed in one batch,
 * so that a crash leaves both or none.
 */
export async function storeAct(
	hub: Hub,
	drafts: readonly Draft[],
	act: NewAct,
): Promise<readonly Receipt[]> {
	const [receipts] = await Promise.all([append(hub, drafts), recordAct(hub, act)]);
	return receipts;
}

/** An act as people are told of it, with the name and the title that its room has now. */
export function toldAct(hub: Hub, { undo: _, ...act }: StoredAct): Act {
	const room = act.room && (hub.rooms.get(act.room) ?? hub.renamed.get(act.room));
	return {
		...act,
		...(room && { room: room.name }),
		...(room?.state.title !== undefined && { title: room.state.title }),
	};
}
