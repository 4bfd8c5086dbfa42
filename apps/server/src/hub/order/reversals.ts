import { WireError } from "@partyline/shared/protocol/errors";
import { roomRole } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import { type ActName, role } from "@partyline/shared/protocol/shapes";
import { revokeInvite } from "../accounts/invite.ts";
import { setRole } from "../accounts/set-role.ts";
import { disableAccount, enableAccount } from "../accounts/set-state.ts";
import type { Hub } from "../hub.ts";
import type { Session, StoredAct } from "../ports.ts";
import { changeSettings, renameRoom } from "../rooms/change-room.ts";
import { setRoomRole } from "../rooms/room-role.ts";
import type { Undoing } from "./acts.ts";
import { ban, type Terms, unban } from "./ban.ts";
import { mute, unmute } from "./mute.ts";
import { letIn, shutOut } from "./shut-out.ts";

/** What is to be undone: what was done to whom, and how it was before. */
export type Undone = { readonly act: StoredAct; readonly before: Undoing };

/** A deed that undoes another, by whoever may do it. */
export type Reversal = (hub: Hub, session: Session, undone: Undone) => Promise<unknown>;

/** How each kind of act is undone, or why it cannot be. */
export const reversals: { readonly [N in ActName]: Reversal | string } = {
	kick: "Nobody is put back into a room: invite them again, or they join again.",
	ban: (hub, session, undone) =>
		undone.act.room === undefined
			? letIn(hub, session, outsiderOf(undone))
			: unban(hub, session, personOf(undone)),
	unban: (hub, session, undone) => {
		const terms = termsLeft(hub, undone);
		return undone.act.room === undefined
			? shutOut(hub, session, { ...outsiderOf(undone), ...terms })
			: ban(hub, session, { ...personOf(undone), ...terms });
	},
	mute: (hub, session, undone) => unmute(hub, session, personOf(undone)),
	unmute: (hub, session, undone) =>
		mute(hub, session, { ...personOf(undone), ...termsLeft(hub, undone) }),
	role: (hub, session, undone) => giveRoleBack(hub, session, undone),
	settings: (hub, session, { act, before }) => {
		const { description, ...settings } = known(before.settings);
		return changeSettings(hub, session, { ...settings, description, room: known(act.room) });
	},
	rename: (hub, session, { act, before }) =>
		renameRoom(hub, session, { room: known(act.room), name: known(before.name) }),
	redact: "The text is gone from the server for good.",
	purge: "The texts are gone from the server for good.",
	"create-invite": (hub, session, undone) => revoke(hub, session, undone),
	disable: (hub, { account: by }, { act }) => enableAccount(hub, { by, account: known(act.who) }),
	enable: (hub, { account: by }, { act }) => disableAccount(hub, { by, account: known(act.who) }),
	"reset-password": "Nobody kept the password of before.",
	delete: "The account is gone for good.",
	"add-account": "Disable or delete the account instead.",
	"revoke-invite": "Make another invitation instead.",
};

/** The refusal to undo something, with why. */
export function cannotUndo(message: string): WireError {
	return new WireError("cannot_undo", { message });
}

async function giveRoleBack(hub: Hub, session: Session, undone: Undone): Promise<unknown> {
	const { room, who } = undone.act;
	const account = known(who);
	const was = known(undone.before.role);
	if (room !== undefined)
		return await setRoomRole(hub, session, { room, account, role: roomRole.parse(was) });
	const before = role.exclude(["guest"]).parse(was);
	return await setRole(hub, { by: session.account, account, role: before });
}

async function revoke(hub: Hub, session: Session, { before }: Undone): Promise<void> {
	try {
		await revokeInvite(hub, { by: session.account, invite: known(before.invite) });
	} catch (error) {
		if (!(error instanceof WireError && error.code === "invite_invalid")) throw error;
		throw new WireError("cannot_undo", {
			message: "The invitation is void already.",
			cause: error,
		});
	}
}

/** Until when a sentence that was taken back would still hold, and why it was given. */
function termsLeft(hub: Hub, { before: { until, reason } }: Undone): Terms {
	if (until !== undefined && until <= hub.clock.now())
		throw cannotUndo("It would have run out by now.");
	return { until, reason };
}

function outsiderOf({ act, before: { network } }: Undone) {
	return network === undefined ? { account: known(act.who) } : { network };
}

function personOf({ act }: Undone): { room: RoomName; account: AccountName } {
	return { room: known(act.room), account: known(act.who) };
}

function known<T>(value: T | undefined): T {
	if (value === undefined) throw cannotUndo("It was not noted how it was before.");
	return value;
}
