import type { AccountName } from "@partyline/shared/protocol/ids";
import type { roomMethods } from "@partyline/shared/protocol/methods/rooms";
import {
	createRoom,
	join,
	leave,
	listRooms,
	openDirect,
	roomShower,
	setTopic,
} from "../../../hub/membership.ts";
import { memberRoom } from "../../../hub/permissions.ts";
import { listedAccounts, toMember } from "../../../hub/presence.ts";
import { nextPage } from "../page.ts";
import { holdsBack, memberRoute, type Routes } from "../route.ts";

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
	rooms: memberRoute(
		"rooms",
		async (hub, session, { after, limit }) => {
			const show = await roomShower(hub, session.account);
			const all = listRooms(hub, session.account);
			const { entries, more } = nextPage(all, { key: ({ name }) => name, show, after, limit });
			return { rooms: entries, more };
		},
		holdsBack,
	),
	members: memberRoute("members", (hub, session, { room, after, limit }) => {
		const all = listedAccounts(hub, memberRoom(hub, room, session.account));
		const show = (account: AccountName) => toMember(hub, account);
		const { entries, more } = nextPage(all, { key: (account) => account, show, after, limit });
		return { members: entries, more };
	}),
	topic: memberRoute("topic", setTopic),
};
