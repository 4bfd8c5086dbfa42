import { at } from "@partyline/shared/protocol/events";
import { accountName, author, roomName } from "@partyline/shared/protocol/ids";
import { role } from "@partyline/shared/protocol/shapes";
import { z } from "zod";
import {
	createInvite,
	listInvites,
	type MadeInvite,
	revokeInvite,
} from "../../hub/accounts/invite.ts";
import type { Invite } from "../../hub/ports.ts";
import { duration } from "../duration.ts";
import { type Operator, operation } from "../operation.ts";
import { roomOf } from "./room-of.ts";

/** A role that an account can have. */
export const accountRole = role.exclude(["guest"]);

const invitation = z.object({
	id: z.int(),
	state: z.enum(["open", "used", "expired", "revoked"]),
	uses: z.int(),
	used: z.int(),
	expiresAt: at,
	role: accountRole,
	room: roomName.optional(),
	title: roomName.optional(),
	account: accountName.optional(),
	createdAt: at,
	by: author,
});

/** An invitation with what a link is made of. */
export const ticket = invitation.extend({
	code: z.string(),
	/** SHA-256 of the server's public key, as base64url. */
	pin: z.string(),
	addresses: z.array(z.object({ host: z.string(), port: z.int() })),
});

/** What a link is made of, for an invitation that was made just now. */
export function toTicket(operator: Operator, { code, invite }: MadeInvite): z.input<typeof ticket> {
	const { addresses, keyHash } = operator.whereabouts();
	const pin = Buffer.from(keyHash).toString("base64url");
	return { ...toRow(operator, invite), code, pin, addresses: [...addresses] };
}

/** Letting people in. */
export const inviteOperations = {
	"invite.create": operation({
		isFirst: true,
		params: z.object({
			uses: z.int().min(1).max(100_000),
			expiresInMs: duration,
			role: accountRole,
			room: roomName.optional(),
		}),
		row: ticket,
		async run(operator, { room: name, ...wanted }) {
			const { hub, session } = operator;
			const room = name && roomOf(hub, name).name;
			const made = await createInvite(hub, { ...wanted, room, by: session.account });
			return [toTicket(operator, made)];
		},
	}),
	"invite.list": operation({
		params: z.object({}),
		row: invitation,
		async run(operator) {
			const invites = await listInvites(operator.hub);
			return invites.map((invite) => toRow(operator, invite));
		},
	}),
	"invite.revoke": operation({
		params: z.object({ id: z.int().min(1) }),
		row: z.object({ revoked: z.int() }),
		async run({ hub, session }, { id }) {
			await revokeInvite(hub, { by: session.account, invite: id });
			return [{ revoked: id }];
		},
	}),
};

function toRow({ hub }: Operator, { revoked: _, ...invite }: Invite): z.input<typeof invitation> {
	const room = invite.room && (hub.rooms.get(invite.room) ?? hub.renamed.get(invite.room));
	return {
		...invite,
		state: stateOf(invite, hub.clock.now(), _),
		...(room && { room: room.name }),
		...(room?.state.title && { title: room.state.title }),
	};
}

function stateOf(
	{ used, uses, expiresAt }: Omit<Invite, "revoked">,
	now: number,
	revoked: boolean,
) {
	if (revoked) return "revoked";
	if (used >= uses) return "used";
	return expiresAt <= now ? "expired" : "open";
}
