import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { nameKey } from "@partyline/shared/text/names";
import { type Hub, orUnavailable } from "../hub.ts";
import { type Admission, type Arrival, admitDevice } from "../log-in.ts";
import { signOut } from "./devices.ts";
import type { FoundInvite } from "./invitations.ts";
import { inNameTurn } from "./names.ts";

/** Whose password a link sets, what is kept of its code, and what is wanted of it. */
type Reset = Pick<FoundInvite, "hash"> & {
	readonly account: AccountName;
	readonly wanted: { readonly account: AccountName; readonly password: string };
};

/** Follows a one-time link: sets another password of its account, signs its devices out, and lets its owner in. */
export async function followReset(
	hub: Hub,
	{ account, hash: invite, wanted }: Reset,
	arrival: Arrival,
): Promise<Admission> {
	if (nameKey(wanted.account) !== nameKey(account))
		throw new WireError("invite_invalid", {
			message: "The link sets the password of another account.",
		});
	const hash = await hub.passwords.hash(wanted.password, arrival.origin);
	return await inNameTurn(hub, account, async () => {
		const known = hub.people.get(account);
		if (known?.state !== "active") throw new WireError("account_disabled");
		const link = { invite, at: hub.clock.now() };
		if (!(await orUnavailable(hub.accounts.resetPassword(account, hash, link))))
			throw new WireError("invite_invalid");
		signOut(hub, account);
		return await admitDevice(hub, known, arrival);
	});
}
