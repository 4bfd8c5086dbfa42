import { accountName } from "@partyline/shared/protocol/ids";
import { serverBan } from "@partyline/shared/protocol/shapes";
import { z } from "zod";
import { parseNetwork } from "../../hub/order/network.ts";
import { letIn, type Outsider, shutOut } from "../../hub/order/shut-out.ts";
import { duration } from "../duration.ts";
import { operation } from "../operation.ts";

/** Whom a ban is of, as people write it: what reads as an address is one. */
const who = z.string().transform((raw, context): Outsider => {
	if (parseNetwork(raw).ok || /[/:]/.test(raw)) return { network: raw };
	const parsed = accountName.safeParse(raw);
	if (parsed.success) return { account: parsed.data };
	context.addIssue({ code: "custom", message: parsed.error.issues[0]?.message ?? "no name" });
	return z.NEVER;
});

/** Shutting accounts and networks out of the whole server. */
export const banOperations = {
	"ban.list": operation({
		params: z.object({}),
		row: serverBan,
		async run({ hub }) {
			return hub.banList.all(hub.clock.now());
		},
	}),
	"ban.add": operation({
		params: z.object({ who, forMs: duration.optional(), reason: z.string().max(250).optional() }),
		row: serverBan,
		async run({ hub, session }, { who: outsider, ...terms }) {
			await shutOut(hub, session, { ...outsider, ...terms });
			// The newest is the one that was made just now.
			return hub.banList.all(hub.clock.now()).slice(-1);
		},
	}),
	"ban.remove": operation({
		params: z.object({ who }),
		row: z.object({ removed: z.string() }),
		async run({ hub, session }, { who: outsider }) {
			await letIn(hub, session, outsider);
			return [{ removed: outsider.account ?? outsider.network }];
		},
	}),
};
