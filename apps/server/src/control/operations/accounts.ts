import { at } from "@partyline/shared/protocol/events";
import { accountName } from "@partyline/shared/protocol/ids";
import { presenceState } from "@partyline/shared/protocol/shapes";
import { z } from "zod";
import { addAccount } from "../../hub/accounts/add-account.ts";
import { deleteAccount } from "../../hub/accounts/delete-account.ts";
import { resetPassword } from "../../hub/accounts/invite.ts";
import { setRole } from "../../hub/accounts/set-role.ts";
import { disableAccount, enableAccount } from "../../hub/accounts/set-state.ts";
import { orUnavailable } from "../../hub/hub.ts";
import type { Account } from "../../hub/ports.ts";
import { duration } from "../duration.ts";
import { type Operator, operation } from "../operation.ts";
import { accountRole, ticket, toTicket } from "./invites.ts";

const named = z.object({ account: accountName, reason: z.string().max(250).optional() });
const account = z.object({
	account: accountName,
	name: z.string(),
	role: accountRole,
	state: z.enum(["active", "disabled", "deleted"]),
	presence: presenceState,
	/** How many programs come in without a password. */
	devices: z.int(),
	/** When one of them logged in last. */
	seenAt: at.optional(),
});

/** People who have an account. */
export const accountOperations = {
	"account.list": operation({
		params: z.object({}),
		row: account,
		async run(operator) {
			const known = operator.hub.people.all().filter(({ role }) => role !== "guest");
			return await Promise.all(known.map((each) => toRow(operator, each)));
		},
	}),
	"account.add": operation({
		isFirst: true,
		params: z.object({ account: accountName, role: accountRole, password: z.string().optional() }),
		row: account,
		async run(operator, wanted) {
			const { hub, session } = operator;
			return [await toRow(operator, await addAccount(hub, { ...wanted, by: session.account }))];
		},
	}),
	"account.reset": operation({
		params: named.extend({ expiresInMs: duration }),
		row: ticket,
		async run(operator, wanted) {
			const { hub, session } = operator;
			return [toTicket(operator, await resetPassword(hub, { ...wanted, by: session.account }))];
		},
	}),
	"account.disable": operation({
		params: named,
		row: account,
		run: (operator, wanted) => toAccount(operator, wanted, disableAccount),
	}),
	"account.enable": operation({
		params: named,
		row: account,
		run: (operator, wanted) => toAccount(operator, wanted, enableAccount),
	}),
	"account.delete": operation({
		params: named.extend({ messages: z.enum(["keep", "redact"]) }),
		row: account,
		run: (operator, wanted) => toAccount(operator, wanted, deleteAccount),
	}),
	"account.role": operation({
		params: named.extend({ role: accountRole }),
		row: account,
		run: (operator, wanted) => toAccount(operator, wanted, setRole),
	}),
};

/** Does something to an account as the operator, and tells what it is now. */
async function toAccount<W extends object>(
	operator: Operator,
	wanted: W,
	work: (hub: Operator["hub"], deed: W & { readonly by: Account["account"] }) => Promise<Account>,
): Promise<z.input<typeof account>[]> {
	const { hub, session } = operator;
	return [await toRow(operator, await work(hub, { ...wanted, by: session.account }))];
}

async function toRow({ hub }: Operator, known: Account): Promise<z.input<typeof account>> {
	const devices = await orUnavailable(hub.accounts.devices(known.account));
	const seenAt = Math.max(0, ...devices.map((device) => device.seenAt));
	return {
		...known,
		role: accountRole.parse(known.role),
		presence: hub.people.stateOf(known.account),
		devices: devices.length,
		...(seenAt > 0 && { seenAt }),
	};
}
