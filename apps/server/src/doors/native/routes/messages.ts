import type { messageMethods } from "@partyline/shared/protocol/methods/messages";
import { post } from "../../../hub/post.ts";
import { setAway, tellTyping } from "../../../hub/presence.ts";
import { markRead } from "../../../hub/read-log.ts";
import { rename } from "../../../hub/rename.ts";
import { redact } from "../../../hub/rooms/redact.ts";
import { history } from "../history.ts";
import { holdsBack, memberRoute, type Routes, route, sessionOf } from "../route.ts";
import { search } from "../search.ts";
import { sync } from "../sync.ts";

/** How one speaks and reads, and is seen. */
export const messageRoutes: Routes<keyof typeof messageMethods> = {
	post: memberRoute("post", post),
	redact: memberRoute("redact", redact),
	history: route(
		"history",
		(visit, wanted) => history({ ...visit.context, session: sessionOf(visit) }, wanted),
		holdsBack,
	),
	search: route(
		"search",
		(visit, wanted) => search({ ...visit.context, session: sessionOf(visit) }, wanted),
		holdsBack,
	),
	sync: route(
		"sync",
		(visit, params) => {
			const { hub } = visit.context;
			return sync({ hub, session: sessionOf(visit), turn: () => visit.turn() }, params);
		},
		holdsBack,
	),
	read: memberRoute("read", async (hub, session, mark) => ({
		seq: await markRead(hub, session, mark),
	})),
	typing: memberRoute("typing", (hub, session, typing) => {
		tellTyping(hub, session, typing);
		return {};
	}),
	presence: memberRoute("presence", (hub, session, { state }) => {
		setAway(hub, session, state === "away");
		return {};
	}),
	nick: memberRoute(
		"nick",
		async (hub, session, { name }) => {
			await rename(hub, session, name);
			return { account: session.account, name };
		},
		holdsBack,
	),
};
