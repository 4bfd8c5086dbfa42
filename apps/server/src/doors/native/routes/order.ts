import type { Result } from "@partyline/shared/protocol/methods";
import type { orderMethods } from "@partyline/shared/protocol/methods/order";
import { audit } from "../../../hub/order/audit.ts";
import { ban, roomBans, unban } from "../../../hub/order/ban.ts";
import { ignore } from "../../../hub/order/ignore.ts";
import { kick } from "../../../hub/order/kick.ts";
import { mute, unmute } from "../../../hub/order/mute.ts";
import { purge } from "../../../hub/order/purge.ts";
import { letIn, serverBans, shutOut } from "../../../hub/order/shut-out.ts";
import { undo } from "../../../hub/order/undo.ts";
import { fitFirst } from "../fit.ts";
import { nextPage } from "../page.ts";
import { holdsBack, memberRoute, type Routes, route, sessionOf } from "../route.ts";

/** How order is kept. */
export const orderRoutes: Routes<keyof typeof orderMethods> = {
	kick: memberRoute("kick", kick),
	ban: memberRoute("ban", async (hub, session, wanted) => {
		if ("room" in wanted) await ban(hub, session, wanted);
		else await shutOut(hub, session, wanted);
		return {};
	}),
	unban: memberRoute("unban", async (hub, session, wanted) => {
		if ("room" in wanted) await unban(hub, session, wanted);
		else await letIn(hub, session, wanted);
		return {};
	}),
	bans: route("bans", (visit, { room, after, limit }) => {
		const { hub, log } = visit.context;
		const session = sessionOf(visit);
		const all = room === undefined ? serverBans(hub, session) : roomBans(hub, session, room);
		const sorted = all.toSorted((a, b) => (banKey(a) < banKey(b) ? -1 : 1));
		const { entries, more } = nextPage(sorted, {
			key: banKey,
			show: (one) => one,
			after,
			limit,
			log,
		});
		return { bans: entries, more };
	}),
	mute: memberRoute("mute", mute),
	unmute: memberRoute("unmute", unmute),
	purge: route(
		"purge",
		async (visit, wanted) => {
			const { hub, log } = visit.context;
			const { samples, ...told } = await purge(hub, sessionOf(visit), wanted);
			return { ...told, samples: [...fitFirst(samples, log).entries] };
		},
		holdsBack,
	),
	ignore: memberRoute("ignore", ignore),
	audit: route(
		"audit",
		async (visit, wanted) => {
			const { hub, log } = visit.context;
			const { acts, more } = await audit(hub, sessionOf(visit), wanted);
			const fitting = fitFirst(acts, log);
			return { acts: [...fitting.entries], more: more || fitting.more };
		},
		holdsBack,
	),
	undo: memberRoute("undo", undo, holdsBack),
};

/** Whom or what a ban is of. */
function banKey({ account, network }: Result<"bans">["bans"][number]): string {
	return account ?? network ?? "";
}
