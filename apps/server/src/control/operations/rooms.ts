import { roomRole, roomSettings } from "@partyline/shared/protocol/events";
import { accountName, type RoomName, roomName } from "@partyline/shared/protocol/ids";
import { member, roomSummary } from "@partyline/shared/protocol/shapes";
import { z } from "zod";
import type { Hub } from "../../hub/hub.ts";
import { invite, listRooms, toSummary } from "../../hub/membership.ts";
import { kick } from "../../hub/order/kick.ts";
import type { Session } from "../../hub/ports.ts";
import { listMembers } from "../../hub/presence.ts";
import { changeSettings, renameRoom } from "../../hub/rooms/change-room.ts";
import { createRoom } from "../../hub/rooms/create-room.ts";
import { setRoomRole } from "../../hub/rooms/room-role.ts";
import { operation } from "../operation.ts";
import { roomOf } from "./room-of.ts";

const inRoom = z.object({ room: roomName });
const person = inRoom.extend({ account: accountName });
const done = z.object({ room: roomName, title: roomName.optional() });

/** What is shown of a room first, and then of each who may not be there, or not speak. */
const shown = z.union([
	z.object({ room: roomSummary, moderators: z.array(accountName) }),
	z.object({
		sentence: z.enum(["ban", "mute"]),
		who: accountName,
		until: z.int().optional(),
		reason: z.string().optional(),
	}),
]);

type Deed = { readonly hub: Hub; readonly session: Session };

/** Does something to the room that is meant, and tells which it was. */
async function toRoom(
	{ hub }: Deed,
	name: RoomName,
	work: (room: RoomName) => Promise<unknown>,
): Promise<z.input<typeof done>[]> {
	const room = roomOf(hub, name);
	await work(room.name);
	return [{ room: room.name, ...(room.state.title && { title: room.state.title }) }];
}

/** What the operator does to rooms. */
export const roomOperations = {
	"room.list": operation({
		params: z.object({}),
		row: roomSummary,
		async run({ hub, session }) {
			return listRooms(hub, session.account)
				.filter(({ kind }) => kind !== "direct")
				.map((room) => toSummary(room));
		},
	}),
	"room.show": operation({
		params: inRoom,
		row: shown,
		async run({ hub }, { room: name }) {
			const room = roomOf(hub, name);
			const { moderators = [], bans = [], mutes = [] } = room.state;
			return [
				{ room: toSummary(room), moderators: [...moderators] },
				...bans.map(({ by: _, at: __, ...rest }) => ({ sentence: "ban" as const, ...rest })),
				...mutes.map(({ by: _, at: __, ...rest }) => ({ sentence: "mute" as const, ...rest })),
			];
		},
	}),
	"room.create": operation({
		params: inRoom.extend({ private: z.literal(true).optional() }),
		row: done,
		async run({ hub, session }, wanted) {
			const { room, title } = await createRoom(hub, session, wanted);
			return [{ room, ...(title && { title }) }];
		},
	}),
	"room.settings": operation({
		params: roomSettings.extend({ room: roomName }),
		row: done,
		run: (operator, { room, ...settings }) =>
			toRoom(operator, room, (name) =>
				changeSettings(operator.hub, operator.session, { ...settings, room: name }),
			),
	}),
	"room.rename": operation({
		params: inRoom.extend({ name: roomName }),
		row: done,
		run: (operator, { room, name }) =>
			toRoom(operator, room, (old) =>
				renameRoom(operator.hub, operator.session, { room: old, name }),
			),
	}),
	"room.members": operation({
		params: inRoom,
		row: member,
		async run({ hub }, { room }) {
			return listMembers(hub, roomOf(hub, room));
		},
	}),
	"room.invite": operation({
		params: person,
		row: done,
		run: (operator, { room, account }) =>
			toRoom(operator, room, (name) =>
				invite(operator.hub, operator.session, { room: name, account }),
			),
	}),
	"room.kick": operation({
		params: person.extend({ reason: z.string().max(250).optional() }),
		row: done,
		run: (operator, { room, ...wanted }) =>
			toRoom(operator, room, (name) =>
				kick(operator.hub, operator.session, { ...wanted, room: name }),
			),
	}),
	"room.role": operation({
		params: person.extend({ role: roomRole }),
		row: done,
		run: (operator, { room, ...wanted }) =>
			toRoom(operator, room, (name) =>
				setRoomRole(operator.hub, operator.session, { ...wanted, room: name }),
			),
	}),
};
