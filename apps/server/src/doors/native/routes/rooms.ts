import type { AccountName } from "@partyline/shared/protocol/ids";
import type { roomMethods } from "@partyline/shared/protocol/methods/rooms";
import { setRole } from "../../../hub/accounts/set-role.ts";
import { invite, join, leave, listRooms, roomShower } from "../../../hub/membership.ts";
import { memberRoom } from "../../../hub/permissions.ts";
import { listedAccounts, toMember } from "../../../hub/presence.ts";
import { changeSettings, renameRoom, setTopic } from "../../../hub/rooms/change-room.ts";
import { createRoom, openDirect } from "../../../hub/rooms/create-room.ts";
import { setRoomRole } from "../../../hub/rooms/room-role.ts";
import { nextPage } from "../page.ts";
import { holdsBack, memberRoute, type Routes, route, sessionOf } from "../route.ts";

/** Rooms, and who is in them. */
export const roomRoutes: Routes<keyof typeof roomMethods> = {
	join: memberRoute("join", (hub, session, { room }) => join(hub, session, room), holdsBack),
	leave: memberRoute(
		"leave",
		async (hub, session, { room }) => {
			await leave(hub, session, room);
			return {};
		},
		holdsBack,
	),
	create: memberRoute(
		"create",
		(hub, session, wanted) =>
			"with" in wanted ? openDirect(hub, session, wanted.with) : createRoom(hub, session, wanted),
		holdsBack,
	),
	rooms: route(
		"rooms",
		async (visit, { after, limit }) => {
			const { hub, log } = visit.context;
			const { account } = sessionOf(visit);
			const show = await roomShower(hub, account);
			const all = listRooms(hub, account);
			const { entries, more } = nextPage(all, { key: ({ name }) => name, show, after, limit, log });
			return { rooms: entries, more };
		},
		holdsBack,
	),
	members: route("members", (visit, { room: name, after, limit }) => {
		const { hub, log } = visit.context;
		const room = memberRoom(hub, name, sessionOf(visit).account);
		const all = listedAccounts(hub, room);
		const show = (account: AccountName) => toMember(hub, room, account);
		const { entries, more } = nextPage(all, { key: (account) => account, show, after, limit, log });
		return { members: entries, more };
	}),
	topic: memberRoute("topic", setTopic),
	settings: memberRoute("settings", changeSettings),
	rename: memberRoute("rename", renameRoom),
	invite: memberRoute("invite", invite),
	role: memberRoute("role", async (hub, session, wanted) => {
		if ("room" in wanted) await setRoomRole(hub, session, wanted);
		else await setRole(hub, { ...wanted, by: session.account });
		return {};
	}),
};
