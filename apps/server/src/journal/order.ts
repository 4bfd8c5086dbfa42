import type { Acts, Bans, Invites } from "../hub/ports.ts";
import { type GroupCommit, isOutcome } from "./group-commit.ts";
import type { OrderOperation } from "./operations.ts";
import { reading } from "./reading.ts";
import type { OrderReader } from "./sqlite/order-reader.ts";

/** Invitations, bans and the journal of admin acts beside the journal, written in the same batches. */
export function createOrder(
	commits: GroupCommit,
	reader: OrderReader,
): { readonly invites: Invites; readonly bans: Bans; readonly acts: Acts } {
	const wasDone = async (operation: OrderOperation) =>
		(await commits.submit(operation)).type === "done";
	return {
		invites: {
			async create(invite, hash) {
				const outcome = await commits.submit({ type: "add-invite", invite, hash });
				if (!isOutcome(outcome, "invite")) throw new TypeError(`Not invited: ${outcome.type}`);
				return outcome.invite;
			},
			all: () => reading(() => reader.invites()),
			byHash: (hash) => reading(() => reader.inviteByHash(hash)),
			revoke: (id) => wasDone({ type: "revoke-invite", id }),
		},
		bans: {
			all: () => reading(() => reader.bans()),
			async put(ban) {
				const outcome = await commits.submit({ type: "put-ban", ban });
				if (!isOutcome(outcome, "ban")) throw new TypeError(`Not banned: ${outcome.type}`);
				return outcome.ban;
			},
			remove: (ban) => wasDone({ type: "remove-ban", ban }),
		},
		acts: {
			async append(act) {
				const outcome = await commits.submit({ type: "add-act", act });
				if (!isOutcome(outcome, "act")) throw new TypeError(`Not noted: ${outcome.type}`);
				return outcome.act;
			},
			get: (act) => reading(() => reader.act(act)),
			page: (wanted) => reading(() => reader.acts(wanted)),
		},
	};
}
