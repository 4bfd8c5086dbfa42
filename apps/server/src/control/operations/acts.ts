import { roomName } from "@partyline/shared/protocol/ids";
import { act } from "@partyline/shared/protocol/shapes";
import { z } from "zod";
import { audit } from "../../hub/order/audit.ts";
import { undo } from "../../hub/order/undo.ts";
import { operation } from "../operation.ts";
import { roomOf } from "./room-of.ts";

const mostActs = 1_000_000;

/** Reading and undoing what was done. */
export const actOperations = {
	"act.list": operation({
		params: z.object({ room: roomName.optional(), limit: z.int().min(1).max(mostActs) }),
		row: act,
		async run({ hub, session }, { room, limit }) {
			const where = room && roomOf(hub, room).name;
			const { acts } = await audit(hub, session, { room: where, limit });
			return acts;
		},
	}),
	"act.undo": operation({
		params: z.object({ act: z.int().min(1) }),
		row: act,
		async run({ hub, session }, wanted) {
			const done = await undo(hub, session, wanted);
			return [done.act];
		},
	}),
};
