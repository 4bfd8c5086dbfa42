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
import { holdsBack, memberRoute, type Routes } from "../route.ts";

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
	bans: memberRoute("bans", (hub, session, { room }) => ({
		bans: room === undefined ? serverBans(hub, session) : roomBans(hub, session, room),
	})),
	mute: memberRoute("mute", mute),
	unmute: memberRoute("unmute", unmute),
	purge: memberRoute(
		"purge",
		async (hub, session, wanted) => {
			const { samples, ...told } = await purge(hub, session, wanted);
			return { ...told, samples: [...fitFirst(samples)] };
		},
		holdsBack,
	),
	ignore: memberRoute("ignore", ignore),
	audit: memberRoute(
		"audit",
		async (hub, session, wanted) => {
			const { acts, more } = await audit(hub, session, wanted);
			const fitting = [...fitFirst(acts)];
			return { acts: fitting, more: more || fitting.length < acts.length };
		},
		holdsBack,
	),
	undo: memberRoute("undo", undo, holdsBack),
};
